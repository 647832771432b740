/// The key of a line that is none to YAML, since its `:` or the blank behind that is missing.
struct MistypedKey {
  /// As offsets in the file.
  let range: Range<Int>
  /// Whether a `:` stands behind it, without a blank.
  let hasColon: Bool
  /// Whether something follows that was to be the value.
  let hasValue: Bool

  /// `listen 127.0.0.1:7000`, `listen:127.0.0.1:7000`, and `listen` alone.
  /// - Parameter line: without comment.
  init?(_ line: ArraySlice<UInt8>) {
    let text = line.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "-") }
    guard !text.isEmpty, text.last != UInt8(ascii: ":") else { return nil }
    guard text.contains(UInt8(ascii: ":")) else {
      self.init(range: text.indices, hasColon: false, hasValue: false)
      return
    }
    let word = text.prefix { !": ".utf8.contains($0) }
    let rest = text[word.endIndex...]
    guard !word.isEmpty, !Self.hasKey(text), rest.first == UInt8(ascii: ":") || word.allSatisfy(\.isKeyByte) else {
      return nil
    }
    self.init(range: word.indices, hasColon: !rest.isEmpty, hasValue: !rest.isEmpty)
  }

  /// `limits { … }`, `limits:{ … }` and `reply:"…"`, where the value in the line was taken for text.
  init?(beforeValueIn line: ArraySlice<UInt8>) {
    let word = line.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "-") }.prefix { $0.isKeyByte }
    let rest = line[word.endIndex...]
    let value = rest.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: ":") }
    guard !word.isEmpty, !rest.starts(with: ": ".utf8), let first = value.first, "[{\"'".utf8.contains(first) else {
      return nil
    }
    self.init(range: word.indices, hasColon: rest.first == UInt8(ascii: ":"), hasValue: true)
  }

  private init(range: Range<Int>, hasColon: Bool, hasValue: Bool) {
    self.range = range
    self.hasColon = hasColon
    self.hasValue = hasValue
  }

  private static func hasKey(_ text: ArraySlice<UInt8>) -> Bool {
    text.indices.dropLast().contains { text[$0] == UInt8(ascii: ":") && text[$0 + 1] == UInt8(ascii: " ") }
  }
}

extension UInt8 {
  /// What the language's keys are made of.
  fileprivate var isKeyByte: Bool { self == UInt8(ascii: "_") || UInt8(ascii: "a")...UInt8(ascii: "z") ~= self }

  /// What may stand before the colon of a key.
  var isBeforeColon: Bool { !":\"'{}[],".utf8.contains(self) }
}
