#if canImport(Testing)
    public import HTTPClient
    public import JSON
    internal import Reactor

    /// An account that a test made, with its tokens.
    public struct TodoUser: Sendable {
        public let id: String
        public let email: String
        public let accessToken: String
        public let refreshToken: String
    }

    /// An answer of the public API.
    public struct APIAnswer: Sendable {
        public let status: Int
        public let headers: HTTPClientHeaders
        public let json: JSONValue

        public var isProblem: Bool { headers["Content-Type"]?.hasPrefix("application/problem+json") == true }
        public var items: [JSONValue] { json["items"]?.array ?? json["data"]?.array ?? [] }
        public var id: String { json["id"]?.string ?? "" }
    }

    /// An answer other than the one that a test builds on.
    public struct UnexpectedAnswer: Error {
        public let request: String
        public let status: Int
        public let json: JSONValue

        public init(request: String, status: Int, json: JSONValue) {
            (self.request, self.status, self.json) = (request, status, json)
        }
    }

    extension Stage {
        /// Calls the public API over HTTP, of the gateway that listens on `port` if not of the first.
        public func call(
            _ method: String, _ path: String, _ body: String? = nil, as user: TodoUser? = nil,
            headers: HTTPClientHeaders = [:], port: Int? = nil
        ) async throws -> APIAnswer {
            var headers = headers
            if body != nil { headers["Content-Type"] = "application/json" }
            if let user { headers["Authorization"] = "Bearer \(user.accessToken)" }
            let response = try await client.send(
                HTTPClientRequest(
                    method: method, url: "http://127.0.0.1:\(port ?? apiPort)\(path)", headers: headers,
                    body: Array((body ?? "").utf8), timeout: .seconds(60)))
            return APIAnswer(
                status: response.status, headers: response.headers,
                json: (try? JSONReader.parse(response.body)) ?? .null)
        }

        /// As ``call(_:_:_:as:headers:)``, for a call that must succeed: any other status is thrown.
        @discardableResult public func ask(
            _ method: String, _ path: String, _ body: String? = nil, as user: TodoUser, status: Int
        ) async throws -> APIAnswer {
            let answer = try await call(method, path, body, as: user)
            guard answer.status == status else {
                throw UnexpectedAnswer(request: "\(method) \(path)", status: answer.status, json: answer.json)
            }
            return answer
        }

        /// A new account; `name` makes its address.
        public func signUp(_ name: String = "ann", timezone: String = "UTC") async throws -> TodoUser {
            let email = "\(name)@example.org"
            let body =
                #"{"email":"\#(email)","password":"correct horse battery","name":"\#(name)","timezone":"\#(timezone)"}"#
            let answer = try await call("POST", "/api/auth/signup", body)
            guard answer.status == 201, let user = TodoUser(answer.json) else {
                throw UnexpectedAnswer(request: "sign up", status: answer.status, json: answer.json)
            }
            return user
        }

        /// The id of a new task.
        @discardableResult public func createTask(_ body: String, as user: TodoUser) async throws -> String {
            try await ask("POST", "/api/tasks", body, as: user, status: 201).id
        }

        /// Whether the probe listener on this port says that its process is ready.
        public func isReady(_ port: Int) async -> Bool {
            let request = HTTPClientRequest(url: "http://127.0.0.1:\(port)/readyz", timeout: .seconds(5))
            return (try? await client.send(request))?.status == 200
        }
    }

    extension TodoUser {
        /// From the answer to signing up, logging in or refreshing.
        public init?(_ json: JSONValue) {
            guard let id = json["user"]?["id"]?.string, let email = json["user"]?["email"]?.string,
                let access = json["access_token"]?.string, let refresh = json["refresh_token"]?.string
            else { return nil }
            self.init(id: id, email: email, accessToken: access, refreshToken: refresh)
        }
    }
#endif
