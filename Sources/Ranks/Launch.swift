import Glibc

/// What the program that started this process has put into its environment about the job.
struct Launch {
    /// Processes that were started together; nil if no MPI launcher says so.
    let size: Int?
    /// Whether some of them are on another host, as far as the launcher says.
    let isAcrossHosts: Bool

    /// Reads what the launchers of MPICH and its relatives (PMI), of Open MPI, and of both under Slurm put there.
    static let current = Launch { getenv($0).map { String(cString: $0) } }

    init(_ variable: (String) -> String?) {
        func number(_ names: String...) -> Int? {
            names.lazy.compactMap(variable).compactMap { Int($0) }.first
        }
        let size = number("PMI_SIZE", "OMPI_COMM_WORLD_SIZE")
        // PMIx gives the rank, but not the size.
        self.size = size ?? variable("PMIX_RANK").map { _ in 1 }
        let localSize = number("MPI_LOCALNRANKS", "OMPI_COMM_WORLD_LOCAL_SIZE")
        isAcrossHosts =
            if let size, let localSize { localSize < size } else { number("SLURM_STEP_NUM_NODES") ?? 1 > 1 }
    }
}
