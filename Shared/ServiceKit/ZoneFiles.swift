internal import Glibc
public import TodoCore

/// The system's tzdata, read whole at start: nothing is read later, for a file may keep the loop waiting.
public enum ZoneFiles {
    /// Why the zones could not be read, with the way out.
    public struct Missing: Error, CustomStringConvertible {
        public let directory: String

        public var description: String {
            "No time zones in \(directory): install the package tzdata (apt-get install tzdata) or set ZONES_DIRECTORY."
        }
    }

    /// All zones of a directory such as /usr/share/zoneinfo.
    public static func read(_ directory: String = "/usr/share/zoneinfo") throws(Missing) -> ZoneDatabase {
        guard let index = try? File.read("\(directory)/tzdata.zi"),
            let zones = try? ZoneDatabase(
                tzdata: String(decoding: index, as: UTF8.self), read: { try File.read("\(directory)/\($0)") })
        else { throw Missing(directory: directory) }
        return zones
    }
}
