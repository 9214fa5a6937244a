extension Tensor {
    private func elementwise(_ operation: Operation, _ other: Tensor) -> Tensor {
        recorded(operation, other, reason: "sizes differ, and neither is 1") { $0.broadcast(with: $1) }
    }

    private func number(_ value: Float) -> Tensor { Tensor(number: value, state) }

    /// a + b.
    public static func + (a: Tensor, b: Tensor) -> Tensor { a.elementwise(.add, b) }
    /// a − b.
    public static func - (a: Tensor, b: Tensor) -> Tensor { a.elementwise(.subtract, b) }
    /// a · b, number by number.
    public static func * (a: Tensor, b: Tensor) -> Tensor { a.elementwise(.multiply, b) }
    /// a / b, number by number.
    public static func / (a: Tensor, b: Tensor) -> Tensor { a.elementwise(.divide, b) }

    /// a + b with the same b everywhere.
    public static func + (a: Tensor, b: Float) -> Tensor { a + a.number(b) }
    /// a − b with the same b everywhere.
    public static func - (a: Tensor, b: Float) -> Tensor { a - a.number(b) }
    /// a · b with the same b everywhere.
    public static func * (a: Tensor, b: Float) -> Tensor { a * a.number(b) }
    /// a / b with the same b everywhere.
    public static func / (a: Tensor, b: Float) -> Tensor { a / a.number(b) }
    /// a + b with the same a everywhere.
    public static func + (a: Float, b: Tensor) -> Tensor { b.number(a) + b }
    /// a − b with the same a everywhere.
    public static func - (a: Float, b: Tensor) -> Tensor { b.number(a) - b }
    /// a · b with the same a everywhere.
    public static func * (a: Float, b: Tensor) -> Tensor { b.number(a) * b }
    /// a / b with the same a everywhere.
    public static func / (a: Float, b: Tensor) -> Tensor { b.number(a) / b }

    /// −a.
    public static prefix func - (a: Tensor) -> Tensor { a.recorded(.negative) { $0 } }

    /// The larger one of each pair; where they are equal, half of the gradient goes to either.
    public func maximum(_ other: Tensor) -> Tensor { elementwise(.maximum, other) }

    /// a · a.
    public func squared() -> Tensor { self * self }

    /// aᵖ: products for a whole p up to 64 in size, √a for ½, e^(p ln a) for others.
    public func pow(_ exponent: Float) -> Tensor { recorded(.pow(exponent)) { $0 } }

    /// eᵃ.
    public func exp() -> Tensor { recorded(.exp) { $0 } }

    /// ln a: −∞ at zero, NaN below it.
    public func log() -> Tensor { recorded(.log) { $0 } }

    /// √a.
    public func sqrt() -> Tensor { recorded(.sqrt) { $0 } }

    /// |a|; its derivative at zero is 0.
    public func abs() -> Tensor { recorded(.abs) { $0 } }

    /// max(0, a); its derivative at zero is 0.
    public func relu() -> Tensor { recorded(.relu) { $0 } }

    /// tanh a.
    public func tanh() -> Tensor { recorded(.tanh) { $0 } }

    /// 1 / (1 + e⁻ᵃ).
    public func sigmoid() -> Tensor { recorded(.sigmoid) { $0 } }

    /// ½ a (1 + tanh(√(2/π) (a + 0.044715 a³))) (Hendrycks and Gimpel, Gaussian Error Linear Units, 2016, section 2).
    public func gelu() -> Tensor { recorded(.gelu) { $0 } }
}
