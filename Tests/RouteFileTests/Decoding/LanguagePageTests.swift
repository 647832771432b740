import RouteFile
import Testing

/// Whole files as an author writes them.
struct LanguagePageTests {
  @Test(arguments: [smallest, shell, memcached])
  func `a whole file is right`(_ text: String) {
    let result = RouteFileLoader.load(sources: [SourceFile(name: "routes.yaml", text: text)], environment: [:])
    #expect(result.diagnostics == [])
    #expect(result.plan != nil)
  }

  @Test(arguments: [smallest, shell, memcached])
  func `its effective configuration is right, and explains itself`(_ text: String) throws {
    let source = SourceFile(name: "routes.yaml", text: text)
    let plan = try #require(RouteFileLoader.load(sources: [source], environment: [:]).plan)
    let effective = SourceFile(name: "routes.yaml", text: Explanation.effective(plan))
    let result = RouteFileLoader.load(sources: [effective], environment: [:])
    #expect(result.diagnostics == [], "\(Explanation.effective(plan))")
    #expect(result.plan.map(Explanation.effective) == Explanation.effective(plan))
  }

  static let smallest = """
    routes:
      ack:
        listen: 127.0.0.1:7000
        reply: "ack:<line>"
    """

  static let shell = """
    routes:
      shell:
        listen: 127.0.0.1:7001
        framing: crlf
        ignore_case: true
        vars: { count: 0 }
        events:
          connect:  { reply: "hello <peer.ip>" }
          oversize: { reply: "ERR line too long" }
          shutdown: { reply: "ERR going down" }
        rules:
          - match: "UPPER <text>"
            reply: "<text|upper>"
          - match: "COUNT"
            set: { count: "<count|add:1>" }
            reply: "<count>"
          - match: [ "QUIT", "EXIT" ]
            reply: "bye"
            close: true
          - reply: "ERR unknown command"
    """

  static let memcached = """
    routes:
      memcached:
        listen: 127.0.0.1:7002
        framing: crlf
        shared: { value: "" }
        states:
          command:
            rules:
              - match: "set <key> <flags:int> <exptime:int> <bytes:int>"
                goto: value
              - match: "get <key>"
                reply: [ "VALUE <key> 0 <shared.value|len>", { text: "<shared.value>", framing: counted }, "END" ]
          value:
            read: { fixed: "<bytes>", trailer: "\r\n", max: 1MiB }
            rules:
              - set: { shared.value: "<frame>" }
                reply: "STORED"
                goto: command
    """
}
