// What a run leaves on disk and finds there: files that appear whole or not at all, mapped files, and the two binary
// formats that Lockstep writes. Nothing here knows what a model or a checkpoint is, and no value is ever converted.
//
// Formats are little-endian, as is every machine that Lockstep runs on.

#if _endian(big)
    #error("the Files module writes values in the machine's byte order, which has to be little-endian")
#endif
