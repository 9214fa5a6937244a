// Containers of bytes: files that appear whole or not at all, mapped files, archives, tensors and messages in the formats
// of other software. Nothing here knows what a model or a checkpoint is, and no value is ever converted.
//
// Formats are little-endian, as is every machine that Lockstep runs on.

#if _endian(big)
    #error("the Files module writes values in the machine's byte order, which has to be little-endian")
#endif
