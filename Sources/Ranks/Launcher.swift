/// The program with which an MPI implementation starts ranks.
public struct Launcher: Sendable {
    /// The MPI implementation; its launcher only starts ranks of a build for it.
    public let mpi: String
    /// The program's names, the best first: if several MPIs are installed, plain mpirun may belong to another one.
    public let names: [String]
    /// Arguments that let ranks use all CPUs of a host, and be more than there are CPUs.
    public let arguments: [String]

    static let mpich = Launcher(mpi: "MPICH", names: ["mpirun.mpich", "mpirun"], arguments: [])
    static let openMPI = Launcher(
        mpi: "Open MPI", names: ["mpirun.openmpi", "mpirun"],
        arguments: ["--map-by", ":OVERSUBSCRIBE", "--bind-to", "none"])
}
