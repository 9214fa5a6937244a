// MPI (Debian: libmpich-dev): its handles are macros, which Swift does not see.
#pragma once
#include <mpi.h>

static inline MPI_Comm lockstep_mpi_world(void) { return MPI_COMM_WORLD; }
static inline MPI_Datatype lockstep_mpi_word(void) { return MPI_UINT32_T; }
static inline void *lockstep_mpi_in_place(void) { return MPI_IN_PLACE; }
static inline MPI_Request lockstep_mpi_no_request(void) { return MPI_REQUEST_NULL; }
static inline MPI_Status *lockstep_mpi_no_statuses(void) { return MPI_STATUSES_IGNORE; }

// For the benchmark of the exchange; MPI's sums reach no parameter.
static inline MPI_Datatype lockstep_mpi_float(void) { return MPI_FLOAT; }
static inline MPI_Op lockstep_mpi_sum(void) { return MPI_SUM; }
