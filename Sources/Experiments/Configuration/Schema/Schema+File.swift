public import Datasets

extension Schema.Data {
    /// `data.file`: rows read from files.
    public enum File {
        /// The section itself.
        public static let section = Schema.Section("data.file", .alternative, "rows read from files")
        static let keys =
            [
                train.entry, trainTargets.entry, trainWeights.entry, trainGroups.entry, validation.entry,
                validationTargets.entry,
                validationWeights.entry, test.entry, testTargets.entry, testWeights.entry,
                format.entry, target.entry, validationTarget.entry, testTarget.entry, weight.entry, group.entry,
                offset.entry,
                features.entry,
                validationFeatures.entry, testFeatures.entry, firstIndex.entry, streamed.entry,
            ] + CSV.keys

        /// The absolute paths of the training rows.
        public static let train: Schema.Key<FileList> = .requiredFiles(
            "data.file.train", example: "train.csv",
            "training rows: a file, a list of files or a pattern, such as part-*.csv")
        /// The absolute path of the training rows' targets.
        public static let trainTargets: Schema.Key<String?> = .optionalFile(
            "data.file.train_targets", example: "y.npy", "their targets, where these are another file")
        /// The absolute path of the training rows' weights.
        public static let trainWeights: Schema.Key<String?> = .optionalFile(
            "data.file.train_weights", example: "w.npy",
            "their weights, where rows have some and these are another file")
        /// The absolute path of the training rows' groups.
        public static let trainGroups: Schema.Key<String?> = .optionalFile(
            "data.file.train_groups", example: "g.npy", "their groups, where rows have some and these are another file")
        /// The absolute paths of the validation rows.
        public static let validation: Schema.Key<FileList?> = .optionalFiles(
            "data.file.validation", example: "valid.csv", "validation rows")
        /// The absolute path of the validation rows' targets.
        public static let validationTargets: Schema.Key<String?> = .optionalFile(
            "data.file.validation_targets", example: "y.npy", "their targets, likewise")
        /// The absolute path of the validation rows' weights.
        public static let validationWeights: Schema.Key<String?> = .optionalFile(
            "data.file.validation_weights", example: "w.npy", "their weights, likewise")
        /// The absolute paths of the test rows.
        public static let test: Schema.Key<FileList?> = .optionalFiles(
            "data.file.test", example: "test.csv", "test rows")
        /// The absolute path of the test rows' targets.
        public static let testTargets: Schema.Key<String?> = .optionalFile(
            "data.file.test_targets", example: "y.npy", "their targets, likewise")
        /// The absolute path of the test rows' weights.
        public static let testWeights: Schema.Key<String?> = .optionalFile(
            "data.file.test_weights", example: "w.npy", "their weights, likewise")
        /// The column or tensor of the validation rows' targets.
        public static let validationTarget: Schema.Key<String?> = .optionalText(
            "data.file.validation_target", example: "y_v", "their column or tensor, where it is not target")
        /// The column or tensor of the test rows' targets.
        public static let testTarget: Schema.Key<String?> = .optionalText(
            "data.file.test_target", example: "y_t", "that of test rows, likewise")
        /// The tensor of the validation rows' features.
        public static let validationFeatures: Schema.Key<String?> = .optionalText(
            "data.file.validation_features", example: "x_v", "the tensor of validation rows, where it is another")
        /// The tensor of the test rows' features.
        public static let testFeatures: Schema.Key<String?> = .optionalText(
            "data.file.test_features", example: "x_t", "the tensor of test rows, likewise")
        /// The format of the files of rows.
        public static let format: Schema.Key<AutoOr<FileFormat>> = .choice(
            "data.file.format", default: .auto, "auto: name, content")
        /// The column to predict, or its tensor; for files without names, what it is called.
        public static let target: Schema.Key<String> = .text(
            "data.file.target", default: "y",
            "what to predict: a column, by name or number (\(tables)), or a tensor")
        /// The column or tensor of weights.
        public static let weight: Schema.Key<String?> = .optionalText(
            "data.file.weight", example: "w",
            "how much each row counts: a column, by name or number (\(tables)), or a tensor")
        /// The column that is added to the linear score as it is.
        public static let offset: Schema.Key<String?> = .optionalText(
            "data.file.offset", example: "log_exposure",
            "a column, added to the weighted sum as it is: the logarithm of exposure")
        /// The column or tensor of groups.
        public static let group: Schema.Key<String?> = .optionalText(
            "data.file.group", example: "patient",
            "rows of a group stay together: a column, no feature then, or a tensor")
        /// The tensor of features.
        public static let features: Schema.Key<String?> = .optionalText(
            "data.file.features", example: "images", "tensor of features (safetensors, NPZ), where there are several")
        /// The index of the first feature in LIBSVM files.
        public static let firstIndex: Schema.Key<Int> = .integer(
            "data.file.first_index", in: 0...1, default: 1, "index of a row's first feature (LIBSVM)")
        /// Whether rows are read whenever they are needed, rather than kept; the same rows, larger than memory.
        public static let streamed: Schema.Key<Bool> = .boolean(
            "data.file.streamed", default: false,
            "rows are read whenever needed, not kept (\(FileFormat.titles(where: \.canBeLeftInFile)))")

        /// The formats of tables.
        static let tables = FileFormat.titles(where: \.hasColumns)
    }
}

extension FileFormat: Choice {}
