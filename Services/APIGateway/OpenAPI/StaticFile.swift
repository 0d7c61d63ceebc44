import APIGatewayFiles
import Cryptography
import HTTP

/// A file of the binary as an answer: with its digest as the tag, and 304 for whoever has it.
struct StaticFile: Sendable {
    /// How long a client may keep a file without asking again.
    enum Keeping: String {
        /// What stands at this address may be another file tomorrow; asking costs a 304.
        case asking = "no-cache"
        /// Its address names its digest, so that it never changes.
        case forever = "public, max-age=31536000, immutable"
        /// A description that clients read now and then.
        case fiveMinutes = "public, max-age=300"
    }

    let bytes: [UInt8]
    /// What no other content has, and fit for a URL.
    let digest: String
    private let type: String
    private let isCompressed: Bool

    init(_ bytes: [UInt8], _ type: String, isCompressed: Bool = false) {
        self.bytes = bytes
        self.type = type
        self.isCompressed = isCompressed
        digest = String(Base64URL.encode(SHA256.digest(bytes)).prefix(16))
    }

    init(_ file: api_gateway_file, _ type: String, isCompressed: Bool = false) {
        self.init(
            Array(UnsafeBufferPointer(start: file.bytes, count: Int(file.length))), type, isCompressed: isCompressed)
    }

    /// The file, or 304.
    ///
    /// A compressed file is sent compressed whatever `Accept-Encoding` says: every browser takes gzip, and to carry it
    /// plain as well would make the binary 1.8 MB larger for nobody.
    func answer(_ request: HTTPRequest, _ keeping: Keeping) throws -> HTTPResponse {
        var file = HTTPResponse.bytes(.ok, bytes, type: type)
        file.headers.add("ETag", EntityTag(digest).description)
        if isCompressed { file.headers.add("Content-Encoding", "gzip") }
        var response = try Preconditions.answer(request, file)
        response.headers.add("Cache-Control", keeping.rawValue)
        return response
    }
}
