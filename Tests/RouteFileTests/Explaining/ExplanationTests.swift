import RouteFile
import Testing

/// `gateway explain KEY`, and the reference made from the same table.
struct ExplanationTests {
  @Test(arguments: ["routes.timeouts.idle", "routes.ack.timeouts.idle", "timeouts.idle", "idle"])
  func `finds a key by its path, with a route's name in it, or by its end`(_ path: String) throws {
    let text = try #require(Explanation.key(path))
    if path == "idle" { return #expect(text.hasPrefix("routes.events.idle\n")) }
    #expect(
      text == """
        routes.timeouts.idle

          No byte in either direction while the peer's next frame is awaited.

          value     a duration such as `30s`, or `none`
          default   5m
          example   idle: 30s

        """)
  }

  @Test func `tells the keys and the words of a value`() throws {
    #expect(try #require(Explanation.key("routes.events")).contains("\n    bad_frame      The peer's bytes"))
    #expect(try #require(Explanation.key("log.format")).contains("\n    json  One JSON object a line."))
    #expect(try #require(Explanation.key("routes.reply")).contains("\n    <peer.ip> "))
    #expect(try #require(Explanation.key("routes.reply")).contains("\n    u16[:little] "))
    #expect(try #require(Explanation.key("routes.rules.match")).contains("\n    <name:int [LOW..HIGH]> "))
    #expect(try #require(Explanation.key("routes.states.rules.reply.framing")).contains("\n    counted "))
  }

  @Test func `a key of a later version is known, and said to be one`() throws {
    #expect(try #require(Explanation.key("upstreams")).contains("not available in this version"))
  }

  @Test func `an unknown key has no text, but a neighbour`() {
    #expect(Explanation.key("routes.timeouts.idel") == nil)
    #expect(Explanation.nearKey("routes.timeouts.idel") == "routes.timeouts.idle")
    #expect(Explanation.nearKey("routes.limits.conections") == "routes.limits.connections")
    #expect(Explanation.nearKey("framming") == "routes.framing")
    #expect(Explanation.nearKey("route.timeouts.idle") == "routes.timeouts.idle")
    #expect(Explanation.nearKey("banana") == nil)
  }

  @Test(arguments: ["GW209", "gw209"])
  func `tells about a code, with a wrong and a right file`(_ code: String) {
    #expect(
      Explanation.code(code) == """
        GW209: a value is neither `true` nor `false`

        `yes`, `on` and `True` are booleans to some readers of YAML and text to others;
        here they are text.

        Wrong:

            routes:
              ack:
                listen: 127.0.0.1:7000
                close: yes
                reply: "ack:<line>"

        Right:

            routes:
              ack:
                listen: 127.0.0.1:7000
                close: true
                reply: "ack:<line>"

        """)
  }

  @Test func `the reference has every key that there is, and no other`() {
    let reference = Explanation.reference()
    for entry in KeyTable.references {
      #expect(reference.contains("| `\(entry.key.name)` |") || !entry.key.isAvailable, "\(entry.path)")
    }
    #expect(!reference.contains("`upstreams`"))
  }
}
