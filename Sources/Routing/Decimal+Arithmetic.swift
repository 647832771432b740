// Results are exact or nothing; on the way, 128 bits hold every sum and product of two numbers.
extension Decimal {
  package func adding(_ other: Decimal) -> Decimal? {
    let scale = Swift.max(scale, other.scale)
    return Decimal(wide: wide(scale) + other.wide(scale), scale: scale)
  }

  package func subtracting(_ other: Decimal) -> Decimal? {
    let scale = Swift.max(scale, other.scale)
    return Decimal(wide: wide(scale) - other.wide(scale), scale: scale)
  }

  package func multiplied(by other: Decimal) -> Decimal? {
    Decimal(wide: Int128(units) * Int128(other.units), scale: scale + other.scale)
  }

  /// What is left after division, with the sign of `divisor`; nothing for a divisor of 0.
  package func modulo(_ divisor: Decimal) -> Decimal? {
    guard divisor.units != 0 else { return nil }
    let scale = Swift.max(scale, divisor.scale)
    let wideDivisor = divisor.wide(scale)
    let rest = wide(scale) % wideDivisor
    return Decimal(wide: rest != 0 && (rest < 0) != (wideDivisor < 0) ? rest + wideDivisor : rest, scale: scale)
  }

  /// At most `places` digits after the point; halves go away from zero.
  package func rounded(to places: Int) -> Decimal? {
    guard places >= 0, scale > places else { return self }
    let divisor = Int128(Decimal.power(scale - places))
    let half = units < 0 ? -divisor / 2 : divisor / 2
    return Decimal(wide: (Int128(units) + half) / divisor, scale: places)
  }

  /// Ten to the power of `exponent`, which is 0 to 18.
  static func power(_ exponent: Int) -> UInt64 {
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }

  /// The units at a scale that is not below this number's; less than 10^37.
  private func wide(_ scale: Int) -> Int128 {
    Int128(units) * Int128(Decimal.power(scale - self.scale))
  }

  private init?(wide: Int128, scale: Int) {
    var wide = wide
    var scale = scale
    while scale > 0, wide % 10 == 0 {
      wide /= 10
      scale -= 1
    }
    guard scale <= Decimal.maximumScale, let units = Int64(exactly: wide) else { return nil }
    self.init(units: units, scale: scale)
  }
}
