extension Duration {
    /// Seconds with their fraction, for `\(seconds) * interval '1 second'`.
    var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
