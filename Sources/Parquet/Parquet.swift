// Parquet files: from bytes to columns of numbers and names.
//
// `ParquetFile` reads the footer (Metadata/), which says what columns there are and where each row group keeps them.
// A column's part of a row group is a chunk of pages (Pages/), whose values are encoded in one of several ways
// (Encodings/) and become numbers or names (Columns/). Nothing here knows what a feature or a target is.
//
// Nothing in a file is to be trusted. Each size is checked against the bytes that are there before memory is taken for it,
// and all memory is taken from a `MemoryBudget`.
//
// Source: https://github.com/apache/parquet-format

#if _endian(big)
    #error("the Parquet module reads values in the machine's byte order, which has to be little-endian")
#endif
