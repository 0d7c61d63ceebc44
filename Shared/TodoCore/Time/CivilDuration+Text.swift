extension CivilDuration: CustomStringConvertible {
    /// The canonical ISO 8601 text: `-P1D`, `PT5S`, `-P1DT2H`, `PT0S`.
    public var description: String {
        guard self != .zero else { return "PT0S" }
        let negative = days < 0 || seconds < 0
        var text = negative ? "-P" : "P"
        if days != 0 { text += "\(days.magnitude)D" }
        guard seconds != 0 else { return text }
        text += "T"
        let amount = seconds.magnitude
        if amount >= 3600 { text += "\(amount / 3600)H" }
        if amount / 60 % 60 != 0 { text += "\(amount / 60 % 60)M" }
        if amount % 60 != 0 { text += "\(amount % 60)S" }
        return text
    }
}
