import Glibc
import Reports

/// What standard output can show.
enum Terminal {
    /// Letters in a line: the terminal's, or 80 where there is none.
    static var width: Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Braille where the locale is of Unicode (POSIX: the first of these variables that is set), ASCII elsewhere.
    static var letters: LineChart.Letters {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy
            .compactMap { (name: String) in getenv(name).map { String(cString: $0) } }
            .first { !$0.isEmpty }
        let name = (locale ?? "").lowercased()
        return name.contains("utf-8") || name.contains("utf8") ? .braille : .ascii
    }
}
