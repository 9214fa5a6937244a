extension Schema {
    /// Every key, in the order of the resolved file; a section's keys stand together, and a key stands after those
    /// that decide whether it applies.
    package static let keys: [Entry] =
        [name.entry, seed.entry] + Data.keys + Model.keys + Training.keys + Optimizer.keys + Machine.keys + Output.keys
        + Replay.keys + Sweep.keys

    /// Every section, in the order of the resolved file.
    package static let sections: [Section] = [
        Data.section, Data.Synthetic.section, Data.File.section, Model.section,
        Training.section, Training.EarlyStopping.section, Training.Checkpoint.section,
        Optimizer.section, Optimizer.Schedule.section,
        Machine.section, Output.section, Replay.section, Sweep.section,
    ]

    /// The name of the run.
    public static let name: Key<String> = .text(
        "name", .directoryName, default: "run", "names the run and its directory")
    /// Where all random numbers come from.
    public static let seed: Key<Int> = .integer(
        "seed", in: 0...Int.max, default: 42, "decides every random number of the run")
}
