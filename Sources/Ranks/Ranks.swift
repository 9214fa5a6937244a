// Processes that train together, on one host or many. With the package trait `MPI` they are ranks of MPI. Without it a
// process is always alone, and nothing above this module needs to know the difference.
