import Framing

// What a placeholder's name and argument mean, once read.
extension TemplateParser {
  /// What stands before the filters.
  enum Content {
    /// The author's own bytes.
    case text([UInt8])
    case value(Template.Value)
  }

  mutating func content(named name: Range<Int>, _ argument: WrittenArgument?) -> Content? {
    let word = string(name)
    if word.hasPrefix("0x") { return byte(name, argument) }
    if let first = word.utf8.first, ASCII.isDigit(first) || first == UInt8(ascii: "-") { return .text(bytes(name)) }
    if let range = patternForm(name, argument) {
      report(.patternForm(word.first == "=" ? String(word.dropFirst()) : word == "_" ? "" : word), at: range)
      return nil
    }
    if let value = names.value(named: word) { return refuse(argument, of: name) ? nil : .value(value) }
    guard let placeholder = Placeholder.named(word) else {
      report(.unknownPlaceholder(word), at: name)
      return nil
    }
    switch placeholder.content {
    case .value(let value): return refuse(argument, of: name) ? nil : .value(value)
    case .byte(let byte): return refuse(argument, of: name) ? nil : .text([byte])
    case .time: return time(name, argument)
    case .random: return random(name, argument)
    case .literal: return nil
    }
  }

  /// Where what only a pattern can say stands: `<=v>`, `<_>`, and the type of a capture.
  private func patternForm(_ name: Range<Int>, _ argument: WrittenArgument?) -> Range<Int>? {
    let word = string(name)
    if word.hasPrefix("=") { return name }
    if word == "_" { return name }
    guard names.value(named: word) != nil || Placeholder.named(word)?.takesArgument != true,
      let argument, !argument.isBroken
    else { return nil }
    let type = string(argument.whole.range).prefix { $0 != " " }
    return CaptureType(rawValue: String(type)) == nil ? nil : argument.whole.range
  }

  /// What a placeholder becomes. What the author's own bytes are through filters is known now, and text.
  mutating func part(_ content: Content, _ filters: [(filter: Filter, name: Range<Int>)]) -> Template.Part? {
    switch content {
    case .value(let value): return .value(value, filters: filters.map(\.filter))
    case .text(let bytes):
      guard filters.allSatisfy(\.filter.isConstant) else {
        return .value(.constant(bytes), filters: filters.map(\.filter))
      }
      return converted(bytes, filters).map { .text($0) }
    }
  }

  private mutating func converted(
    _ bytes: [UInt8], _ filters: [(filter: Filter, name: Range<Int>)]
  ) -> [UInt8]? {
    var outbox = Outbox()
    outbox.openFrame(limit: Filter.maximumWidth)
    outbox.appendText(bytes.span)
    for (filter, name) in filters {
      let value = outbox.value(from: 0)
      do throws(FrameRefusal) {
        try filter.apply(to: &outbox, from: 0)
        guard !outbox.hasOverflowed else { throw .tooLong(limit: Filter.maximumWidth) }
      } catch {
        let shown = String(decoding: value, as: UTF8.self)
        report(.constantNotConvertible(value: shown, filter: string(name)), at: name)
        return nil
      }
    }
    return outbox.value(from: 0)
  }

  private mutating func byte(_ name: Range<Int>, _ argument: WrittenArgument?) -> Content? {
    let digits = bytes(name).dropFirst(2)
    guard digits.count == 2, let high = digits.first.flatMap(ASCII.hexValue),
      let low = digits.last.flatMap(ASCII.hexValue)
    else {
      report(.badByte(string(name)), at: name)
      return nil
    }
    return refuse(argument, of: name) ? nil : .text([high << 4 | low])
  }

  private mutating func refuse(_ argument: WrittenArgument?, of name: Range<Int>) -> Bool {
    guard let argument else { return false }
    report(string(name), argument, .unexpected, instead: name)
    return true
  }

  private mutating func time(_ name: Range<Int>, _ argument: WrittenArgument?) -> Content? {
    guard let argument else { return .value(.now) }
    guard !argument.isBroken else { return nil }
    let why: Template.ArgumentFault
    if let format = argument.whole.constant {
      guard let unknown = TimeFormat.unknownConversion(in: format) else {
        if !format.isEmpty { return .value(.nowFormatted(format)) }
        report("now", argument, .empty, instead: name)
        return nil
      }
      why = .unknownConversion(unknown)
    } else {
      why = .notConstant
    }
    report("now", argument, why, instead: name)
    return nil
  }

  private mutating func random(_ name: Range<Int>, _ argument: WrittenArgument?) -> Content? {
    guard let argument else {
      report(.badPlaceholderArgument(placeholder: "random", argument: "", why: .missing("LOW..HIGH")), at: name)
      return nil
    }
    guard !argument.isBroken else { return nil }
    do throws(Template.ArgumentFault) {
      guard let bytes = argument.whole.constant else { throw .notConstant }
      return .value(.random(try TemplateParser.range(bytes)))
    } catch {
      report("random", argument, error, instead: name)
      return nil
    }
  }

  /// `LOW..HIGH`, both integers.
  private static func range(_ bytes: [UInt8]) throws(Template.ArgumentFault) -> ClosedRange<Int> {
    guard let dots = bytes.indices.dropLast().first(where: { bytes[$0] == 0x2e && bytes[$0 + 1] == 0x2e }),
      let low = Decimal(bytes.span.extracting(..<dots)), low.scale == 0,
      let high = Decimal(bytes.span.extracting((dots + 2)...)), high.scale == 0
    else { throw .notARange }
    guard low.units <= high.units else { throw .reversed }
    return Int(low.units)...Int(high.units)
  }

  private mutating func report(
    _ placeholder: String, _ argument: WrittenArgument, _ why: Template.ArgumentFault, instead: Range<Int>
  ) {
    let range = argument.whole.range
    report(
      .badPlaceholderArgument(placeholder: placeholder, argument: string(range), why: why),
      at: range.isEmpty ? instead : range)
  }
}
