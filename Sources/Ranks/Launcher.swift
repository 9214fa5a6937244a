/// The program of an MPI that starts its ranks.
public struct Launcher: Sendable {
    /// The MPI, whose launcher only starts ranks of a build for it.
    public let mpi: String
    /// Its names, the best first: where several MPIs are installed, plain mpirun may be another one's.
    public let names: [String]
    /// What it must be told for ranks on all CPUs of a host, also more than it has.
    public let arguments: [String]

    static let mpich = Launcher(mpi: "MPICH", names: ["mpirun.mpich", "mpirun"], arguments: [])
    static let openMPI = Launcher(
        mpi: "Open MPI", names: ["mpirun.openmpi", "mpirun"],
        arguments: ["--map-by", ":OVERSUBSCRIBE", "--bind-to", "none"])
}
