// Processes that train together, on one host or many. With the package trait `MPI` they are ranks of MPI; without it a
// process is always alone, and nothing above this module has to know which.
