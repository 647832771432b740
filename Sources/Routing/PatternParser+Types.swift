// What stands behind the `:` of a capture, once read.
extension PatternParser {
  /// - Parameter written: the type with its argument, or a choice; may be empty.
  mutating func content(_ written: Range<Int>, of capture: inout Capture) -> Pattern.Content? {
    let bar = text[written].firstIndex(of: UInt8(ascii: "|"))
    let name =
      written.lowerBound..<(text[written].firstIndex { $0 == 0x20 || $0 == UInt8(ascii: "|") } ?? written.upperBound)
    guard let type = CaptureType(rawValue: string(name)) else {
      if bar != nil { return choice(written, of: &capture) }
      let shown = name.isEmpty ? written.lowerBound - 1..<written.lowerBound : name
      report(.unknownType(string(name), known: CaptureType.allCases.map(\.rawValue)), at: shown)
      return nil
    }
    if let bar {
      guard name.upperBound != bar || filters(bar, written) else { return choice(written, of: &capture) }
      report(.filterOnCapture(string(capture.name)), at: bar..<written.upperBound)
      return nil
    }
    capture.type = type.rawValue
    let argument = text[name.upperBound..<written.upperBound].drop { $0 == 0x20 }.indices
    return content(type, at: name, argument)
  }

  /// Whether all that stands behind `bar` is filters, so that `<n:int|upper>` is no choice between two words.
  private func filters(_ bar: Int, _ written: Range<Int>) -> Bool {
    text[bar + 1..<written.upperBound].split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
      .allSatisfy { filter in
        let name = filter.prefix { $0 != UInt8(ascii: ":") }
        return Filter.definition(named: String(decoding: name, as: UTF8.self)) != nil
      }
  }

  private mutating func choice(_ written: Range<Int>, of capture: inout Capture) -> Pattern.Content? {
    capture.type = string(written)
    let words = text[written].split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false).map(Array.init)
    guard words.allSatisfy({ !$0.isEmpty }) else {
      report(.emptyChoice, at: written)
      return nil
    }
    return .words(add(WordSet(words, ignoresCase: ignoresCase)))
  }

  private mutating func content(
    _ type: CaptureType, at name: Range<Int>, _ argument: Range<Int>
  ) -> Pattern.Content? {
    do throws(Template.ArgumentFault) {
      switch type {
      case .int: return .int(range: try range(argument, whole: true))
      case .num: return .num(range: try range(argument, whole: false))
      case .key: return try key(argument)
      case .bytes: return .bytes(try count(argument))
      case .u16, .u24, .u32, .u64:
        return .unsigned(bytes: type.byteCount, littleEndian: try isLittleEndian(argument))
      case .word, .rest, .hex, .alpha, .quoted, .u8:
        guard argument.isEmpty else { throw .unexpected }
        return plain(type)
      }
    } catch {
      let fault = Pattern.Problem.Kind.badTypeArgument(type: type.rawValue, argument: string(argument), why: error)
      report(fault, at: argument.isEmpty ? name : argument)
      return nil
    }
  }

  private func plain(_ type: CaptureType) -> Pattern.Content {
    switch type {
    case .word: .word
    case .rest: .rest
    case .hex: .hex
    case .alpha: .alpha
    case .quoted: .quoted
    default: .unsigned(bytes: type.byteCount, littleEndian: false)
    }
  }

  /// `LOW..HIGH`, or nothing.
  private mutating func range(_ argument: Range<Int>, whole: Bool) throws(Template.ArgumentFault) -> Int? {
    guard !argument.isEmpty else { return nil }
    let dots = argument.dropLast().first { text[$0] == UInt8(ascii: ".") && text[$0 + 1] == UInt8(ascii: ".") }
    guard let dots else { throw .notARange }
    let range = NumberRange(
      low: Array(text[argument.lowerBound..<dots]), high: Array(text[dots + 2..<argument.upperBound]))
    for end in [range.low, range.high] {
      guard let number = Decimal(end.span) else { throw .notARange }
      guard !whole || !end.contains(UInt8(ascii: ".")), !whole || number.scale == 0 else { throw .notAnInteger }
    }
    guard NumberRange.order(range.low.span, range.high.span) <= 0 else { throw .reversed }
    return add(range)
  }

  private mutating func key(_ argument: Range<Int>) throws(Template.ArgumentFault) -> Pattern.Content? {
    guard !argument.isEmpty else { throw .missing(CaptureType.key.arguments) }
    guard let table = names.tables[string(argument)] else {
      report(.unknownTable(string(argument), known: names.tables.keys.sorted()), at: argument)
      return nil
    }
    let keys = table.entries.map(\.key).filter { !$0.isEmpty }
    return .words(add(WordSet(keys, ignoresCase: ignoresCase, table: table.name)))
  }

  private func count(_ argument: Range<Int>) throws(Template.ArgumentFault) -> Int {
    guard !argument.isEmpty else { throw .missing(CaptureType.bytes.arguments) }
    let parameter = Filter.Parameter.integer(1...Pattern.maximumBytes)
    guard case .integer(let count) = try parameter.argument(Array(text[argument])) else { throw .notAnInteger }
    return count
  }

  private func isLittleEndian(_ argument: Range<Int>) throws(Template.ArgumentFault) -> Bool {
    guard !argument.isEmpty else { return false }
    let parameter = Filter.Parameter.choice(["big", "little"])
    return try parameter.argument(Array(text[argument])) == .choice(1)
  }
}
