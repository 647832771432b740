/// The one name that was probably meant.
package enum Suggestion {
  /// The name near a word, if exactly one is: at most one edit away, or a third of the word's length. An edit inserts,
  /// deletes or replaces a byte or swaps two neighbours; case does not count.
  package static func near(_ word: String, in names: [String]) -> String? {
    let typed = lowercased(word)
    guard typed.count <= longest else { return nil }
    let limit = max(1, typed.count / 3)
    let near = Set(names).filter { $0 != word && distance(typed, lowercased($0), limit: limit) <= limit }
    return near.count == 1 ? near.first : nil
  }

  /// No name of the language is longer; a long word is no slip of the finger.
  private static let longest = 64

  private static func lowercased(_ text: String) -> [UInt8] {
    text.utf8.map { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") ? $0 | 0x20 : $0 }
  }

  /// The optimal string alignment distance, which is Levenshtein's with swaps of neighbours.
  private static func distance(_ left: [UInt8], _ right: [UInt8], limit: Int) -> Int {
    guard abs(left.count - right.count) <= limit else { return limit + 1 }
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in left.indices {
      var current = [row + 1]
      for column in right.indices {
        let replaced = last[column] + (left[row] == right[column] ? 0 : 1)
        var best = min(replaced, last[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          best = min(best, beforeLast[column - 1] + 1)
        }
        current.append(best)
      }
      (beforeLast, last) = (last, current)
    }
    return last[right.count]
  }
}
