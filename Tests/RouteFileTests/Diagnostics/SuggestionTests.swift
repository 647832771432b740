import RouteFile
import Testing

struct SuggestionTests {
  static let keys = ["listen", "framing", "reply", "rules", "events", "limits", "timeouts", "close", "line"]

  @Test(arguments: [
    ("framming", "framing"),  // one inserted
    ("lsiten", "listen"),  // neighbours swapped: one edit
    ("repl", "reply"),  // one missing
    ("timouets", "timeouts"),
    ("Reply", "reply"),  // case alone
    ("lien", "line"),
    ("conections_per_ipp", nil),
    ("xyz", nil),
    ("listen", nil),  // it is the word itself
    ("", nil),
  ])
  func `the one near name is suggested`(_ word: String, _ expected: String?) {
    #expect(Suggestion.near(word, in: Self.keys) == expected)
  }

  @Test func `the nearest name is meant, and two as near are none but for mixed letters`() {
    #expect(Suggestion.near("cat", in: ["bat", "hat"]) == nil)
    #expect(Suggestion.near("cat", in: ["bat", "horse"]) == "bat")
    #expect(Suggestion.near("recipents", in: ["recipient", "recipients"]) == "recipients")
    #expect(Suggestion.near("itn", in: ["int", "in"]) == "int")
    #expect(Suggestion.near("x", in: ["n"]) == nil)
    #expect(Suggestion.near("B", in: ["a", "b"]) == "b")
  }

  @Test func `a short word may be one edit away, a long one a third of its length`() {
    #expect(Suggestion.near("ab", in: ["a"]) == "a")
    #expect(Suggestion.near("ab", in: ["xy"]) == nil)
    #expect(Suggestion.near("abcdefghi", in: ["xyzdefghi"]) == "xyzdefghi")
    #expect(Suggestion.near("abcdefghi", in: ["wxyzefghi"]) == nil)
  }

  @Test func `a word longer than any name costs nothing`() {
    #expect(Suggestion.near(String(repeating: "a", count: 1_000_000), in: Self.keys) == nil)
  }
}
