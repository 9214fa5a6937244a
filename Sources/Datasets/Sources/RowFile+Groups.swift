import NUMA

extension RowFile {
    /// Reads the groups of rows of any format without columns, where they are asked for.
    /// - Throws: `DataError` where there are none, or not one for each row.
    func addGroups(to rows: inout FileRows, _ file: DataFile, _ workers: Workers) throws(DataError) {
        guard let (array, name) = try groupArray(file) else { return }
        guard array.rowCount == rows.rowCount else {
            throw DataError(
                file: array.file.path, column: name, found: "\(array.rowCount) groups",
                expected: "\(rows.rowCount), one for each row of \(path)")
        }
        guard case .labels(let groups) = try array.targets(.label, name: name, workers) else {
            preconditionFailure("groups are no names")
        }
        rows.groups = groups
    }

    private func groupArray(_ file: DataFile) throws(DataError) -> (TargetArray, name: String?)? {
        if let groupsPath {
            let groups = try DataFile(groupsPath)
            let groupsFormat = groups.format
            guard !groupsFormat.hasTargets else {
                throw DataError(
                    file: groupsPath, found: "\(groupsFormat.noun) of groups",
                    expected: "NPY, NPZ, IDX or safetensors")
            }
            return (
                try Self.targetArray(groups, groupsFormat, group, for: "groups"),
                groupsFormat.hasNamedArrays ? group : nil
            )
        }
        guard let group else { return nil }
        guard format.hasNamedArrays else {
            throw DataError(
                file: path, found: "rows without groups", expected: "a file of groups beside it, or no \(group)")
        }
        return (try Self.targetArray(file, format, group, for: "groups"), group)
    }
}
