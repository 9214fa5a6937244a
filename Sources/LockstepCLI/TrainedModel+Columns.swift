import Datasets
import Files
import Glibc
import Training

extension TrainedModel {
    /// The columns of a CSV file that are its features: those of their names; where it was trained without names and the
    /// file has none of its numbers either, all columns in their order.
    /// - Parameter target: a column that is no feature.
    func columns(of path: String, target: String? = nil) throws -> CSVColumns {
        let named = CSVColumns.features(featureNames.all, target: target)
        // What comes through a pipe cannot be looked at twice.
        guard case .numbered(let count) = featureNames, Self.isRegularFile(path) else { return named }
        let names = try CSVReader.columnNames(of: path)
        guard Set(names).isDisjoint(with: featureNames.all) else { return named }
        let features = names.filter { $0 != target }
        guard features.count == count else {
            throw DataError(
                file: path, found: "\(features.count) columns\(target.map { " beside \($0)" } ?? "")",
                expected: "\(count), the features of a model that was trained without names")
        }
        return .features(features, target: target)
    }

    private static func isRegularFile(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }
}
