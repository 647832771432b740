import RouteFile
import Routing

/// The routes that inputs talk to. Together they use every framing and every action.
enum SessionRoutes {
  /// In the order of the file; a corpus names them by their place: `0`, `1`, ...
  static let all: [Route] = {
    let result = RouteFileLoader.load(sources: [SourceFile(name: "routes.yaml", text: text)], environment: [:])
    let errors = result.diagnostics.filter { $0.severity == .error }
    precondition(errors.isEmpty, "\(errors)")
    return result.plan?.routes ?? []
  }()

  private static let text = #"""
    tables:
      ports: { smtp: "25", http: "80" }
    routes:
      shell:
        listen: "127.0.0.1:0"
        framing: { crlf: true, max: 256B }
        ignore_case: true
        vars: { count: 0, last: "<peer.ip>" }
        shared: { total: 0 }
        events:
          connect: { reply: "hello <peer.ip>" }
          oversize: { reply: "ERR too long", continue: true }
          bad_frame: { reply: "ERR line end", continue: true }
          eof: { reply: "bye <n>" }
        rules:
          - match: "UPPER <text>"
            reply: "<text|upper>"
          - match: ["COUNT", "COUNT <by:int 0..1000>"]
            set: { count: "<count|add:1>", shared.total: "<shared.total|add:<by|default:1>>", last: "<line>" }
            reply: ["<count>", "<shared.total>"]
          - match: "PORT <name:in ports>"
            reply: "<name|lookup:ports>"
          - match: "AGAIN"
            when: { last: "<old>", count: "<_:int 1..3>" }
            delay: 50ms
            reply: "<old|oneline>"
          - match: "QUIT<_:rest>"
            reply: "bye"
            close: true
          - match: "RESET"
            reset: true
          - match: "<x:num> <op:PLUS|MINUS> <y:num>"
            reply: { text: "<x|add:<y>>", framing: netstring }
          - reply: "ERR <line|escape>"
      store:
        listen: "127.0.0.1:0"
        shared: { value: "" }
        states:
          command:
            rules:
              - match: "set <key:word> <bytes:int>"
                goto: value
              - match: "get <key:word>"
                reply:
                  - "VALUE <key> <shared.value|len>"
                  - { text: "<shared.value>", framing: counted }
                  - "END"
              - match: "mail"
                reply: "go"
                goto: mail
              - regex: '^(?P<verb>[a-z]+) *(?P<rest>.*)$'
                let: { seen: "<verb|upper>" }
                reply: "<seen>:<rest|oneline>"
              - reply: "ERROR"
          value:
            read: { fixed: "<bytes>", trailer: "\r\n", max: 128B }
            rules:
              - set: { shared.value: "<frame>" }
                reply: "STORED <key>"
                goto: command
          mail:
            read: { dot: true, max: 256B }
            rules:
              - reply: "OK <frame|len> <frame|crc32|slice:0,8>"
                goto: command
      binary:
        listen: "127.0.0.1:0"
        framing: { length: { bytes: 2 }, max: 64B }
        events: { oversize: { reply: "big" } }
        rules:
          - match: "<id:u16><kind:bytes 1><rest:rest>"
            when: { "kind|hex": "01" }
            reply: "<id|add:1|u16><rest|reverse>"
          - match: "$<s>*<=s|xor>"
            reply: "<s|crc32>"
          - reply: "<frame|hex>"
      web:
        listen: "127.0.0.1:0"
        framing: { headers: { start_line: true }, max: 512B }
        rules:
          - match: "GET <path:word> HTTP/1.<_:int>"
            when: { header.Connection: "close" }
            reply: "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n<path|urlencode>"
            close: true
          - match: "POST <path:word> <_>"
            reply: "HTTP/1.1 200 OK\r\n\r\n<body|json>"
          - reply: "HTTP/1.1 400 Bad Request\r\n\r\n<start|oneline>"
      cache:
        listen: "127.0.0.1:0"
        framing: { resp: true, max: 256B }
        rules:
          - match: "PING"
            reply: "+PONG\r\n"
          - match: "ECHO <text:rest>"
            reply: "$<arg.1|len>\r\n<arg.1>\r\n"
          - reply: "-ERR <args|oneline>\r\n"
      net:
        listen: "127.0.0.1:0"
        framing: { netstring: true, max: 64B }
        rules:
          - match: "<name:quoted>=<value:hex>"
            reply: ["<name>", "<value|dec>"]
          - reply: "<line|crc16:modbus>"
      marked:
        listen: "127.0.0.1:0"
        framing: { between: ["\x0b", "\x1c\r"], outside: skip, max: 64B }
        reply: "<line|field:2>"
      terminal:
        listen: "127.0.0.1:0"
        framing: line
        telnet: true
        timers:
          - { every: 1s, reply: "tick <conn.seconds>" }
        rules:
          - { match: "wait", delay: 2500ms, reply: "waited" }
          - reply: "<line>"
      raw:
        listen: "127.0.0.1:0"
        framing: { raw: true, max: 64B }
        reply: "<frame|hex>"
      whole:
        listen: "127.0.0.1:0"
        framing: { eof: true, max: 128B }
        reply: "<frame|base64>"
    """#
}
