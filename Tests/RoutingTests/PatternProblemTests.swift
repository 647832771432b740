import Routing
import Testing

struct PatternProblemTests {
  private static let names = Names(
    variables: ["count": 0], tables: ["ups": Table(name: "ups", entries: [(Array("a".utf8), [])])])

  private static func problem(_ text: String) throws -> (shown: String, kind: Pattern.Problem.Kind) {
    let problems = patternProblems(text, names: names)
    #expect(problems.count == 1)
    return try #require(problems.first)
  }

  struct Wrong: Sendable {
    var text: String
    var shown: String
    var kind: Pattern.Problem.Kind

    init(_ text: String, _ shown: String, _ kind: Pattern.Problem.Kind) {
      (self.text, self.shown, self.kind) = (text, shown, kind)
    }
  }

  private static let types = Pattern.knownTypes.map(\.name)

  static let captures: [Wrong] = [
    .init("SET <key", "<", .unclosed), .init("<a\n>", "<", .unclosed), .init("<a:int <b>", "<", .unclosed),
    .init("<=route", "<", .unclosed), .init("<a-b>", "a-b", .badName("a-b")), .init("<a b>", "a b", .badName("a b")),
    .init("<lt:word>", "lt", .badName("lt")), .init("<shared.x>", "shared.x", .badName("shared.x")),
    .init("<peer.ip>", "peer.ip", .valueNotCapture("peer.ip")),
    .init("<a> <a>", "a", .duplicateCapture("a")), .init("<a:int> <a:rest>", "a", .duplicateCapture("a")),
    .init("<=>", "<=", .badName("")), .init("<=|upper>", "<=", .badName("")),
    .init("<line|upper>", "|upper", .filterOnCapture("line")),
    .init("<n:int|add:1>", "|add:1", .filterOnCapture("n")),
    .init("<n:int 1..2|upper>", "|upper", .filterOnCapture("n")),
    .init("<s><=s|xor>", "<=s|xor>", .valueOfItself("s")),
  ]

  static let typed: [Wrong] = [
    .init("<n:number>", "number", .unknownType("number", known: types)),
    .init("<n:>", ":", .unknownType("", known: types)),
    .init("<n:Int>", "Int", .unknownType("Int", known: types)),
    .init("<n:int5>", "int5", .unknownType("int5", known: types)),
    .init("<c:a||b>", "a||b", .emptyChoice), .init("<c:|a>", "|a", .emptyChoice), .init("<c:a|>", "a|", .emptyChoice),
    .init("<k:in upz>", "upz", .unknownTable("upz", known: ["ups"])),
    .init("<k:in>", "in", .badTypeArgument(type: "in", argument: "", why: .missing("TABLE"))),
    .init("<n:int 1>", "1", .badTypeArgument(type: "int", argument: "1", why: .notARange)),
    .init("<n:int 1..>", "1..", .badTypeArgument(type: "int", argument: "1..", why: .notARange)),
    .init("<n:int a..b>", "a..b", .badTypeArgument(type: "int", argument: "a..b", why: .notARange)),
    .init("<n:int 1..2.5>", "1..2.5", .badTypeArgument(type: "int", argument: "1..2.5", why: .notAnInteger)),
    .init("<n:num 2..1>", "2..1", .badTypeArgument(type: "num", argument: "2..1", why: .reversed)),
    .init("<n:num -1..-2>", "-1..-2", .badTypeArgument(type: "num", argument: "-1..-2", why: .reversed)),
    .init("<b:bytes>", "bytes", .badTypeArgument(type: "bytes", argument: "", why: .missing("COUNT"))),
    .init("<b:bytes x>", "x", .badTypeArgument(type: "bytes", argument: "x", why: .notAnInteger)),
    .init(
      "<b:bytes 0>", "0",
      .badTypeArgument(type: "bytes", argument: "0", why: .outOfRange(1...Pattern.maximumBytes))),
    .init("<n:u8 little>", "little", .badTypeArgument(type: "u8", argument: "little", why: .unexpected)),
    .init(
      "<n:u16 middle>", "middle",
      .badTypeArgument(type: "u16", argument: "middle", why: .unknownChoice(["big", "little"]))),
    .init("<w:word 5>", "5", .badTypeArgument(type: "word", argument: "5", why: .unexpected)),
  ]

  static let values: [Wrong] = [
    .init("<=nothing>", "nothing", .placeholder(.unknownPlaceholder("nothing"))),
    .init("<=later> <later>", "later", .placeholder(.unknownPlaceholder("later"))),
    .init("<=count|uper>", "uper", .placeholder(.unknownFilter("uper"))),
    .init("<0xzz>", "0xzz", .placeholder(.badByte("0xzz"))),
    .init("<300|u8>", "u8", .placeholder(.constantNotConvertible(value: "300", filter: "u8"))),
  ]

  static let neighbours: [Wrong] = [
    .init("<a><b>", "<b>", .adjacent(first: nil, second: nil)),
    .init("<a:rest><b:int>", "<b:int>", .adjacent(first: "rest", second: "int")),
    .init("<a><b:bytes 2>", "<b:bytes 2>", .adjacent(first: nil, second: "bytes")),
    .init("<a:word><b:int>", "<b:int>", .adjacent(first: "word", second: "int")),
    .init("<a:word><b:word>", "<b:word>", .adjacent(first: "word", second: "word")),
    .init("<_><b>", "<b>", .adjacent(first: nil, second: nil)),
  ]

  @Test(arguments: captures + typed + values + neighbours)
  func `points at what is wrong`(wrong: Wrong) throws {
    let problem = try Self.problem(wrong.text)
    #expect(problem.shown == wrong.shown)
    #expect(problem.kind == wrong.kind)
  }

  @Test func `reports all problems, in the order of the text`() {
    let shown = patternProblems("<a:x> <=b> <c-d> <e").map(\.shown)
    #expect(shown == ["x", "b", "c-d", "<"])
  }

  @Test(arguments: [
    "<a:int><b:alpha>", "<a:quoted><b>", "<a:bytes 2><b:rest>", "<a:x|y><b>", "<a:in ups><b>", "<a:u8><b:u16>",
    "<a:word><b:rest>", "<a:word><b>", "<a:word><b:bytes 2>", "<a><lt><b>", "<a><0x00><b>", "<a><=count><b>",
    "< <34> <>",
    "<_> <_>", "<n:int>", "<line:rest>", "<a_1>", "<_a>",
  ])
  func `takes what can be told apart`(text: String) {
    #expect(patternProblems(text, names: Self.names).isEmpty)
  }

  @Test func `declares captures in their order, those of an alternative in the same slots`() throws {
    var names = Names(inherited: ["key"])
    let first = Pattern.compile(Array("SET <key> <value>".utf8), ignoreCase: false, names: &names)
    let second = Pattern.compile(Array("PUT <value> AT <key> <ttl:int>".utf8), ignoreCase: false, names: &names)
    #expect(try #require(first.pattern).captures == ["key", "value"])
    #expect(try #require(second.pattern).captures == ["value", "key", "ttl"])
    #expect(names.slots == ["key": 1, "value": 2, "ttl": 3])
  }

  @Test(arguments: [
    ("SET <k>", "SET ", false, false), ("SET", "SET", false, true), ("<k> SET", "", false, false),
    ("<lt>a<0x00>b<k>", "<a\0b", false, false), ("<line:rest>", "", true, false), ("<_:rest>", "", true, false),
    ("<line>", "", false, false), ("", "", false, true), ("<=count>x", "", false, false),
  ])
  func `knows what its subjects begin with`(text: String, prefix: String, isCatchAll: Bool, isLiteral: Bool) throws {
    var names = Self.names
    let pattern = try #require(Pattern.compile(Array(text.utf8), ignoreCase: false, names: &names).pattern)
    #expect(pattern.literalPrefix == Array(prefix.utf8))
    #expect(pattern.isCatchAll == isCatchAll)
    #expect(pattern.isLiteral == isLiteral)
    #expect(pattern.text == Array(text.utf8))
  }

  @Test func `knows what its subjects begin with in upper case where case does not count`() throws {
    var names = Names()
    let pattern = try #require(Pattern.compile(Array("sEt\u{e9} <k>".utf8), ignoreCase: true, names: &names).pattern)
    #expect(pattern.literalPrefix == Array("SET\u{e9} ".utf8))
  }

  @Test func `shows every type by an example that compiles`() {
    for type in Pattern.knownTypes {
      let text = type.example.replacing("topics", with: "ups")
      #expect(patternProblems(text, names: Self.names).isEmpty, "\(type.name)")
      #expect(text.contains(type.name))
    }
  }

  @Test(arguments: [
    ("<v:num 0..30>", "num 0..30", "v"), ("<v:int>", "int", "v"), ("<=v>", "=v", "v"), ("<_>", "_", ""),
    ("<n:int>", "int", "n"), ("<line:rest>", "rest", "line"),
  ])
  func `tells in a reply what belongs to a pattern`(template: String, shown: String, name: String) throws {
    let problem = try #require(problems(template).first)
    #expect(problem.shown == shown)
    #expect(problem.kind == .patternForm(name))
  }
}
