#if canImport(Testing)
    internal import HTTPClient
    internal import JSON
    internal import Reactor

    /// What the development sidecar does wrong, switched on and off through its control endpoint.
    extension Stage {
        /// Switches a fault on, written as the endpoint takes it; its id.
        public func setFault(_ json: String) async throws -> Int {
            let answer = try await control("POST", json)
            guard answer.status == 200, let id = answer.json["id"]?.int else {
                throw UnexpectedAnswer(request: json, status: answer.status, json: answer.json)
            }
            return id
        }

        /// Switches it off; one that has ended by itself is no mistake.
        public func clearFault(_ id: Int) async throws { _ = try await control("POST", #"{"clear":\#(id)}"#) }

        /// How often a fault has struck; nil when it is off, perhaps because it was used up.
        public func hits(of id: Int) async throws -> Int? {
            let list = try await control("GET", "").json["faults"]?.array ?? []
            return list.first { $0["id"]?.int == id }?["hits"]?.int
        }

        private func control(_ method: String, _ body: String) async throws -> APIAnswer {
            let response = try await client.send(
                HTTPClientRequest(
                    method: method, url: "http://127.0.0.1:\(ports(.relay).sidecar)/__ctl",
                    headers: ["Content-Type": "application/json"], body: Array(body.utf8)))
            return APIAnswer(
                status: response.status, headers: response.headers,
                json: (try? JSONReader.parse(response.body)) ?? .null)
        }
    }
#endif
