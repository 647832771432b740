import Framing
import TestSupport
import Testing

@Suite struct HeaderReplyTests {
  typealias Case = EncoderTests.Case

  @Test(arguments: http + others) func `a reply gets line ends and a length, or is refused`(_ table: Case) {
    var outbox = Outbox()
    outbox.appendRaw([120])
    let refusal = outbox.write(table.parts, FrameEncoder(Framing(table.kind)))
    switch table.expected {
    case .success(let bytes):
      #expect(refusal == nil)
      #expect(outbox.bytes.copy(from: 1) == bytes)
    case .failure(let expected):
      #expect(refusal == expected)
      #expect(outbox.count == 1)
    }
  }

  static let http: [Case] = [
    .init(
      "a body", .http, [.text("HTTP/1.1 200 OK\nA: b\n\nhi")], "HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 2\r\n\r\nhi"),
    .init("CRLF as typed", .http, [.text("200\r\nA: b\r\n\r\nhi")], "200\r\nA: b\r\nContent-Length: 2\r\n\r\nhi"),
    .init(
      "no body", .http, [.text("HTTP/1.1 404 Not Found\n\n")], "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"),
    .init("no empty line", .http, [.text("404\nA: b")], "404\r\nA: b\r\nContent-Length: 0\r\n\r\n"),
    .init("no empty line, a last newline", .http, [.text("404\nA: b\n")], "404\r\nA: b\r\nContent-Length: 0\r\n\r\n"),
    .init("nothing", .http, [], "Content-Length: 0\r\n\r\n"),
    .init("no length for 204", .http, [.text("HTTP/1.1 204 No Content")], "HTTP/1.1 204 No Content\r\n\r\n"),
    .init("no length for 304", .http, [.text("HTTP/1.1 304\nA: b\n\n")], "HTTP/1.1 304\r\nA: b\r\n\r\n"),
    .init(
      "no length for 101", .http, [.text("HTTP/1.1 101 S\nUpgrade: x\n\n")], "HTTP/1.1 101 S\r\nUpgrade: x\r\n\r\n"),
    .init("a length for 201", .http, [.text("HTTP/1.1 201 S\n\n")], "HTTP/1.1 201 S\r\nContent-Length: 0\r\n\r\n"),
    .init(
      "the author's own length", .http, [.text("200\ncontent-length: 2\n\nhi")], "200\r\ncontent-length: 2\r\n\r\nhi"),
    .init("a wrong length", .http, [.text("200\nContent-Length: 3\n\nhi")], refusal: .wrongLength(actual: 2)),
    .init("a length that is none", .http, [.text("200\nContent-Length: 2x\n\nhi")], refusal: .wrongLength(actual: 2)),
    .init(
      "a length and no body", .http, [.text("HTTP/1.1 200 OK\nContent-Length: 9\n\n")],
      "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"),
    .init(
      "a length, no body and no status line", .http, [.text("200\nContent-Length: 9\n\n")],
      refusal: .wrongLength(actual: 0)),
    .init(
      "chunks of the author's own", .http, [.text("200\nTransfer-Encoding: chunked\n\n0\r\n\r\n")],
      "200\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    .init(
      "a value in the head", .http, [.text("200\nA: "), .value("b: c"), .text("\n\n"), .value("\r\n\r\nd")],
      "200\r\nA: b: c\r\nContent-Length: 5\r\n\r\n\r\n\r\nd"),
    .init(
      "text that only looks like a length is body", .http, [.text("200\n\n"), .value("Content-Length: 9\n\n")],
      "200\r\nContent-Length: 19\r\n\r\nContent-Length: 9\n\n"),
    .init("LF in the head", .http, head("b\nC: d"), refusal: .terminatorInValue),
    .init("CR in the head", .http, head("b\rC: d"), refusal: .terminatorInValue),
    .init("NUL in the head", .http, head("b\0"), refusal: .terminatorInValue),
    .init("the end of the head in a value", .http, head("b\r\n\r\n<html>"), refusal: .terminatorInValue),
    .init("LF at the end of a value", .http, head("b\n"), refusal: .terminatorInValue),
    .init("CR at the end of a value", .http, head("b\r"), refusal: .terminatorInValue),
    .init("a line end in the start line", .http, [.value("200\r\n"), .text("\n\nhi")], refusal: .terminatorInValue),
    .init("all the head is a value", .http, [.value("200 OK\r\n\r\nhi")], refusal: .terminatorInValue),
    .init(
      "half an empty line is a value", .http, [.text("200\n"), .value("\r"), .text("\n")], refusal: .terminatorInValue),
    .init(
      "a line end that a filter made safe", .http, [.text("200\nA: "), .checked("b\nC: d")],
      "200\r\nA: b\r\nC: d\r\nContent-Length: 0\r\n\r\n"),
  ]

  private static func head(_ value: String) -> [EncoderTests.Part] {
    [.text("200\nA: "), .value(value), .text("\n\nhi")]
  }

  static let others: [Case] = [
    .init("STOMP", .stomp, [.text("CONNECTED\nversion:1.2\n\n")], "CONNECTED\nversion:1.2\ncontent-length:0\n\n\0"),
    .init("STOMP with NUL in the body", .stomp, [.text("M\n\n"), .value("a\0b")], "M\ncontent-length:3\n\na\0b\0"),
    .init("STOMP with CRLF as typed", .stomp, [.text("M\r\n\r\na")], "M\ncontent-length:1\n\na\0"),
    .init("SIP", .sip, [.text("SIP/2.0 180 Ringing\nl: 0\n\n")], "SIP/2.0 180 Ringing\r\nl: 0\r\n\r\n"),
    .init("SIP without a length", .sip, [.text("SIP/2.0 180 R\n\n")], "SIP/2.0 180 R\r\nContent-Length: 0\r\n\r\n"),
    .init(
      "STOMP with a length and no body", .stomp, [.text("M\ncontent-length:9\n\n")], refusal: .wrongLength(actual: 0)),
    .init(
      "STOMP that looks like HTTP", .stomp, [.text("HTTP/1.1 200\ncontent-length:9\n\n")],
      refusal: .wrongLength(actual: 0)),
    .init(
      "SIP with a length and no body", .sip, [.text("SIP/2.0 180 R\nl: 9\n\n")], refusal: .wrongLength(actual: 0)),
    .init("LSP with a length and no body", .lsp, [.text("Content-Length: 9\n\n")], refusal: .wrongLength(actual: 0)),
    .init("LSP", .lsp, [.text("{}")], "Content-Length: 2\r\n\r\n{}"),
    .init("LSP with headers", .lsp, [.text("A: b\n\n{}")], "A: b\r\nContent-Length: 2\r\n\r\n{}"),
    .init("LSP with an empty line first", .lsp, [.text("\nA: b\n\n{}")], "Content-Length: 8\r\n\r\nA: b\n\n{}"),
    .init("LSP with empty lines in the body", .lsp, [.text("{\n\n}")], "Content-Length: 4\r\n\r\n{\n\n}"),
    .init(
      "LSP with a colon and empty lines", .lsp, [.text("{\"a\": 1,\n\n}")], "Content-Length: 11\r\n\r\n{\"a\": 1,\n\n}"),
    .init("LSP with a value for all", .lsp, [.value("A: b\n\nc")], "Content-Length: 7\r\n\r\nA: b\n\nc"),
    .init(
      "LSP with LF in a header", .lsp, [.text("A: "), .value("b\nC: d"), .text("\n\n{}")], refusal: .terminatorInValue),
    .init("LSP with nothing", .lsp, [], "Content-Length: 0\r\n\r\n"),
    .init(
      "another end in the head", .headers(.init(end: Array("--".utf8))), head("b--"), refusal: .terminatorInValue),
  ]

  @Test(arguments: [Framing.Kind.http, .sip, .lsp, .stomp])
  func `what is written is read again, whatever the body is`(_ kind: Framing.Kind) {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<300 {
      let body = generator.bytes(Int.random(in: 0...30, using: &generator), from: [0, 10, 10, 13, 58, 65, 255])
      var outbox = Outbox()
      let head = kind == .lsp ? "X-A:1\n\n" : "200 OK\nX-A:1\n\n"
      #expect(outbox.write([.text(head), .bytes(body)], FrameEncoder(Framing(kind))) == nil)
      let events = Decoding.events(Framing(kind), [outbox.bytes.copy(from: 0)])
      guard case .frame(let content) = events.first, events.count == 1 else {
        Issue.record("\(body) became \(events)")
        continue
      }
      var fields = FrameFields()
      fields.read(content.span, as: kind)
      #expect(Array(content[fields.body]) == body)
      #expect(fields.header(Array("x-a".utf8), in: content.span).map { Array(content[$0]) } == [49])
    }
  }

  /// Whatever a peer brings into the head, the reply is one frame with the body the author wrote, or refused.
  @Test func `no value adds a header or ends the head`() {
    var generator = SeededGenerator(seed: 8)
    for _ in 0..<1000 {
      let value = generator.bytes(Int.random(in: 0...8, using: &generator), from: [10, 13, 0, 32, 58, 65, 65, 255])
      var outbox = Outbox()
      let parts: [EncoderTests.Part] = [.text("HTTP/1.1 200 OK\nA: "), .bytes(value), .text("\nB: c\n\nbody")]
      guard outbox.write(parts, FrameEncoder(Framing(.http))) == nil else {
        #expect(value.contains { [0, 10, 13].contains($0) })
        continue
      }
      #expect(
        outbox.bytes.copy(from: 0)
          == Array("HTTP/1.1 200 OK\r\nA: ".utf8) + value + Array("\r\nB: c\r\nContent-Length: 4\r\n\r\nbody".utf8))
    }
  }
}
