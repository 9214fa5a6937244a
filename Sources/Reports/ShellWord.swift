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
        return isBare && !word.isEmpty ? word : "'" + word.replacing("'", with: #"'\''"#) + "'"
    }
}
