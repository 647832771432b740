import Framing
import TestSupport
import Testing

/// Answering in one go against decoding one frame after the other.
@Suite struct AnsweringTests {
  private static func ready(_ texts: [String], ignoresCase: Bool = false) throws -> ReadyReplies {
    let entries = texts.enumerated().map { index, text in
      ReadyReplies.Entry(text: Array(text.utf8), rule: index, bytes: Array("<\(text)>".utf8), count: index)
    }
    return try #require(ReadyReplies(entries, ignoresCase: ignoresCase))
  }

  /// A connection that answers what is ready and writes down the size of every other frame.
  private struct Talk: ~Copyable {
    var decoder: FrameDecoder
    var inbox = ByteBuffer()
    var outbox = Outbox()
    var matches: [Int]
    var answered = FrameDecoder.Answered()

    init(_ framing: Framing, rules: Int) {
      decoder = FrameDecoder(framing)
      matches = Array(repeating: 0, count: rules + 1)
    }

    mutating func feed(_ chunk: [UInt8], _ ready: ReadyReplies?, room: Int = .max) {
      inbox.append(chunk)
      while true {
        if let ready {
          let more = decoder.answer(
            &inbox, by: ready, into: &outbox, room: room, matches: &matches, from: 1)
          answered.frames += more.frames
          answered.replies += more.replies
        }
        guard outbox.count < room else { return }
        switch inbox.withBytes({ decoder.next($0) }) {
        case .frame(let payload, let consumed):
          outbox.appendRaw(Array("(\(payload.count))".utf8))
          inbox.consume(consumed)
        case .skip(let count): inbox.consume(count)
        case .incomplete: return
        case .failed:
          outbox.appendRaw(Array("!".utf8))
          guard decoder.resume() else { return }
        }
      }
    }
  }

  private static let streams: [(Framing.Kind, String, String)] = [
    (.line(reply: .lf), "PING\nx\r\nPING\r\nping\nPINGS\n\n", "<PING>(1)<PING>(4)(5)(0)"),
    (.crlf, "PING\r\nx\r\nPING\nPING\r\nPING\r\n", "<PING>(1)!<PING>"),
    (.resp, "PING\r\n*1\r\n$4\r\nPING\r\n\r\n*1\r\n$5\r\nPINGS\r\n*1\r\n$1\r\nQ\r\n", "<PING><PING>(15)<Q>"),
    (.resp, " PING\r\n*2\r\n$4\r\nPING\r\n$1\r\na\r\nPING\n*1\r\n$4\r\nPING\n", "(5)(21)<PING>!"),
    (.delimiter([[0x3b]]), "PING;Q;", "(4)(1)"),
  ]

  @Test(arguments: streams)
  func `answers the same in every chunking`(kind: Framing.Kind, text: String, expected: String) throws {
    let ready = try Self.ready(["PING", "Q"])
    let bytes = Array(text.utf8)
    // An array that came in parts is left to the rules, which would answer it as well.
    for chunks in kind == .resp ? [[bytes]] : Chunking.all(of: bytes) {
      var talk = Talk(Framing(kind, maximum: 64), rules: 2)
      for chunk in chunks { talk.feed(chunk, ready) }
      let said = talk.outbox.text
      #expect(said == expected, "\(chunks.map(\.count))")
    }
  }

  @Test func `counts frames, replies and the rules that gave them`() throws {
    var talk = Talk(Framing(.line(reply: .lf)), rules: 3)
    talk.feed(Array("a\nc\nx\nc\nb\n".utf8), try Self.ready(["a", "b", "c"]))
    let (matches, frames, replies) = (talk.matches, talk.answered.frames, talk.answered.replies)
    #expect(matches == [0, 1, 1, 2])
    #expect(frames == 4)
    #expect(replies == 0 + 2 + 2 + 1)
  }

  @Test func `ends where enough is owed`() throws {
    var talk = Talk(Framing(.line(reply: .lf)), rules: 1)
    talk.feed(Array("a\na\na\na\n".utf8), try Self.ready(["a"]), room: 6)
    let (said, left) = (talk.outbox.text, talk.inbox.count)
    #expect(said == "<a><a>")
    #expect(left == 4)
  }

  @Test(arguments: [(4, "<PING>"), (3, "!")])
  func `takes no frame that is too long`(maximum: Int, expected: String) throws {
    var talk = Talk(Framing(.line(reply: .lf), maximum: maximum), rules: 1)
    talk.feed(Array("PING\n".utf8), try Self.ready(["PING"]))
    let said = talk.outbox.text
    #expect(said == expected)
  }

  @Test func `finds each of many texts, in any case where that is asked for`() throws {
    let texts = (0..<500).map { "WORD \($0)" }
    let ready = try Self.ready(texts, ignoresCase: true)
    for text in texts {
      var talk = Talk(Framing(.line(reply: .lf)), rules: texts.count)
      talk.feed(Array((text.lowercased() + "\n" + text + "s\n").utf8), ready)
      let said = talk.outbox.text
      #expect(said == "<\(text)>(\(text.utf8.count + 1))")
    }
  }

  @Test func `keeps the replies of a rule once, however many texts it has`() throws {
    let reply = [UInt8](repeating: 0x72, count: 4096)
    let entries = (0..<1000).map { ReadyReplies.Entry(text: Array("\($0)".utf8), rule: $0 % 2, bytes: reply, count: 1) }
    let ready = try #require(ReadyReplies(entries, ignoresCase: false))
    #expect(ready.bytes.count < 2 * 4096 + 1000 * 4)
    var talk = Talk(Framing(.line(reply: .lf)), rules: 2)
    talk.feed(Array("7\n8\n9\n".utf8), ready)
    let (said, matches) = (talk.outbox.count, talk.matches)
    #expect(said == 3 * 4096)
    #expect(matches == [0, 1, 2])
  }

  @Test func `has nothing to say to texts that are too long to look for`() {
    let text = [UInt8](repeating: 0x61, count: ReadyReplies.longestText + 1)
    #expect(ReadyReplies([.init(text: text, rule: 0, bytes: [], count: 1)], ignoresCase: false) == nil)
  }

  @Test(arguments: [
    ("PING", true), ("CONFIG GET", true), ("", false), (" A", false), ("A ", false), ("A  B", false), ("A\tB", false),
    ("\"A\"", false), ("A \"B\"", false), ("*1", false), ("A\r", false),
  ])
  func `knows the lines that are their words joined by one space`(text: String, isPlain: Bool) {
    #expect(RequestLine.isPlain(Array(text.utf8).span) == isPlain)
  }
}
