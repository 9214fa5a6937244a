/// What is done where a column has a name that no row to train on had.
public enum UnknownPolicy: Sendable {
    /// The file is refused. Of the file to train on all names are known, those of rows that are held out too.
    case refused
    /// All features of the column are 0 in that row, and such rows are counted. So are rows of a LIBSVM file with features
    /// that no row to train on had, which are passed over.
    case ignored
}
