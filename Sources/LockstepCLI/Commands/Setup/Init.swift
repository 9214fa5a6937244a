import ArgumentParser
import Datasets
import Experiments
import Files
import Glibc
import Logging

/// `lockstep init`
struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes a commented configuration to start from.",
        discussion: """
              linear   linear regression on rows made from the seed
              softmax  softmax regression on classes made from the seed
              mlp      a multilayer perceptron on classes made from the seed
              FILE     what lockstep train FILE does with a file of rows, to be changed

            What is written trains as it stands:

              lockstep init houses.csv --target price
              lockstep train houses.yaml
            """)

    @Argument(
        help: ArgumentHelp(
            "linear, softmax, mlp, or a file of rows; two files where rows and their targets are apart.",
            valueName: "kind-or-file"),
        completion: .file())
    var files: [String]

    @OptionGroup var starter: StarterOptions
    @OptionGroup var settings: SettingOptions
    @OptionGroup var verbosity: VerbosityOptions

    @Option(
        help: "The file to write, the kind's or file's name with .yaml without it; never replaced.",
        completion: .file(extensions: ["yaml"]))
    var output: String?

    func run() throws {
        let path = output ?? "\(Self.runName(files[0])).yaml"
        guard access(path, F_OK) != 0 else {
            throw Failure.usage("\(path): found a file, expected a new name (--output)")
        }
        let starter = try starter(besides: path)
        try AtomicFile.write(starter.yaml(name: Self.runName(path)), to: path)
        try Console.print("written to \(path); now: lockstep train \(path)")
    }

    private func starter(besides path: String) throws -> StarterConfiguration {
        let kinds: [String: StarterConfiguration] = ["linear": .linear, "softmax": .softmax, "mlp": .mlp]
        if files.count == 1, let kind = kinds[files[0]] {
            guard !starter.areGiven else {
                throw Failure.usage("--target, --model, --task: found with \(files[0]), expected with a file of rows")
            }
            return kind
        }
        if let setting = settings.settings.first(where: { !StarterReading.decides($0) }) {
            throw Failure.usage(
                "--set \(setting): expected one of \(StarterReading.decided.joined(separator: ", ")); "
                    + "change others in what is written")
        }
        // Paths of a configuration are relative to its folder.
        let table = try starter.table(files, settings) { path.contains("/") ? AbsolutePath.of($0, besides: nil) : $0 }
        for note in table.notes { verbosity.logger.info("\(note)") }
        return .file(table)
    }

    private static let compressedEndings = [".gz", ".zst", ".bz2", ".xz"]

    /// A file's name without its endings, of the letters that a run's name may have.
    static func runName(_ path: String) -> String {
        var stem = path.split(separator: "/").last ?? ""
        for ending in Self.compressedEndings where stem.lowercased().hasSuffix(ending) { stem.removeLast(ending.count) }
        if let end = stem.lastIndex(of: ".") { stem = stem[..<end] }
        let name = stem.prefix(200).map { character in
            character.isASCII && (character.isLetter || character.isNumber || character == "_") ? character : "-"
        }
        let marks: [Character] = ["-", "_"]
        let trimmed = name.drop(while: marks.contains)
        let end = trimmed.lastIndex { !marks.contains($0) }
        return end.map { String(trimmed[...$0]) } ?? "run"
    }
}
