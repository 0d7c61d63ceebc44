/// A command line, taken apart: `api-gateway migrate up 3 --database.url=…`.
struct CommandLineArguments: Equatable {
    var command: String?
    /// What stands between the command and the first flag.
    var arguments: [String] = []
    var flags: [String] = []
    var wantsHelp = false

    /// - Parameter arguments: all words after the program's name.
    init(_ arguments: [String]) {
        var words = arguments[...]
        if words.first == "help" {
            wantsHelp = true
            words = words.dropFirst()
        }
        while let word = words.first, !word.hasPrefix("-") {
            if command == nil { command = word } else { self.arguments.append(word) }
            words = words.dropFirst()
        }
        for word in words {
            if word == "--help" || word == "-h" { wantsHelp = true } else { flags.append(word) }
        }
    }
}
