#if canImport(Testing)
    internal import FoundationEssentials
    internal import Glibc
    public import HTTP
    internal import JSON
    public import Reactor
    public import ServiceKit

    /// Writes down each request of a router with its answer, for `Tools/openapi/responses.py` to hold against
    /// `docs/openapi.json`: a line of JSON each, in a file of this process in the folder that `TEST_RESPONSES` names.
    @LoopActor public struct ResponseRecorder: Interceptor {
        private let file: Int32

        /// Records what `router` answers from now on; nothing, unless `TEST_RESPONSES` is set.
        public static func record(_ router: Router<AppContext>) {
            if let file { router.intercept(Self(file: file)) }
        }

        private static let file: Int32? = {
            guard let folder = ProcessInfo.processInfo.environment["TEST_RESPONSES"] else { return nil }
            // Appended to: each line is one write, and a process may get the number of an earlier one.
            let file = open("\(folder)/\(getpid()).jsonl", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
            precondition(file >= 0, "TEST_RESPONSES: \(folder) is no folder that can be written to")
            return file
        }()

        public func after(_ response: inout HTTPResponse, to request: HTTPRequest, _ context: AppContext) {
            // What no route has is not described either.
            guard let route = context.route else { return }
            var json = JSONWriter(capacity: 1_024)
            json.object { json in
                json.member("method", request.method.rawValue)
                json.member("route", route)
                json.member("path", request.path)
                json.object("request") { json in
                    Self.member("query", request.query, to: &json)
                    Self.member("headers", request.headers, to: &json)
                    json.member("body", String(decoding: request.body, as: UTF8.self))
                }
                json.object("response") { json in
                    json.member("status", response.status.code)
                    Self.member("headers", Self.headers(of: response), to: &json)
                    json.member("body", Self.text(of: response))
                }
            }
            let line = json.bytes + [UInt8(ascii: "\n")]
            let written = line.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            precondition(written == line.count, "TEST_RESPONSES: \(String(cString: strerror(errno)))")
        }

        private static func member(
            _ name: StaticString, _ pairs: some Sequence<(name: String, value: String)>,
            to json: inout JSONWriter
        ) {
            json.array(name) { json in
                for pair in pairs {
                    json.array { json in
                        json.string(pair.name)
                        json.string(pair.value)
                    }
                }
            }
        }

        /// The fields as they are sent: the server names the media type of JSON where nobody does.
        private static func headers(of response: HTTPResponse) -> HTTPHeaders {
            var headers = response.headers
            if case .json = response.body, !headers.contains("Content-Type") {
                headers.add("Content-Type", "application/json")
            }
            return headers
        }

        /// The body as text; nothing for one that is compressed or has no end.
        private static func text(of response: HTTPResponse) -> String {
            switch response.body {
            case .json(let json): String(decoding: json.bytes, as: UTF8.self)
            case .bytes(let bytes) where !response.headers.contains("Content-Encoding"):
                String(decoding: bytes, as: UTF8.self)
            case .bytes, .none, .stream: ""
            }
        }
    }
#endif
