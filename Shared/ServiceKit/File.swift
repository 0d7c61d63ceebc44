internal import Glibc

/// Small files, read in one go before the loop runs.
public enum File {
    /// Not there, or not ours to read.
    public struct Unreadable: Error {}

    /// All bytes of the file.
    public static func read(_ path: String) throws(Unreadable) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Unreadable() }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            guard count >= 0 else { throw Unreadable() }
            guard count > 0 else { return bytes }
            bytes += chunk[..<count]
        }
    }
}
