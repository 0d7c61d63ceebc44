internal import Glibc

/// Plain sentences for whoever started the program; everything else is a log line.
enum Terminal {
    /// Writes to standard error.
    static func say(_ text: String) { write(text, to: STDERR_FILENO) }

    /// Writes to standard output: what was asked for, such as help.
    static func answer(_ text: String) { write(text, to: STDOUT_FILENO) }

    private static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { _ = Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }
}
