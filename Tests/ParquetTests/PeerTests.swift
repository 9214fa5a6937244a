import Files
import Parquet
import TestSupport
import Testing

@Suite("Parquet files of other software")
struct PeerTests {
    @Test(
        "pyarrow's, in all types, encodings, codecs and versions of pages", .needs(.python("pyarrow")),
        arguments: [0, 1, 9, 1000])
    func arrow(size: Int) throws {
        try PeerFiles(Self.arrowTypes + Self.arrowMatrix, size: size).check(workers: 3)
    }

    @Test("pyarrow's with more rows than 16 bits count", .needs(.python("pyarrow")))
    func manyRows() throws {
        try PeerFiles(Self.arrowTypes + Self.arrowLarge, size: 70_001).check(workers: 2)
    }

    @Test("polars'", .needs(.python("polars")), arguments: [0, 1, 1000, 70_001])
    func polars(size: Int) throws {
        try PeerFiles(Self.polarsFiles, size: size).check(workers: 2)
    }

    @Test("DuckDB's", .needs(.python("duckdb")), arguments: [0, 1, 5000, 70_001])
    func duckDB(size: Int) throws {
        try PeerFiles(Self.duckDBFiles, size: size).check(workers: 2)
    }

    @Test("that hold what is neither a number nor a name are refused in one line", .needs(.python("pyarrow")))
    func refusals() throws {
        let folder = try ScratchFolder()
        try PythonPeer.run(Self.refused, folder.path)
        let nested = "expected numbers or names: leave the column out, or make it flat columns when the file is written"
        let other = "expected numbers or names: leave the column out, or write it as numbers or texts"
        let codec = "expected none, snappy, gzip or zstd: write the file again with one of these"
        for (name, problem) in [
            ("list", "column \"x\": found a list in each row, \(nested)"),
            ("map", "column \"x\": found a map in each row, \(nested)"),
            ("struct", "column \"x\": found columns inside a column, \(nested)"),
            ("uuid", "column \"x\": found UUIDs, \(other)"), ("json", "column \"x\": found JSON, \(other)"),
            (
                "wide",
                "column \"x\": found decimals of 60 digits, 5 of them after the point, expected numbers or names: "
                    + "leave the column out, or write it with at most 38 digits"
            ),
            (
                "bytes",
                "column \"x\": found bytes that are not UTF-8 text, expected texts: "
                    + "leave the column out, or write it as text or numbers"
            ),
            ("brotli", "column \"y\", row group 1: found pages compressed by Brotli, \(codec)"),
            ("lz4", "column \"y\", row group 1: found pages compressed by raw LZ4, \(codec)"),
        ] {
            let file = try ParquetFile(reading: folder.file(name))
            let error = #expect(throws: FileError.self) { _ = try file.read(file.allColumns, workers: 1) }
            #expect(error?.description == folder.file(name) + ": " + problem)
            guard let y = file.columns.firstIndex(where: { $0.name == "y" }), !problem.contains("\"y\"") else {
                continue
            }
            // The other columns can be read.
            #expect(try file.read([.init(column: y, as: .numbers)], workers: 1).columns[0].numbers == [1, 2])
        }
        let file = try ParquetFile(reading: folder.file("texts"))
        let error = #expect(throws: FileError.self) { _ = try file.read([.init(column: 0, as: .numbers)], workers: 1) }
        #expect(error?.description == folder.file("texts") + ": column \"x\": found texts, expected numbers")
    }

    private static let refused = #"""
        import sys, decimal
        import pyarrow as pa, pyarrow.parquet as pq
        folder = sys.argv[1]
        columns = {
            "list": pa.array([[1], [2, 3]]), "map": pa.array([[("a", 1)], []], pa.map_(pa.string(), pa.int32())),
            "struct": pa.array([{"a": 1, "b": [2]}, {"a": 2, "b": []}]), "bytes": pa.array([b"a", b"\xff"]), "texts": pa.array(["a", "b"]),
            "uuid": pa.ExtensionArray.from_storage(pa.uuid(), pa.array([bytes(16), bytes(16)], pa.binary(16))),
            "json": pa.ExtensionArray.from_storage(pa.json_(), pa.array(["{}", "[]"])),
            "wide": pa.array([decimal.Decimal(1), None], pa.decimal256(60, 5)),
        }
        for name, x in columns.items():
            pq.write_table(pa.table({"x": x, "y": [1, 2]}), f"{folder}/{name}")
        for codec in "brotli", "lz4":
            pq.write_table(pa.table({"y": [1, 2]}), f"{folder}/{codec}", compression=codec)
        """#

    @Test("have names where numbers are read as these", .needs(.python("pyarrow")))
    func numbersAsNames() throws {
        let folder = try ScratchFolder()
        try PythonPeer.run(Self.labels, folder.file("labels"))
        let file = try ParquetFile(reading: folder.file("labels"))
        let requests = file.columns.indices.map { ParquetFile.Request(column: $0, as: .names) }
        let names = try file.read(requests, workers: 2).columns.map(\.names!)
        #expect(names[0] == ["9007199254740993", "9007199254740992", nil, "9007199254740993"])
        #expect(names[1] == ["true", "false", "true", nil])
        #expect(names[2] == ["0.5", "1", nil, "0"])
        #expect(names[3] == ["1.50", nil, "-0.05", "1.50"])
        #expect(names[4] == ["02134", "2134", "1e3", nil])
    }

    private static let labels = #"""
        import sys, decimal
        import pyarrow as pa, pyarrow.parquet as pq
        D = decimal.Decimal
        pq.write_table(pa.table({
            "id": [2**53 + 1, 2**53, None, 2**53 + 1], "flag": [True, False, True, None],
            "number": [0.5, 1.0, float("nan"), -0.0], "decimal": pa.array([D("1.5"), None, D("-0.05"), D("1.50")], pa.decimal128(9, 2)),
            "text": ["02134", "2134", "1e3", None],
        }), sys.argv[1], row_group_size=3)
        """#

    /// A table of every type, required or with nulls.
    private static let arrowTypes = #"""

        import datetime
        import pyarrow as pa, pyarrow.parquet as pq
        D = decimal.Decimal

        def table(nulls, required=False):
            name = f"{nulls}{'-required' if required else ''}"
            columns, fields = [], []

            def add(column, type, values, truth=None, seconds=None):
                seed = len(columns)
                filled = holes(values, nulls, seed)
                truth = holes(truth if truth is not None else values, nulls, seed)
                columns.append(pa.array(filled, type))
                fields.append(pa.field(column, type, nullable=not required))
                expect(name, column, truth, seconds)

            n = size
            for bits in 8, 16, 32, 64:
                add(f"int{bits}", getattr(pa, f"int{bits}")(), integers(bits, True, n, bits))
                add(f"uint{bits}", getattr(pa, f"uint{bits}")(), integers(bits, False, n, bits + 1))
            small = integers(8, True, n, 3)
            add("boolean", pa.bool_(), [v % 3 == 0 for v in small])
            # A run of the same, and then none.
            add("run", pa.bool_(), [i < n // 2 for i in range(n)])
            add("constant", pa.int32(), [7] * n)
            add("rising", pa.int64(), [1 << 40 | 5 * i for i in range(n)])
            random.seed(5)
            doubles = [random.gauss(0, 1) * 10.0 ** random.randint(-30, 30) for _ in range(n)]
            singles = [struct.unpack("<f", struct.pack("<f", v))[0] for v in doubles]
            halves = [struct.unpack("<e", struct.pack("<e", v))[0] for v in ([0.0, -0.0, 6e-8, 65504.0, 1e-5, 1 / 3] * n)[:n]]
            add("double", pa.float64(), doubles)
            add("float", pa.float32(), singles)
            add("float16", pa.float16(), halves)
            add("few", pa.float32(), [v % 4 / 2 for v in small])
            add("nan", pa.float64(), [math.nan if v % 5 == 0 else v for v in small])
            add("infinite", pa.float64(), [(-1) ** (v % 2) * math.inf for v in small])
            for digits, scale in (7, 2), (18, 4), (38, 10), (38, 38), (5, 0):
                random.seed(digits + scale)
                unscaled = [random.randint(-10 ** digits + 1, 10 ** digits - 1) for _ in range(n)]
                with decimal.localcontext(prec=60):
                    values = [D(v).scaleb(-scale) for v in unscaled]
                add(f"decimal{digits}-{scale}", pa.decimal128(digits, scale), values, [fractions.Fraction(v, 10 ** scale) for v in unscaled])
            days = [v % 40000 - 9000 for v in integers(32, False, n, 4)]
            add("date", pa.date32(), [datetime.date(1970, 1, 1) + datetime.timedelta(d) for d in days], days)
            midnight = [v % 86_400_000 for v in integers(32, False, n, 6)]
            add("time-ms", pa.time32("ms"), midnight, seconds=1000)
            add("time-us", pa.time64("us"), [1000 * v + 1 for v in midnight], seconds=10**6)
            add("time-ns", pa.time64("ns"), [1000000 * v + 7 for v in midnight], seconds=10**9)
            stamps = [v % 4_000_000_000_000_000_000 - 2_000_000_000_000_000_000 for v in integers(64, False, n, 8)]
            for unit, parts in ("ms", 1000), ("us", 10**6), ("ns", 10**9):
                add(f"timestamp-{unit}", pa.timestamp(unit), [v // (10**9 // parts) for v in stamps], seconds=parts)
            add("timestamp-utc", pa.timestamp("us", "UTC"), [v // 1000 for v in stamps], seconds=10**6)
            text = words(n, 9)
            add("name", pa.string(), text)
            add("name-large", pa.large_string(), text[::-1])
            add("name-distinct", pa.string(), [f"common prefix {i % 977} {i}" for i in range(n)])
            add("name-bytes", pa.binary(), [t.encode() for t in text], text)
            add("name-code", pa.dictionary(pa.int32(), pa.string()), text)
            add("name-fixed", pa.binary(3), [b"%03d" % (v % 50) for v in midnight], ["%03d" % (v % 50) for v in midnight])
            if not required and (nulls == "all" or n == 0):
                add("null", pa.null(), [None] * n)
            return name, pa.table(columns, schema=pa.schema(fields))

        def write(data, file, **options):
            name, rows = data
            pq.write_table(rows, f"{folder}/{file}", **options)
            wrote(file, name)

        def encodings(rows, choice):
            found = {}
            for field in rows.schema:
                t = field.type
                kind = ("integer" if pa.types.is_integer(t) or pa.types.is_temporal(t) else "floating" if pa.types.is_floating(t) and t != pa.float16()
                    else "boolean" if pa.types.is_boolean(t) else "bytes" if t in (pa.string(), pa.large_string(), pa.binary())
                    else "fixed" if t == pa.float16() or pa.types.is_decimal(t) or pa.types.is_fixed_size_binary(t) else "other")
                if choice.get(kind):
                    found[field.name] = choice[kind]
            return found
        """#

    private static let arrowMatrix = #"""

        tables = [table("some"), table("all"), table("no"), table("no", required=True)]
        choices = {
            "delta": {"integer": "DELTA_BINARY_PACKED", "bytes": "DELTA_BYTE_ARRAY", "boolean": "RLE", "fixed": "DELTA_BYTE_ARRAY"},
            "split": {"integer": "BYTE_STREAM_SPLIT", "floating": "BYTE_STREAM_SPLIT", "bytes": "DELTA_LENGTH_BYTE_ARRAY", "fixed": "BYTE_STREAM_SPLIT"},
        }
        for data in tables:
            name, rows = data
            for codec in "none", "snappy", "gzip", "zstd":
                for page in "1.0", "2.0":
                    write(data, f"{name}-{codec}-{page}-dictionary", compression=codec, data_page_version=page)
                    write(data, f"{name}-{codec}-{page}-plain-pages", compression=codec, data_page_version=page,
                        use_dictionary=False, data_page_size=200, write_page_checksum=True)
                    for choice, kinds in choices.items():
                        write(data, f"{name}-{codec}-{page}-{choice}", compression=codec, data_page_version=page,
                            use_dictionary=False, column_encoding=encodings(rows, kinds), store_decimal_as_integer=choice == "split")
            # Dictionaries that grow too large, after which values are plain.
            write(data, f"{name}-fallback", dictionary_pagesize_limit=300, data_page_size=100, write_batch_size=16)
            # Which knows no nanoseconds.
            write((name, rows.drop_columns(["time-ns", "timestamp-ns"])), f"{name}-version-1", version="1.0")
            write(data, f"{name}-integers", store_decimal_as_integer=True)
            if size >= 1000:
                write(data, f"{name}-groups", row_group_size=97)
                write(data, f"{name}-groups-plain", row_group_size=333, use_dictionary=False, compression="zstd")
        # Nanoseconds as a day and its nanoseconds.
        name, rows = tables[0]
        write((name, rows), "int96", use_deprecated_int96_timestamps=True)
        """#

    private static let arrowLarge = #"""

        data = table("some")
        write(data, "snappy")
        write(data, "plain", use_dictionary=False, compression="none", data_page_version="2.0")
        write(data, "groups", row_group_size=30_000, compression="zstd")
        write(table("no", required=True), "delta", use_dictionary=False,
            column_encoding=encodings(data[1], {"integer": "DELTA_BINARY_PACKED", "bytes": "DELTA_BYTE_ARRAY", "floating": "BYTE_STREAM_SPLIT"}))
        """#

    private static let polarsFiles = #"""

        import polars as pl

        def frame(nulls):
            columns = {}

            def add(column, type, values, truth=None, seconds=None):
                seed = len(columns)
                columns[column] = pl.Series(column, holes(values, nulls, seed), dtype=type)
                expect(nulls, column, holes(truth if truth is not None else values, nulls, seed), seconds)

            n = size
            for bits in 8, 16, 32, 64:
                add(f"int{bits}", getattr(pl, f"Int{bits}"), integers(bits, True, n, bits))
                add(f"uint{bits}", getattr(pl, f"UInt{bits}"), integers(bits, False, n, bits + 1))
            small = integers(8, True, n, 3)
            add("boolean", pl.Boolean, [v % 3 == 0 for v in small])
            add("double", pl.Float64, [v / 7 for v in small])
            add("float", pl.Float32, [v / 8 for v in small])
            add("nan", pl.Float64, [math.nan if v % 5 == 0 else v for v in small])
            unscaled = [v % 10**9 for v in integers(32, False, n, 5)]
            add("decimal", pl.Decimal(12, 3), [decimal.Decimal(v).scaleb(-3) for v in unscaled], [fractions.Fraction(v, 1000) for v in unscaled])
            text = words(n, 9)
            add("name", pl.String, text)
            add("name-category", pl.Categorical, text)
            add("name-enum", pl.Enum(["x", "y", "unused"]), ["x" if v % 2 else "y" for v in small])
            days = [v % 40000 - 9000 for v in integers(32, False, n, 4)]
            columns["date"] = pl.Series("date", days, dtype=pl.Int32).cast(pl.Date)
            expect(nulls, "date", days)
            stamps = [v % 4_000_000_000_000_000 - 2_000_000_000_000_000 for v in integers(64, False, n, 8)]
            for unit, parts in ("ms", 1000), ("us", 10**6), ("ns", 10**9):
                columns[f"timestamp-{unit}"] = pl.Series(f"timestamp-{unit}", stamps, dtype=pl.Int64).cast(pl.Datetime(unit))
                expect(nulls, f"timestamp-{unit}", stamps, parts)
            day = [v % 86_400_000_000_000 for v in integers(64, False, n, 10)]
            columns["time"] = pl.Series("time", day, dtype=pl.Int64).cast(pl.Time)
            expect(nulls, "time", day, 10**9)
            return pl.DataFrame(columns)

        for nulls in "no", "some", "all":
            rows = frame(nulls)
            for codec in "uncompressed", "snappy", "gzip", "zstd":
                file = f"{nulls}-{codec}"
                rows.write_parquet(f"{folder}/{file}", compression=codec)
                wrote(file, nulls)
            if size >= 1000:
                rows.write_parquet(f"{folder}/{nulls}-groups", row_group_size=size // 3, data_page_size=1000)
                wrote(f"{nulls}-groups", nulls)
        """#

    private static let duckDBFiles = #"""

        import duckdb

        base = duckdb.connect()
        base.execute("set threads = 1; set preserve_insertion_order = true")
        for nulls in "no", "some":
            n = size
            small = integers(8, True, n, 3)
            wide = integers(64, True, n, 4)
            text = words(n, 9)
            stamps = [v % 4_000_000_000_000_000 - 2_000_000_000_000_000 for v in integers(64, False, n, 8)]
            columns = {
                "int8": ("tinyint", small), "int16": ("smallint", integers(16, True, n, 2)), "int32": ("integer", integers(32, True, n, 5)),
                "int64": ("bigint", wide), "uint8": ("utinyint", integers(8, False, n, 6)), "uint16": ("usmallint", integers(16, False, n, 6)),
                "uint32": ("uinteger", integers(32, False, n, 6)), "uint64": ("ubigint", integers(64, False, n, 7)),
                "boolean": ("boolean", [v % 3 == 0 for v in small]), "double": ("double", [v / 7 for v in small]),
                "float": ("float", [v / 8 for v in small]), "name": ("varchar", text),
                "name-enum": ("enum('x', 'y', 'unused')", ["x" if v % 2 else "y" for v in small]),
            }
            types = {k: t for k, (t, _) in columns.items()}
            values = {k: holes(v, nulls, i) for i, (k, (_, v)) in enumerate(columns.items())}
            for column, v in values.items():
                expect(nulls, column, v)
            raw = {
                "decimal4": ("decimal(4, 1)", [v % 999 for v in small], "raw / 10", 10), "decimal9": ("decimal(9, 2)", [v % 10**8 for v in wide], None, 100),
                "decimal18": ("decimal(18, 3)", [v % 10**15 for v in wide], None, 1000), "decimal30": ("decimal(30, 5)", [v % 10**18 for v in wide], None, 10**5),
            }
            for column, (type, v, _, scale) in raw.items():
                types[column] = type
                values[column] = [decimal.Decimal(x) / scale for x in v]
                expect(nulls, column, [fractions.Fraction(x, scale) for x in v])
            stamp = {"timestamp-us": ("timestamp", "make_timestamp", 10**6), "timestamp-ns": ("timestamp_ns", "make_timestamp_ns", 10**9)}
            base.execute("drop table if exists t")
            names = list(values)
            quoted = ", ".join(f'"{c}" {types[c]}' for c in names)
            base.execute(f'create table t ({quoted}, "timestamp-us" timestamp, "timestamp-ms" timestamp_ms, date date)')
            rows = list(zip(*[values[c] for c in names], stamps))
            import csv, io
            path = f"{folder}/rows.csv"
            with open(path, "w", newline="") as out:
                w = csv.writer(out, quoting=csv.QUOTE_NONE, delimiter="\x01", escapechar=None)
                for row in rows:
                    out.write("\x01".join("\\N" if v is None else "" if v == "" else str(v).lower() if isinstance(v, bool) else repr(v) if isinstance(v, float) else str(v) for v in row) + "\n")
            listed = ", ".join(f"""'{c}': '{types[c] if c != "name-enum" else "varchar"}'""" for c in names)
            picked = ", ".join(f'"{c}"' for c in names)
            if n:
                base.execute(f"""insert into t select {picked}, make_timestamp(stamp), epoch_ms(stamp)::timestamp_ms, date '1970-01-01' + (abs(stamp) % 30000)::integer
                    from read_csv('{path}', delim='\x01', header=false, quote='', escape='', nullstr='\\N', columns={{{listed}, 'stamp': 'bigint'}})""")
            expect(nulls, "timestamp-us", stamps, 10**6)
            expect(nulls, "timestamp-ms", stamps, 1000)
            expect(nulls, "date", [abs(s) % 30000 for s in stamps])
            for codec in "uncompressed", "snappy", "gzip", "zstd":
                for version in "v1", "v2":
                    file = f"{nulls}-{codec}-{version}"
                    base.execute(f"copy t to '{folder}/{file}' (format parquet, codec '{codec}', parquet_version {version})")
                    wrote(file, nulls)
            if n >= 5000:
                base.execute(f"copy t to '{folder}/{nulls}-groups' (format parquet, row_group_size 2048)")
                wrote(f"{nulls}-groups", nulls)
        """#
}
