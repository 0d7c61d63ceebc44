#if canImport(Testing)
    public import HTTP
    internal import JSON
    public import Reactor
    public import ServiceKit
    internal import Testing
    internal import TodoCore

    /// Fails the test that provokes a problem some sentence of which has no translation, and names the sentence.
    @LoopActor public struct UntranslatedProblems: Interceptor {
        public init() {}

        public func after(_ response: inout HTTPResponse, to request: HTTPRequest, _ context: AppContext) {
            guard case .json(let body) = response.body, Language(request.headers) == .english,
                response.headers["Content-Type"] == Problem.contentType || request.path.hasSuffix("/bulk"),
                let json = try? JSONReader.parse(body.bytes)
            else { return }
            let problems = [json] + (json["results"]?.array ?? []).compactMap { $0["problem"] }
            for text in problems.flatMap(Self.sentences)
            where MessageCatalogue.urdu.translation(of: text) == nil {
                Issue.record("MessageCatalogue.urdu has nothing for: \(text)")
            }
        }

        private static func sentences(_ problem: JSONValue) -> [String] {
            let details = (problem["errors"]?.array ?? []).compactMap { $0["detail"]?.string }
            return ["title", "detail"].compactMap { problem[$0]?.string } + details
        }
    }
#endif
