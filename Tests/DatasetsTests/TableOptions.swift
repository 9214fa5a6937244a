import Datasets

/// How a CSV file is written and what is taken from its columns, so that a test sets both in one place.
@dynamicMemberLookup
struct TableOptions {
    var csv = CSVOptions()
    var columns = ColumnOptions()

    subscript<Value>(dynamicMember path: WritableKeyPath<CSVOptions, Value>) -> Value {
        get { csv[keyPath: path] }
        set { csv[keyPath: path] = newValue }
    }

    subscript<Value>(dynamicMember path: WritableKeyPath<ColumnOptions, Value>) -> Value {
        get { columns[keyPath: path] }
        set { columns[keyPath: path] = newValue }
    }
}
