/// A step from bytes to bytes, written after `|`, with its arguments checked.
package struct Filter: Sendable, Equatable {
  package let name: Name
  /// As many and of the types that the name's `Definition` asks for; optional ones may be missing at the end.
  package let arguments: [Argument]

  package init(_ name: Name, _ arguments: [Argument] = []) {
    self.name = name
    self.arguments = arguments
  }

  /// Widths that an author may ask for, in bytes, and what a constant may grow to.
  package static let maximumWidth = 64 * 1024
  /// What is searched for, in bytes.
  package static let maximumPattern = 256

  static let upper = Filter(.upper)
  static let lower = Filter(.lower)

  package enum Name: String, Sendable, CaseIterable {
    // Text.
    case upper, lower, trim, len, reverse, replace, field, slice, pad, lpad, zpad
    case fallback = "default"
    case oneline, crlf, escape, json, urlencode, lookup, get
    // Numbers.
    case add, sub, mul, mod, fixed, dec, u8, u16, u24, u32, u64
    // Codes.
    case base64, unbase64, hex, unhex, xor, sum, crc16, crc32, luhn
  }

  package enum Argument: Sendable, Equatable {
    case text([UInt8])
    case integer(Int)
    case decimal(Decimal)
    /// An index into the words of the parameter.
    case choice(Int)
    case table(Table)
    /// Filled in when the filter runs, then read as the parameter says.
    case rendered(Template, as: Parameter)
  }

  /// What an argument has to be.
  package enum Parameter: Sendable, Equatable {
    case text
    /// Something to look for: 1 to `maximumPattern` bytes.
    case nonEmptyText
    case integer(ClosedRange<Int>)
    case decimal
    case nonZeroDecimal
    /// One of these words; never a placeholder.
    case choice([String])
    /// The name of a table; never a placeholder.
    case table

    /// Whether the author must write it out.
    var isConstant: Bool {
      switch self {
      case .choice, .table: true
      default: false
      }
    }

    /// Reads what was written, or what a placeholder brought.
    package func argument(_ bytes: [UInt8]) throws(Template.ArgumentFault) -> Argument {
      switch self {
      case .text: return .text(bytes)
      case .nonEmptyText:
        guard !bytes.isEmpty else { throw .empty }
        guard bytes.count <= Filter.maximumPattern else { throw .tooLong(limit: Filter.maximumPattern) }
        return .text(bytes)
      case .integer(let range): return .integer(try Parameter.integer(bytes, in: range))
      case .decimal, .nonZeroDecimal:
        guard let number = Decimal(bytes.span) else { throw bytes.isEmpty ? .empty : .notANumber }
        guard self == .decimal || number.units != 0 else { throw .zero }
        return .decimal(number)
      case .choice(let words):
        guard !bytes.isEmpty else { throw .empty }
        guard let index = words.firstIndex(where: { Array($0.utf8) == bytes }) else { throw .unknownChoice(words) }
        return .choice(index)
      case .table: throw .unknownTable(known: [])
      }
    }

    private static func integer(
      _ bytes: [UInt8], in range: ClosedRange<Int>
    ) throws(Template.ArgumentFault) -> Int {
      guard let number = Decimal(bytes.span), number.scale == 0 else { throw bytes.isEmpty ? .empty : .notAnInteger }
      let integer = Int(number.units)
      guard range.contains(integer) else { throw .outOfRange(range) }
      return integer
    }
  }

  /// The author wrote every argument; nothing waits for a value.
  var isConstant: Bool {
    !arguments.contains { if case .rendered = $0 { true } else { false } }
  }

  /// A slice whose end lies before its start.
  var isReversed: Bool {
    guard name == .slice, let start = integer(0), let end = integer(1) else { return false }
    return end < start
  }

  func integer(_ index: Int) -> Int? {
    guard index < arguments.count, case .integer(let value) = arguments[index] else { return nil }
    return value
  }

  func text(_ index: Int) -> [UInt8]? {
    guard index < arguments.count, case .text(let value) = arguments[index] else { return nil }
    return value
  }

  func decimal(_ index: Int) -> Decimal? {
    guard index < arguments.count, case .decimal(let value) = arguments[index] else { return nil }
    return value
  }

  func table(_ index: Int) -> Table? {
    guard index < arguments.count, case .table(let value) = arguments[index] else { return nil }
    return value
  }

  func choice(_ index: Int) -> Int? {
    guard index < arguments.count, case .choice(let value) = arguments[index] else { return nil }
    return value
  }
}
