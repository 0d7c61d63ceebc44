import FoundationEssentials
import Glibc

/// The sources of the package, read once.
struct SourceTree: Sendable {
    struct File: Sendable {
        /// Relative to the package, as in `Shared/JSON/JSONWriter.swift`.
        let path: String
        /// The text without comments and without what stands in string literals' lines of `///`.
        let lines: [String]

        var name: String { String(path.split(separator: "/").last ?? "") }
        func isIn(_ folder: String) -> Bool { path.hasPrefix(folder + "/") }
    }

    static let package = SourceTree()

    let root: String
    let files: [File]

    private init() {
        // Tests/ArchitectureTests/SourceTree.swift → the package
        root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
        files = ["Shared", "Services", "Tools", "Tests"].flatMap { [root] in Self.swiftFiles(in: $0, of: root) }
    }

    private static func swiftFiles(in folder: String, of root: String) -> [File] {
        let manager = FileManager.default
        guard let names = try? manager.subpathsOfDirectory(atPath: "\(root)/\(folder)/.") else { return [] }
        return names.filter { $0.hasSuffix(".swift") && !$0.contains(".build/") }.sorted().compactMap { name in
            guard let data = manager.contents(atPath: "\(root)/\(folder)/\(name)") else { return nil }
            let text = String(decoding: data, as: UTF8.self)
            return File(
                path: "\(folder)/\(name)",
                lines: text.split(separator: "\n", omittingEmptySubsequences: false).map(Self.code))
        }
    }

    /// The line without its comment.
    private static func code(_ line: Substring) -> String {
        let text = String(line)
        guard let comment = text.position(of: "//") else { return text }
        let before = text.utf8.prefix(comment)
        return before.allSatisfy { $0 == UInt8(ascii: " ") }
            ? "" : before.last == UInt8(ascii: " ") ? String(before) ?? text : text
    }

    func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: "\(root)/\(path)").map { String(decoding: $0, as: UTF8.self) }
    }
}

extension SourceTree.File {
    /// `path:line: text` of every line that matches; `needles` are looked for first, for a regex costs far more.
    func lines(with needles: String..., matching regex: some RegexComponent) -> [String] {
        lines.enumerated().compactMap { index, line in
            needles.contains { line.position(of: $0) != nil } && line.contains(regex)
                ? "\(path):\(index + 1): \(line.drop { $0 == " " })" : nil
        }
    }

    /// The modules it imports.
    var imports: [String] {
        lines.compactMap { line in
            guard line.position(of: "import ") != nil else { return nil }
            return line.firstMatch(
                of:
                    /^(?:@testable |@preconcurrency )?(?:public |internal |package |private |fileprivate )?import (?:struct |class |enum |func |protocol )?([A-Za-z_0-9]+)/
            ).map { String($0.1) }
        }
    }
}

extension String {
    /// Where the bytes of `needle` first stand; many times faster than a search for characters.
    func position(of needle: String) -> Int? {
        withCString { text in
            needle.withCString { sought in strstr(text, sought).map { UnsafePointer($0) - text } }
        }
    }
}
