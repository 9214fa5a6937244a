/// What the content of a field may be.
enum CSVFieldKind {
    /// No number.
    case text
    /// A number, the same with either decimal mark.
    case number
    /// A number with a decimal point alone.
    case point
    /// A number with a decimal comma alone.
    case comma
    /// One number with a decimal point and another with a comma: 1,234 or 1.234.
    case either

    init(_ content: [UInt8]) {
        switch (Self.number(content, .point), Self.number(content, .comma)) {
        case (nil, nil): self = .text
        case (_?, nil): self = .point
        case (nil, _?): self = .comma
        case (let point?, let comma?): self = point == comma ? .number : .either
        }
    }

    private static func number(_ content: [UInt8], _ decimal: CSVOptions.DecimalMark) -> Float? {
        // Most texts begin with a letter.
        guard let first = content.first, first < UInt8(ascii: "A") else { return nil }
        return if case .value(let number) = CSVNumber.shared.read(content, decimal: decimal) { number } else { nil }
    }
}
