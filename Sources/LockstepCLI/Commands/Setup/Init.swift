import ArgumentParser
import Datasets
import Experiments
import Files
import Glibc
import NUMA
import Training

/// `lockstep init`
struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes a commented configuration to start from.",
        discussion: """
              linear   linear regression on rows made from the seed
              softmax  softmax regression on classes made from the seed
              mlp      a multilayer perceptron on classes made from the seed
              csv      regression or classification on a CSV file (--data, --target), chosen by what its columns hold

            What is written trains as it stands:

              lockstep init csv --data houses.csv --target price
              lockstep train csv.yaml
            """)

    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case linear, softmax, mlp, csv
    }

    @Argument(help: "What to start with.")
    var kind: Kind

    @Option(help: "csv: the file of rows.", completion: .file(extensions: ["csv"]))
    var data: String?

    @Option(help: "csv: the column to predict; the file's last one without it.")
    var target: String?

    @Option(help: "The file to write, KIND.yaml without it; never replaced.", completion: .file(extensions: ["yaml"]))
    var output: String?

    func run() throws {
        let path = output ?? "\(kind.rawValue).yaml"
        guard access(path, F_OK) != 0 else {
            throw Failure.usage("\(path): found a file, expected a new name (--output)")
        }
        let starter = try starter(besides: path)
        try AtomicFile.write(starter.yaml(name: Self.runName(path)), to: path)
        try Console.print("written to \(path); now: lockstep train \(path)")
    }

    private func starter(besides path: String) throws -> StarterConfiguration {
        guard kind == .csv else {
            guard data == nil, target == nil else {
                throw Failure.usage("--data, --target: found with \(kind.rawValue), expected with csv only")
            }
            return kind == .linear ? .linear : kind == .softmax ? .softmax : .mlp
        }
        guard let data else { throw Failure.usage("--data: found none, expected a CSV file") }
        let options = try CSVDialect().options(of: data)
        let csv = CSVDialect(options)
        let names = try CSVReader.columnNames(of: data, csv: csv)
        let target = target ?? names.last ?? ""
        guard names.contains(target) else {
            throw DataError(
                file: data,
                problem: "no column named \(OneLine.quoted(target)), expected one of "
                    + names.prefix(10).map { OneLine.quoted($0) }.joined(separator: ", "))
        }
        guard names.count > 1 else {
            throw DataError(file: data, found: "no column but the target", expected: "at least one feature")
        }
        // Paths of a configuration are relative to its folder.
        let file = path.contains("/") ? AbsolutePath.of(data, besides: nil) : data
        let description = try RowFile(path: data, format: .csv, csv: csv)
            .described(by: MachinePlan(on: .current()).workers)
        return .csv(StarterTable(file: file, target: target, delimiter: options.delimiter, description))
    }

    /// The file's name without its ending, of the letters that a run's name may have.
    private static func runName(_ path: String) -> String {
        let last = path.split(separator: "/").last ?? ""
        let stem = last.lastIndex(of: ".").map { last[..<$0] } ?? last
        let name = stem.prefix(200).map { character in
            character.isASCII && (character.isLetter || character.isNumber) ? character : "-"
        }
        let trimmed = String(name.drop { $0 == "-" })
        return trimmed.isEmpty ? "run" : trimmed
    }
}
