// The data: sources of rows, how they are split and partitioned, and the order in which an epoch reads them.
// Everything here is a pure function of the experiment; nothing depends on the number of workers.
