/// Words of a command line, quoted for a POSIX shell.
enum ShellWord {
    /// The word as it is where no letter is special to a shell, in single quotes otherwise.
    static func quoted(_ word: String) -> String {
        let isBare = word.unicodeScalars.allSatisfy { scalar in
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", "_", ".", "/", "-", "+", ":", ",", "=", "@": true
            default: false
            }
        }
        if isBare, !word.isEmpty { return word }
        // By scalars: an apostrophe with an accent is another character to Swift, but not to a shell.
        return "'" + word.unicodeScalars.map { $0 == "'" ? #"'\''"# : String($0) }.joined() + "'"
    }
}
