import Reports
import Testing

@Suite("Numbers as people read them")
struct FormatTests {
    @Test(
        "in groups of three digits",
        arguments: [
            (0, "0"), (7, "7"), (999, "999"), (1000, "1,000"), (12_345, "12,345"), (1_000_000, "1,000,000"),
            (-1, "-1"), (-999, "-999"), (-1000, "-1,000"), (.max, "9,223,372,036,854,775,807"),
            (.min, "-9,223,372,036,854,775,808"),
        ])
    func grouped(number: Int, text: String) {
        #expect(Format.grouped(number) == text)
    }

    @Test(
        "with six digits",
        arguments: [
            (0, "0"), (1, "1"), (0.1, "0.1"), (1.0 / 3, "0.333333"), (123_456.7, "123457"), (1e-9, "1e-09"),
            (-2.5, "-2.5"), (.infinity, "inf"),
        ])
    func metric(number: Double, text: String) {
        #expect(Format.metric(number) == text)
    }

    @Test(
        "with three digits and a letter",
        arguments: [
            (0, "0"), (1, "1"), (9.654, "9.65"), (999, "999"), (1000, "1 k"), (12_345, "12.3 k"), (9_650_000, "9.65 M"),
            (1e9, "1 G"), (-1500, "-1.5 k"), (123_456_789, "123 M"), (999.9, "999.9"), (999_999, "1000 k"),
            (2.5e12, "2500 G"),
        ])
    func short(number: Double, text: String) {
        #expect(Format.short(number) == text)
    }

    @Test(
        "for durations",
        arguments: [
            (0, "0 µs"), (1.5e-6, "1.5 µs"), (0.000_999_96, "1000 µs"), (0.012, "12 ms"), (0.9999, "999.9 ms"),
            (1, "1 s"),
            (3.214, "3.21 s"), (59.4, "59.4 s"), (60, "1 min 00 s"), (245, "4 min 05 s"), (3599.7, "1 h 00 min"),
            (7380, "2 h 03 min"), (.infinity, "-"), (.nan, "-"),
        ])
    func seconds(seconds: Double, text: String) {
        #expect(Format.seconds(seconds) == text)
    }

    @Test(
        "for sizes in memory",
        arguments: [
            (0, "0 B"), (1023, "1023 B"), (1024, "1 KiB"), (1536, "1.5 KiB"), (1023 << 10, "1023 KiB"),
            (1 << 20, "1 MiB"),
            (1_030_000, "1006 KiB"), (1_095_216_660, "1.02 GiB"), (3 << 40, "3 TiB"),
        ])
    func bytes(bytes: Int, text: String) {
        #expect(Format.bytes(bytes) == text)
    }
}
