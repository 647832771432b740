/// The one name that was probably meant.
package enum Suggestion {
  /// The name nearest to a word: at most one edit away, or a third of the word's length. An edit inserts, deletes or
  /// replaces a byte or swaps two neighbours; case does not count. Of several as near, the one of the same letters,
  /// which fast fingers mix up; else none.
  package static func near(_ word: String, in names: [String]) -> String? {
    let typed = lowercased(word)
    guard typed.count <= longest, !typed.isEmpty else { return nil }
    let limit = typed.count == 1 ? 0 : max(1, typed.count / 3)
    let distances = Set(names).compactMap { name -> (name: String, distance: Int)? in
      let distance = name == word ? limit + 1 : distance(typed, lowercased(name), limit: limit)
      return distance <= limit ? (name, distance) : nil
    }
    guard let least = distances.map(\.distance).min() else { return nil }
    let nearest = distances.filter { $0.distance == least }.map(\.name)
    let mixed = nearest.filter { lowercased($0).sorted() == typed.sorted() }
    return nearest.count == 1 ? nearest.first : mixed.count == 1 ? mixed.first : nil
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
