import Framing
import Testing

@Suite struct FieldTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let kind: Framing.Kind
    let text: String
    let start: String
    let headers: [String: String]
    let body: String

    init(_ kind: Framing.Kind, _ text: String, start: String = "", _ headers: [String: String], body: String = "") {
      (self.kind, self.text, self.start, self.headers, self.body) = (kind, text, start, headers, body)
    }

    var testDescription: String { text }
  }

  @Test(arguments: [
    Case(
      .http, "GET /a HTTP/1.1\r\nHost:\t b:80 \r\nX: 1\r\nx: 2\r\n\r\n\r\nbody", start: "GET /a HTTP/1.1",
      ["host": "b:80", "HOST": "b:80", "X": "1"], body: "\r\nbody"),
    Case(.http, "G\r\n\r\nA: b\r\n", start: "G", [:], body: "A: b\r\n"),
    Case(.http, "A: b\r\n\r\n", start: "A: b", [:]),
    Case(.http, "G\r\nA:\r\n\r\n", start: "G", ["a": ""]),
    Case(.http, "G\r\nA: b", start: "G", ["a": "b"]),
    Case(.http, "G", start: "G", [:]),
    Case(.http, "", [:]),
    Case(
      .stomp, "SEND\ndestination:/a b\na: c \n\nhi\n\n", start: "SEND", ["destination": "/a b", "a": " c "],
      body: "hi\n\n"),
    Case(.stomp, "SEND\r\na:b\r\n\r\n", start: "SEND", ["a": "b"]),
    Case(.lsp, "Content-Length: 2\r\n\r\n{}", ["content-length": "2"], body: "{}"),
    Case(.headers(.init(separator: Array(" = ".utf8))), "G\r\na=b = c\r\nd =e\r\n\r\n", start: "G", ["a": "b = c"]),
    Case(
      .headers(.init(separator: Array("->".utf8))), "G\r\na->b\r\nc-d->e\r\n\r\n", start: "G", ["a": "b", "c-d": "e"]),
    Case(.crlf, "A: b\r\n\r\nc", [:]),
  ])
  func `a frame has fields`(_ table: Case) {
    let content = Array(table.text.utf8)
    var fields = FrameFields()
    let old = Array("Q\r\nother: x\r\n\r\nold".utf8)
    fields.read(old.span, as: .http)
    fields.read(content.span, as: table.kind)
    #expect(Array(content[fields.start]) == Array(table.start.utf8))
    #expect(Array(content[fields.body]) == Array(table.body.utf8))
    #expect(fields.arguments.isEmpty)
    for (name, value) in table.headers {
      let range = fields.header(Array(name.utf8), in: content.span)
      #expect(range.map { Array(content[$0]) } == Array(value.utf8), "\(name)")
    }
    for name in ["other", "G", ""] where table.headers[name] == nil {
      let range = fields.header(Array(name.utf8), in: content.span)
      #expect(range == nil, "\(name)")
    }
  }
}
