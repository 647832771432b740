/// Where what begins at a place ends by its own grammar, as long as that goes; nothing where it does not stand there.
enum PatternScan {
  /// `-?digits`
  static func int(_ subject: Span<UInt8>, from start: Int) -> Int? {
    let sign = start < subject.count && subject[start] == UInt8(ascii: "-") ? 1 : 0
    return run(subject, from: start + sign, of: ASCII.isDigit)
  }

  /// `-?digits` or `-?digits.digits`; a point without digits behind it does not belong to the number.
  static func num(_ subject: Span<UInt8>, from start: Int) -> Int? {
    guard let whole = int(subject, from: start) else { return nil }
    guard whole < subject.count, subject[whole] == UInt8(ascii: ".") else { return whole }
    return run(subject, from: whole + 1, of: ASCII.isDigit) ?? whole
  }

  static func hex(_ subject: Span<UInt8>, from start: Int) -> Int? {
    run(subject, from: start) { ASCII.hexValue($0) != nil }
  }

  static func alpha(_ subject: Span<UInt8>, from start: Int) -> Int? {
    run(subject, from: start, of: ASCII.isLetter)
  }

  static func unblank(_ subject: Span<UInt8>, from start: Int) -> Int? {
    run(subject, from: start) { !ASCII.isBlank($0) }
  }

  /// Behind the closing quote of the string in double quotes that begins at `start`.
  static func quoted(_ subject: Span<UInt8>, from start: Int) -> Int? {
    guard start < subject.count, subject[start] == UInt8(ascii: "\"") else { return nil }
    var place = start + 1
    while place < subject.count, subject[place] != UInt8(ascii: "\"") {
      place += subject[place] == UInt8(ascii: "\\") ? 2 : 1
    }
    return place < subject.count ? place + 1 : nil
  }

  @inline(__always)
  private static func run(_ subject: Span<UInt8>, from start: Int, of belongs: (UInt8) -> Bool) -> Int? {
    var end = start
    while end < subject.count, belongs(subject[end]) { end += 1 }
    return end > start ? end : nil
  }
}
