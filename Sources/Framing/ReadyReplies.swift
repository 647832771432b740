/// Replies that are known as soon as the whole text of a frame is: what a rule says to a text of the author's own, where
/// it does no more than reply, and with nothing but text.
///
/// They are kept as they go out, so that an answer is a search and a copy. The texts are held in a table with open
/// addressing, at most half full; its chains depend on the texts of the author alone. See Knuth, The Art of Computer
/// Programming, volume 3, §6.4, algorithm L.
package final class ReadyReplies: Sendable {
  package struct Entry: Sendable {
    /// Of the frame, or of the arguments of a request, joined by one space. In upper case where letters are
    /// compared without regard to case.
    package var text: [UInt8]
    /// An index into the rules of the state.
    package var rule: Int
    /// All replies, with what the framing adds: the same for all texts of a rule.
    package var bytes: [UInt8]
    /// How many replies that are.
    package var count: Int

    package init(text: [UInt8], rule: Int, bytes: [UInt8], count: Int) {
      self.text = text
      self.rule = rule
      self.bytes = bytes
      self.count = count
    }
  }

  /// What stands for an entry. Trivial values only, so that a search counts no references.
  struct Place {
    /// Ranges of `bytes`.
    var text = 0..<0
    var reply = 0..<0
    var rule = 0
    /// How many replies; below 0 where there is no entry.
    var count = -1
  }

  /// A power of two.
  let table: [Place]
  /// Texts, and once for each rule its replies, one after the other.
  package let bytes: [UInt8]
  let ignoresCase: Bool
  /// Bit n: there is a text of n bytes.
  let lengths: UInt64

  /// A frame of more bytes is not looked for.
  package static let longestText = 63

  /// - Parameter entries: with texts of at most `longestText` bytes; the first of those that are alike counts.
  /// - Returns: nothing where there are no entries.
  package init?(_ entries: [Entry], ignoresCase: Bool) {
    let known = entries.filter { $0.text.count <= Self.longestText }
    guard !known.isEmpty else { return nil }
    var size = 2
    while size < known.count * 2 { size *= 2 }
    var table = [Place](repeating: Place(), count: size)
    var (bytes, replies) = ([UInt8](), [Int: Range<Int>]())
    for entry in known {
      let slot = Self.slot(of: entry.text.span, in: table.span, bytes.span, ignoringCase: false)
      guard table[slot].count < 0 else { continue }
      let text = Self.append(entry.text, to: &bytes)
      let reply = replies[entry.rule] ?? Self.append(entry.bytes, to: &bytes)
      replies[entry.rule] = reply
      table[slot] = Place(text: text, reply: reply, rule: entry.rule, count: entry.count)
    }
    self.table = table
    self.bytes = bytes
    self.ignoresCase = ignoresCase
    lengths = known.reduce(0) { $0 | 1 << UInt64($1.text.count) }
  }

  private static func append(_ new: [UInt8], to bytes: inout [UInt8]) -> Range<Int> {
    defer { bytes += new }
    return bytes.count..<bytes.count + new.count
  }

  /// Where the text stands in the table, or else the free place where it would.
  @inline(__always)
  static func slot(
    of text: Span<UInt8>, in table: Span<Place>, _ bytes: Span<UInt8>, ignoringCase: Bool
  ) -> Int {
    var slot = hash(text, ignoringCase: ignoringCase) & (table.count - 1)
    while table[slot].count >= 0, !agrees(text, with: bytes.extracting(table[slot].text), ignoringCase: ignoringCase) {
      slot = (slot + 1) & (table.count - 1)
    }
    return slot
  }

  /// FNV-1a with its high bits folded in. See RFC 9923 §2.
  @inline(__always)
  private static func hash(_ text: Span<UInt8>, ignoringCase: Bool) -> Int {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for index in text.indices {
      hash = (hash ^ UInt64(ignoringCase ? upper(text[index]) : text[index])) &* 0x0000_0100_0000_01b3
    }
    return Int(truncatingIfNeeded: hash ^ hash >> 32)
  }

  @inline(__always)
  private static func agrees(_ text: Span<UInt8>, with known: Span<UInt8>, ignoringCase: Bool) -> Bool {
    guard text.count == known.count else { return false }
    for index in text.indices {
      guard (ignoringCase ? upper(text[index]) : text[index]) == known[index] else { return false }
    }
    return true
  }

  @inline(__always)
  private static func upper(_ byte: UInt8) -> UInt8 { byte ^ (byte &- UInt8(ascii: "a") < 26 ? 0x20 : 0) }
}
