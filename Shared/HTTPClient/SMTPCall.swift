internal import CCurl
internal import Reactor

/// One mail under way on the thread that waits for it.
final class SMTPCall {
    private let easy: UnsafeMutableRawPointer
    private let message: [UInt8]
    private let abandoned: SMTPAbandonment
    private var sent = 0
    private var replies: [String] = []
    private var recipients: UnsafeMutablePointer<curl_slist>?

    /// nil when there is no memory for another.
    init?(_ mail: SMTPMail, through server: SMTPServer, timeout: Duration?, abandoned: SMTPAbandonment) {
        guard let easy = curl_easy_init() else { return nil }
        self.easy = easy
        self.abandoned = abandoned
        message = mail.message
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_UPLOAD, 1)
        set(CURLOPT_USE_SSL, Int(CURLUSESSL_TRY.rawValue))
        if !server.verifiesCertificate {
            set(CURLOPT_SSL_VERIFYPEER, 0)
            set(CURLOPT_SSL_VERIFYHOST, 0)
        }
        if let timeout { set(CURLOPT_TIMEOUT_MS, Int(max(1, timeout.nanoseconds / 1_000_000))) }
        set(CURLOPT_URL, "\(server.port == 465 ? "smtps" : "smtp")://\(server.host):\(server.port)")
        set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        set(CURLOPT_PROXY, "")
        set(CURLOPT_MAIL_FROM, mail.sender)
        if let user = server.user, let password = server.password {
            set(CURLOPT_USERNAME, user)
            set(CURLOPT_PASSWORD, password)
        }
        for address in mail.recipients { recipients = curl_slist_append(recipients, address) }
        cc_set_pointer(easy, CURLOPT_MAIL_RCPT, recipients)
        cc_set_large(easy, CURLOPT_INFILESIZE_LARGE, curl_off_t(message.count))
        cc_set_data_callback(easy, CURLOPT_READFUNCTION, onRead)
        cc_set_data_callback(easy, CURLOPT_HEADERFUNCTION, onReply)
        cc_set_progress_callback(easy, onProgress)
        set(CURLOPT_NOPROGRESS, 0)
        let context = Unmanaged.passUnretained(self).toOpaque()
        for option in [CURLOPT_READDATA, CURLOPT_HEADERDATA, CURLOPT_XFERINFODATA] {
            cc_set_pointer(easy, option, context)
        }
    }

    deinit {
        curl_easy_cleanup(easy)
        curl_slist_free_all(recipients)
    }

    /// Hands the mail over; it returns when the server has answered.
    func perform() -> Result<Void, SMTPError> {
        let code = curl_easy_perform(easy)
        guard code != CURLE_OK else { return .success(()) }
        if abandoned.isSet { return .failure(.shutDown) }
        return .failure(SMTPError(code, replies: replies))
    }

    /// The next bytes of the message; curl escapes lines that begin with a dot.
    fileprivate func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, message.count - sent)
        message.withUnsafeBytes { buffer.copyBytes(from: $0[sent..<sent + count]) }
        sent += count
        return count
    }

    fileprivate func receive(_ line: UnsafeRawBufferPointer) {
        var line = line[...]
        while let last = line.last, last <= 0x20 { line.removeLast() }
        if !line.isEmpty, replies.count < 256 { replies.append(String(decoding: line, as: UTF8.self)) }
    }

    /// Other than 0 makes curl give up.
    fileprivate var progress: Int32 { abandoned.isSet ? 1 : 0 }

    private func set(_ option: CURLoption, _ value: Int) { cc_set_long(easy, option, value) }
    private func set(_ option: CURLoption, _ value: String) {
        _ = value.withCString { cc_set_pointer(easy, option, $0) }
    }
}

private let onRead: cc_data_callback = { bytes, size, count, context in
    guard let context, let bytes else { return 0 }
    return Unmanaged<SMTPCall>.fromOpaque(context).takeUnretainedValue()
        .read(into: UnsafeMutableRawBufferPointer(start: bytes, count: size * count))
}

private let onReply: cc_data_callback = { bytes, size, count, context in
    guard let context else { return 0 }
    let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
    Unmanaged<SMTPCall>.fromOpaque(context).takeUnretainedValue().receive(line)
    return line.count
}

private let onProgress: cc_progress_callback = { context, _, _, _, _ in
    guard let context else { return 0 }
    return Unmanaged<SMTPCall>.fromOpaque(context).takeUnretainedValue().progress
}
