#if canImport(Testing)
    internal import FoundationEssentials
    internal import Glibc

    /// The component files that ship for one machine, with an ``EventRecorder`` let in and pauses that suit a test.
    enum ComponentFiles {
        /// What was to be changed is not there any more.
        struct Outdated: Error {
            let text: String
        }

        static func write(to folder: String) throws {
            let source = try packageRoot() + "/dapr-components/local"
            for name in try FileManager.default.contentsOfDirectory(atPath: source) where name.hasSuffix(".yaml") {
                let data = try Data(contentsOf: URL(filePath: "\(source)/\(name)"))
                var text = String(decoding: data, as: UTF8.self)
                if name == "kafka-pubsub.yaml" { text = try adapted(text) }
                try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
            }
        }

        private static func adapted(_ text: String) throws -> String {
            let topics = EventRecorder.topics.joined(separator: ",")
            var text = text
            for (old, new) in [
                ("scopes: [relay,", "scopes: [\(EventRecorder.appID), relay,"),
                (
                    "value: relay=;notification-service=task-events",
                    "value: \(EventRecorder.appID)=\(topics);relay=;notification-service=task-events"
                ),
                ("name: backOffDuration\n      value: 1s", "name: backOffDuration\n      value: 100ms"),
                ("name: heartbeatInterval\n      value: 1s", "name: heartbeatInterval\n      value: 200ms"),
                ("name: sessionTimeout\n      value: 10s", "name: sessionTimeout\n      value: 2s"),
            ] {
                guard text.contains(old) else { throw Outdated(text: old) }
                text = text.replacing(old, with: new)
            }
            return text
        }

        /// This file lies three folders below the package, perhaps behind a symbolic link.
        private static func packageRoot() throws -> String {
            guard let path = realpath(#filePath, nil) else { throw Outdated(text: #filePath) }
            defer { free(path) }
            return String(cString: path).split(separator: "/").dropLast(4).reduce("") { $0 + "/" + $1 }
        }
    }
#endif
