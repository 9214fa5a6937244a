import Glibc
import Reports

/// What the terminal can show.
enum Terminal {
    /// Letters in a line of standard output: the terminal's, or 80 where there is none.
    static var width: Int { width(of: STDOUT_FILENO) }

    /// What standard error can show; nil where it is not a terminal, or cannot go back in a line.
    static var progressStyle: TerminalStyle? {
        guard isatty(STDERR_FILENO) == 1, variable("TERM") != "dumb" else { return nil }
        return TerminalStyle(
            width: { width(of: STDERR_FILENO) }, hasUnicode: letters == .braille,
            // https://no-color.org
            hasColour: variable("NO_COLOR") == nil)
    }

    private static func width(of descriptor: Int32) -> Int {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// An environment variable that is set, and not empty.
    private static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Braille where the locale uses UTF-8 (POSIX: the first of these variables that is set), ASCII elsewhere.
    static var letters: LineChart.Letters {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap(variable).first
        let name = (locale ?? "").lowercased()
        return name.contains("utf-8") || name.contains("utf8") ? .braille : .ascii
    }
}
