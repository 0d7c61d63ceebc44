public import FoundationEssentials

extension Zone {
    /// An instant as the clock of the zone shows it: `2027-07-01T09:00:00-04:00`. Offsets of old times lose their seconds.
    public func rfc3339(_ instant: Date) -> String {
        let offset = offset(at: instant)
        let minutes = offset.magnitude / 60
        let sign = offset < 0 ? "-" : "+"
        return "\(civil(instant))\(sign)\(Int(minutes / 60).digits(2)):\(Int(minutes % 60).digits(2))"
    }
}
