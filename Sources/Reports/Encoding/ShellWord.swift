/// Words of a command line as a POSIX shell reads them.
enum ShellWord {
    /// The word bare where no letter means anything to a shell, in single quotes otherwise.
    static func quoted(_ word: String) -> String {
        let isBare = word.unicodeScalars.allSatisfy { scalar in
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", "_", ".", "/", "-", "+", ":", ",", "=", "@": true
            default: false
            }
        }
        if isBare, !word.isEmpty { return word }
        // Letter by letter: to Swift an apostrophe with an accent is another character, to a shell it is not.
        return "'" + word.unicodeScalars.map { $0 == "'" ? #"'\''"# : String($0) }.joined() + "'"
    }
}
