import Datasets
import Foundation
import TestSupport
import Testing

@Suite("A file in a format that is not read")
struct ForeignFormatTests {
    private static let save = "a table: save it as CSV or Parquet"
    private static let arrays = "arrays: save them by numpy.savez or safetensors"

    @Test(
        "is named, and what to do with it is said",
        arguments: [
            ("\u{1}\u{0}", "", ""), ("ARROW1\u{0}\u{0}", "an Arrow file", save), ("{\"a\": [1, 2]}", "JSON", save),
            ("[{\"a\": 1},\n{\"a\": 2}]", "JSON", save), ("@relation x\n@data\n1,2\n", "an ARFF file", save),
            ("MATLAB 5.0 MAT-file, \u{0}", "a MATLAB file", arrays),
            ("<!DOCTYPE html>\n<p>1</p>\n", "a web page", "a table: was the download refused?"),
            ("SQLite format 3\u{0}", "an SQLite database", save),
            (String(repeating: "\u{0}", count: 257) + "ustar", "a tar archive", "the files in it"),
        ])
    func texts(text: String, noun: String, advice: String) throws {
        let folder = try ScratchFolder()
        let path = try folder.put(Array(text.utf8), in: "data")
        let error = #expect(throws: DataError.self) {
            _ = try RowFile(path: path).read(targets: nil, workers: fourWorkers)
        }
        let expected =
            noun.isEmpty ? ":1: found a NUL byte, expected text in UTF-8" : ": found \(noun), expected \(advice)"
        #expect(error?.description == path + expected)
    }

    @Test("that others write is named", .needs(.python("pyarrow", "numpy")))
    func peers() throws {
        let folder = try ScratchFolder()
        try PythonPeer.run(
            """
            import os, pickle, sys, zipfile
            import pyarrow as pa, pyarrow.feather, pyarrow.orc
            os.chdir(sys.argv[1])
            table = pa.table({"a": [1, 2]})
            pyarrow.feather.write_feather(table, "arrow"); pyarrow.orc.write_table(table, "orc")
            pickle.dump([1, 2], open("pickle", "wb"))
            with zipfile.ZipFile("xlsx", "w") as f: f.writestr("xl/workbook.xml", "")
            with zipfile.ZipFile("zip", "w") as f: f.writestr("a.csv", "a,b")
            """, folder.path)
        for (name, problem) in [
            ("arrow", "an Arrow file, expected \(Self.save)"), ("orc", "an ORC file, expected \(Self.save)"),
            ("pickle", "a Python pickle, expected \(Self.arrays)"),
            ("xlsx", "an Excel workbook, expected \(Self.save)"),
            ("zip", "no arrays, expected the name of the array of features"),
        ] {
            let error = #expect(throws: DataError.self) {
                _ = try RowFile(path: folder.file(name)).read(targets: nil, workers: fourWorkers)
            }
            #expect(error?.description == folder.file(name) + ": found \(problem)")
        }
    }
}
