import ArgumentParser

/// A command that runs on several ranks of MPI too.
protocol RankedCommand: ParsableCommand {}
