import Glibc

/// What the program that started this process says about it in its environment.
struct Launch {
    /// Processes that were started together; nil where no launcher of MPI says so.
    let size: Int?

    /// Reads what the launchers of MPICH and its kin (PMI), of Open MPI, and of both under Slurm leave there.
    static let current = Launch { getenv($0).map { String(cString: $0) } }

    init(_ variable: (String) -> String?) {
        let sizes = ["PMI_SIZE", "OMPI_COMM_WORLD_SIZE"].lazy.compactMap(variable).compactMap { Int($0) }
        // PMIx tells a rank only.
        size = sizes.first ?? variable("PMIX_RANK").map { _ in 1 }
    }
}
