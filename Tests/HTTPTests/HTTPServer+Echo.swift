@testable import HTTP

extension HTTPServer {
    /// Answers what it was asked, as "POST /path body".
    static let echo: Respond = { request in
        .text(.ok, "\(request.method) \(request.path) \(String(decoding: request.body, as: UTF8.self))")
    }
}
