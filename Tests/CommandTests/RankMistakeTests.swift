import TestSupport
import Testing

/// A build without MPI that a launcher of MPI starts several times says so, rather than train several times.
@Suite("Ranks of MPI")
struct RankMistakeTests {
    let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        try folder.write(SameBitsTests.configuration, to: "a.yaml")
    }

    @Test(
        "are refused by a build without MPI, whoever started them",
        arguments: ["PMI_SIZE=3 PMI_RANK=1", "OMPI_COMM_WORLD_SIZE=3"])
    func several(_ variables: String) throws {
        let outcome = try folder.shell("\(variables) $LOCKSTEP train a.yaml")
        #expect(outcome.status == 2)
        #expect(
            outcome.errorLines == [
                "lockstep: found 3 ranks of MPI, expected one process: this build is without MPI (see make mpi)"
            ])
        #expect(try folder.names == ["a.yaml"])
    }

    @Test("are refused by commands that would do the same several times")
    func command() throws {
        let outcome = try folder.shell("PMI_SIZE=2 $LOCKSTEP verify a.yaml")
        #expect(outcome.status == 2)
        #expect(
            outcome.errorLines == [
                "lockstep: found 2 ranks of MPI, expected one process: only train and topology run on several"
            ])
    }

    @Test("are none where a launcher started one process")
    func one() throws {
        #expect(try folder.shell("PMI_SIZE=1 PMI_RANK=0 $LOCKSTEP train a.yaml --quiet").status == 0)
    }

    @Test("are asked for by scale --ranks, which says what is missing")
    func scale() throws {
        let outcome = try folder.lockstep("scale", "a.yaml", "--ranks", "1,2")
        #expect(outcome.status == 2)
        #expect(outcome.errorLines.last?.hasPrefix("lockstep: --ranks: found no MPI, expected") == true)
    }
}
