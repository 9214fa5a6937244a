// MPI (Debian: libmpich-dev or libopenmpi-dev): its handles are macros, which Swift does not see, and numbers in MPICH but
// pointers in Open MPI.
#pragma once
#include <mpi.h>
#include <stdbool.h>

#ifdef OPEN_MPI
static inline bool lockstep_mpi_is_open_mpi(void) { return true; }
#else
static inline bool lockstep_mpi_is_open_mpi(void) { return false; }
#endif

static inline MPI_Comm lockstep_mpi_world(void) { return MPI_COMM_WORLD; }
static inline MPI_Datatype lockstep_mpi_word(void) { return MPI_UINT32_T; }
static inline void *lockstep_mpi_in_place(void) { return MPI_IN_PLACE; }

// To Swift the same type with either MPI.
typedef struct {
    MPI_Request handle;
} lockstep_mpi_request;

static inline bool lockstep_mpi_are_done(lockstep_mpi_request *requests, int count) {
    int are_done = 0;
    MPI_Testall(count, &requests->handle, &are_done, MPI_STATUSES_IGNORE);
    return are_done;
}

// For the benchmark of the exchange; MPI's sums reach no parameter.
static inline MPI_Datatype lockstep_mpi_float(void) { return MPI_FLOAT; }
static inline MPI_Op lockstep_mpi_sum(void) { return MPI_SUM; }
