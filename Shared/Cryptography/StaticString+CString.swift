extension StaticString {
    /// The constant as a C string that lives for ever.
    ///
    /// OpenSSL's parameters keep the pointers to their names, where a Swift string passed as one is gone after the call.
    var cString: UnsafePointer<CChar> { UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self) }
}
