import Framing

/// Finds the first place of a text, in a time that is linear in both: no byte of the subject is looked at again.
///
/// See Knuth, Morris, Pratt: Fast pattern matching in strings (1977). Between beginnings of a match memchr(3)
/// leaps ahead.
enum TextSearch {
  /// For each length of a beginning of `needle`, less one: the length of the longest end of it, shorter than
  /// itself, that `needle` begins with.
  static func borders(of needle: Span<UInt8>) -> [Int32] {
    var borders = [Int32](repeating: 0, count: needle.count)
    var matched = 0
    for index in needle.indices.dropFirst() {
      while matched > 0, needle[matched] != needle[index] { matched = Int(borders[matched - 1]) }
      if needle[matched] == needle[index] { matched += 1 }
      borders[index] = Int32(truncatingIfNeeded: matched)
    }
    return borders
  }

  /// The first place at or behind `start` where `needle` stands; an empty one stands everywhere.
  ///
  /// - Parameter folding: compares without regard to ASCII case; `needle` must be in upper case.
  static func first(
    _ needle: Span<UInt8>, borders: Span<Int32>, in subject: Span<UInt8>, from start: Int, folding: Bool
  ) -> Int? {
    guard needle.count > 0 else { return start <= subject.count ? start : nil }
    var place = start
    var matched = 0
    while subject.count - place >= needle.count - matched {
      if matched == 0, !folding {
        guard let hit = ByteSearch.first(needle[0], in: subject, from: place) else { return nil }
        place = hit
      }
      let byte = folding ? ASCII.folded(subject[place]) : subject[place]
      while matched > 0, needle[matched] != byte { matched = Int(borders[matched - 1]) }
      if needle[matched] == byte { matched += 1 }
      place += 1
      if matched == needle.count { return place - matched }
    }
    return nil
  }

  /// How many bytes of `needle` stand at `place`, counted from its first.
  static func common(
    _ needle: Span<UInt8>, with subject: Span<UInt8>, at place: Int, folding: Bool
  ) -> Int {
    let most = min(needle.count, max(0, subject.count - place))
    var count = 0
    if folding {
      while count < most, needle[count] == ASCII.folded(subject[place + count]) { count += 1 }
    } else {
      while count < most, needle[count] == subject[place + count] { count += 1 }
    }
    return count
  }
}
