import Framing
import Routing
import Testing

struct TemplateRenderTests {
  @Test(arguments: [
    ("ack:<line>", "ack:hello"),
    ("<frame>", "hello"),
    ("<line|upper>", "HELLO"),
    ("<line|uppercase>", "HELLO"),
    ("<line|upper|lower>", "hello"),
    ("<peer.ip>:<peer.port> on <local.port>", "192.0.2.7:54321 on 7000"),
    ("<conn.id> <conn.seconds> <n>", "42 3 5"),
    ("<route>@<host>", "ack@gate.example"),
    ("<uuid>", "00000000-0000-4000-8000-000000000000"),
    ("<now>", "2026-01-02T03:04:05.678Z"),
    ("<now:%H%M%S>", "030405"),
    ("<random:1..6>", "1"),
    ("<lt>line>", "<line>"),
    ("<0x41><0x7e>", "A~"),
    ("", ""),
  ])
  func `fills in every placeholder`(template: String, expected: String) throws {
    #expect(try text(template, FixedScope("hello")) == expected)
  }

  @Test(arguments: ["<34>", "< line>", "<>", "<<", "a < b", "<", "</b>", "<1.2.3|u8>", "<-", "<0>", "<+x>"])
  func `takes any other < as it is`(template: String) throws {
    #expect(try text(template) == template)
  }
}
