import Framing
import Routing
import Testing

struct JSONTextTests {
  @Test(arguments: [
    ("a.b", #"{"a":{"b":1}}"#, "1"),
    ("a.b", #" { "x" : [ 1 , { } ] , "a" : { "b" : "two" } } "#, "two"),
    ("a", #"{"a":{"b": [1, 2]}}"#, #"{"b": [1, 2]}"#),
    ("items.1.name", #"{"items":[{"name":"x"},{"name":"y"}]}"#, "y"),
    ("1", "[10,20]", "20"),
    ("0", #"{"0":"member"}"#, "member"),
    ("a", #"{"a":true}"#, "true"),
    ("a", #"{"a":-1.5e+10}"#, "-1.5e+10"),
    ("a", #"{"a":null}"#, ""),
    ("a", #"{"a":""}"#, ""),
    ("b", #"{"a":1}"#, ""),
    ("a.b", #"{"a":1}"#, ""),
    ("2", "[10,20]", ""),
    ("01", "[10,20]", ""),
    ("a", "17", ""),
    ("a", #"{"a":1,"a":2}"#, "2"),
    ("a.b", #"{"a":{"b":1},"a":2}"#, ""),
    (".a", #"{"":{"a":1}}"#, "1"),
    ("a", #"{"a":"q\"b\\s\/n\nt\tu\u0041\u00e9\ud83d\ude00"}"#, "q\"b\\s/n\nt\tuA\u{e9}\u{1f600}"),
    ("a", #"{"a":"\ud83dx\ude00\ud83d\u0041"}"#, "\u{fffd}x\u{fffd}\u{fffd}A"),
    ("a", #"{"\u0061":1}"#, "1"),
    ("a", "{\"a\":\"\u{e9}\"}", "\u{e9}"),
  ])
  func `finds a value`(path: String, document: String, expected: String) throws {
    #expect(try text("<line|get:\(path)>", FixedScope(document)) == expected)
  }

  @Test(arguments: [
    "", " ", "{", "}", "[", "[1,]", "[,1]", "[1 2]", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, "{a:1}", #"{"a":1}x"#,
    #"{"a":01}"#, #"{"a":+1}"#, #"{"a":1.}"#, #"{"a":.5}"#, #"{"a":1e}"#, #"{"a":-}"#, #"{"a":tru}"#, #"{"a":nul"#,
    #"{"a":"x}"#, #"{"a":"\x"}"#, #"{"a":"\u12g4"}"#, #"{"a":"\u12"#, "{\"a\":\"\n\"}", "{'a':1}", "NaN",
    #"{"a":1}{"a":2}"#, #"{"a":"\"#,
  ])
  func `refuses what is not JSON, wherever the fault stands`(document: String) {
    #expect(throws: FrameRefusal.badValue(filter: "get")) { try render("<line|get:a>", FixedScope(document)) }
  }

  @Test func `bounds nesting`() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(try text("<line|get:a>", FixedScope(nested(64))) == "")
    #expect(throws: FrameRefusal.badValue(filter: "get")) { try render("<line|get:a>", FixedScope(nested(65))) }
    #expect(throws: FrameRefusal.badValue(filter: "get")) {
      try render("<line|get:a>", FixedScope(String(repeating: "[", count: 100_000)))
    }
  }

  @Test func `passes bytes that are not UTF-8`() throws {
    let document = Array(#"{"a":""#.utf8) + [0x80, 0xff] + Array(#""}"#.utf8)
    #expect(try render("<line|get:a>", FixedScope(bytes: document)) == [0x80, 0xff])
  }

  @Test func `takes the path from a placeholder`() throws {
    #expect(try text("<line|get:<route>>", FixedScope(#"{"ack":"yes"}"#)) == "yes")
  }
}
