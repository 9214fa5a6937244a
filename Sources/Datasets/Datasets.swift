// The data: sources of rows, their split and partitions, and the order in which an epoch reads them.
// Everything here is a pure function of the experiment; nothing depends on the number of workers.
