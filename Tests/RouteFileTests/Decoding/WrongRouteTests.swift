import RouteFile
import Testing

/// What is wrong within one route: the code, the exact place, and the suggestion where one is near.
struct WrongRouteTests {
  @Test(arguments: keys + values)
  func `C08: says what is wrong with a key or its value, and where`(_ wrong: WrongCase) throws {
    try wrong.check(MarkedText(route: wrong.snippet))
  }

  @Test(arguments: addresses)
  func `says what is wrong with an address, and where`(_ wrong: WrongCase) throws {
    try wrong.check(MarkedText(route: wrong.snippet))
  }

  @Test(arguments: levels)
  func `a level too few or too many is told from a wrong key`(_ wrong: WrongCase) throws {
    try wrong.check(MarkedText(wrong.snippet))
  }

  static let levels: [WrongCase] = [
    .init(
      "routes:\n  r: { listen: 127.0.0.1:7000, reply: ok }\n  allow: ⟦127.0.0.1⟧\n", .wrongType,
      says: "`allow` is a key of a route, and stands below the route's name"),
    .init("routes:\n  r: { listen: 127.0.0.1:7000, reply: ok }\n  s:⟦⟧\n", .wrongType, says: "indented further"),
    .init("routes:\n  ⟦- listen: 127.0.0.1:7000⟧\n    reply: ok\n", .wrongType, says: "as in `routes: { ack: {"),
    .init(
      "routes:\n  r: { listen: 127.0.0.1:7000, reply: ok }\n⟦s⟧: { listen: 127.0.0.1:7001, reply: ok }\n",
      .unknownKey, says: "routes stand under the key `routes`"),
  ]

  static let keys: [WrongCase] = [
    .init("⟦framming⟧: line", .unknownKey, suggests: "framing", says: "allowed here: listen, allow, framing"),
    .init("⟦Close⟧: true", .unknownKey, suggests: "close"),
    .init("⟦banana⟧: 1", .unknownKey),
    .init("⟦idle⟧: 30s", .unknownKey, says: "`idle` is a key of events and of timeouts"),
    .init("limits: { ⟦max⟧: 1KiB }", .unknownKey, says: "`max` is a key of a framing"),
    .init("framing: { line: true, ⟦close⟧: true }", .unknownKey),
    .init("⟦match⟧: PING", .unknownKey, says: "`match` is a key of a rule"),
    .init("⟦delay⟧: 1s", .unknownKey, says: "`delay` is a key of a rule"),
    .init("limits:⟦⟧", .wrongType, says: "its keys stand on the next lines"),
    .init("limits: { ⟦conections⟧: 1 }", .unknownKey, suggests: "connections"),
    .init("timeouts: { ⟦half-closed⟧: 1s }", .unknownKey, suggests: "half_closed"),
    .init("events: { ⟦oversized⟧: {} }", .unknownKey, suggests: "oversize"),
    .init("events: { idle: { ⟦replly⟧: x } }", .unknownKey, suggests: "reply"),
    .init("⟦tls⟧: {}", .notAvailable, says: "`tls` is not available in this version"),
    .init("timeouts: { ⟦handshake⟧: 5s }", .notAvailable),
    .init("events: { ⟦upstream_error⟧: {} }", .notAvailable),
    .init("events: { idle: { goto: ⟦a⟧ } }", .unknownState),
    .init("events: { eof: { ⟦goto⟧: a } }", .unknownKey),
    .init("listen: ⟦fd:⟧web", .notAvailable),
    .init("reply: ⟦{ framing: raw }⟧", .missingKey),
    .init("rules: [{ match: PING, ⟦forward⟧: core }, { reply: PONG }]", .notAvailable),
    .init("rules: [{ reply: a }]\n⟦reply⟧: b", .conflictingKeys),
    .init("rules: [{ reply: a }, ⟦{ reply: b }⟧]", .ruleAfterCatchAll),
    .init("rules: ⟦[]⟧", .emptyList),
    .init("rules: ⟦none⟧", .wrongType, says: "a list"),
    .init("limits: ⟦5⟧", .wrongType, says: "expected limits as a mapping, found `5`"),
    .init("reply: ⟦[]⟧", .emptyList),
    .init("foreign: ⟦refused⟧", .unknownWord, suggests: "refuse"),
    .init("foreign: ⟦refuse⟧\nframing: netstring", .conflictingKeys),
  ]

  static let values: [WrongCase] = [
    .init("close: ⟦yes⟧", .badBoolean, suggests: "true"),
    .init("close: ⟦on⟧", .badBoolean, suggests: "true"),
    .init("close: ⟦False⟧", .badBoolean, suggests: "false"),
    .init("close: ⟦0o17⟧", .badBoolean),
    .init("close: ⟦[true]⟧", .wrongType, says: "`close` takes `true` or `false`, found a list"),
    .init("timeouts: { idle: ⟦30⟧ }", .badDuration, suggests: "30s"),
    .init("timeouts: { idle: ⟦1e3⟧ }", .badDuration),
    .init("timeouts: { idle: ⟦12:30⟧ }", .badDuration),
    .init("timeouts: { idle: ⟦1.5s⟧ }", .badDuration, suggests: "1500ms"),
    .init("timeouts: { idle: ⟦5 min⟧ }", .badDuration, suggests: "5m"),
    .init("timeouts: { idle: ⟦2 days⟧ }", .badDuration, suggests: "48h"),
    .init("timeouts: { idle: ⟦forever⟧ }", .badDuration, says: "expected a duration such as `30s`"),
    .init("timeouts: { idle: ⟦99999999999999999999h⟧ }", .badDuration, says: "more than `8760h`"),
    .init("timeouts: { idle: ⟦9223372036854775807ms⟧ }", .badDuration),
    .init("timeouts: { idle: ⟦0s⟧ }", .badDuration, says: "`none` switches it off"),
    .init("timeouts: { idle: ⟦-5s⟧ }", .badDuration),
    .init("limits: { reply: ⟦1024⟧ }", .badSize, suggests: "1024B"),
    .init("limits: { reply: ⟦64KB⟧ }", .badSize, suggests: "64KiB"),
    .init("limits: { reply: ⟦64k⟧ }", .badSize, suggests: "64KiB"),
    .init("limits: { reply: ⟦2TiB⟧ }", .badSize),
    .init("limits: { reply: ⟦99999999999GiB⟧ }", .badSize, says: "more than `1GiB`"),
    .init("limits: { reply: ⟦0B⟧ }", .badSize),
    .init("limits: { connections: ⟦1e3⟧ }", .badNumber),
    .init("limits: { connections: ⟦0⟧ }", .badNumber),
    .init("limits: { connections: ⟦010⟧ }", .badNumber),
    .init("limits: { connections: ⟦99999999999999999999⟧ }", .badNumber),
    .init("limits: { connections: ⟦none⟧ }", .limitOff, says: "the default is `10000`"),
    .init("timeouts: { write: ⟦none⟧ }", .limitOff),
    .init("framing: ⟦lines⟧", .unknownWord, suggests: "line"),
    .init("framing: ⟦delimiter⟧", .unknownWord, says: "write `{ delimiter: \"\\0\" }`"),
    .init("framing: { ⟦line⟧: true, dot: true }", .conflictingKeys),
    .init("framing: { ⟦crlf⟧: true, mllp: true }", .conflictingKeys, says: "exactly one kind, found 2"),
    .init("framing: ⟦{ max: 1KiB }⟧", .missingKey, says: "a framing needs a kind"),
    .init("framing: { crlf: ⟦yes⟧ }", .unknownWord, suggests: "true"),
    .init("framing: { line: ⟦crfl⟧ }", .unknownWord, suggests: "crlf"),
    .init("framing: { line: true, max: ⟦none⟧ }", .badSize),
    .init("framing: { line: true, at_eof: ⟦keep⟧ }", .unknownWord, says: "expected `drop` or `deliver`"),
    .init("framing: { line: true, ⟦trailer⟧: x }", .conflictingKeys, says: "it goes with `fixed`"),
    .init("framing: { fixed: 1, ⟦outside⟧: skip }", .conflictingKeys),
    .init("framing: { fixed: ⟦0⟧ }", .badNumber),
    .init("framing: { fixed: ⟦-1⟧ }", .badNumber),
    .init("framing: { fixed: ⟦\"<n>\"⟧ }", .badNumber, says: "in a state's `read` only"),
    .init("framing: { fixed: ⟦100000⟧ }", .conflictingKeys, says: "write `max: 100000B` beside it"),
    .init("framing: { delimiter: ⟦\"\"⟧ }", .badMark),
    .init("framing: { delimiter: ⟦[]⟧ }", .emptyList),
    .init("framing: { delimiter: '⟦\\n⟧' }", .backslashText),
    .init("framing: { between: ⟦[a]⟧ }", .wrongType, says: "a list of two"),
    .init("framing: { length: ⟦4⟧ }", .wrongType),
    .init("framing: { length: ⟦{}⟧ }", .missingKey, says: "exactly one of"),
    .init("framing: { length: { ⟦bytes⟧: 4, digits: 4 } }", .conflictingKeys),
    .init("framing: { length: { bytes: ⟦9⟧ } }", .badNumber, says: "from 1 to 8"),
    .init("framing: { length: { bytes: 4, endian: ⟦small⟧ } }", .unknownWord),
    .init("framing: { length: { bytes: 4, ⟦offset⟧: 2 } }", .missingKey, says: "`header: keep`"),
    .init("framing: { length: { digits: 4, ⟦endian⟧: big } }", .conflictingKeys),
    .init("framing: { length: { until: ⟦\"ab\"⟧ } }", .badMark),
    .init("framing: { length: { until: ⟦\"7\"⟧ } }", .badMark),
    .init("framing: { headers: { length: ⟦\"a b\"⟧ } }", .badName),
    .init("framing: { headers: { length: [a, ⟦\"b:\"⟧] } }", .badName),
    .init("framing: { headers: { length: ⟦[]⟧ } }", .emptyList),
    .init("framing: { headers: { separator: ⟦\" \"⟧ } }", .badMark),
    .init("framing: { headers: { separator: ⟦\":\\n\"⟧ } }", .badMark),
    .init("framing: { headers: { end: ⟦\"\"⟧ } }", .badMark),
    .init("framing: http\nevents: { bad_frame: { ⟦continue⟧: true } }", .cannotContinue),
    .init("framing: resp\nevents: { bad_frame: { ⟦continue⟧: true } }", .cannotContinue),
  ]

  static let addresses: [WrongCase] = [
    .init("listen: ⟦7000⟧", .badAddress, suggests: ":7000"),
    .init("listen: ⟦127.0.0.1⟧", .badAddress, suggests: "127.0.0.1:7000"),
    .init("listen: 127.0.0.1:⟦70000⟧", .badAddress, says: "from 0 to 65535"),
    .init("listen: 127.0.0.1:⟦http⟧", .badAddress),
    .init("listen: ⟦example.org⟧:7000", .badAddress, says: "nothing is resolved"),
    .init("listen: ⟦localhsot⟧:7000", .badAddress, suggests: "localhost:7000"),
    .init("listen: ⟦256.0.0.1⟧:7000", .badAddress, says: "no IP address"),
    .init("listen: ⟦127.1⟧:7000", .badAddress),
    .init("listen: ⟦127.0.0.01⟧:7000", .badAddress),
    .init("listen: ⟦::1:7000⟧", .badAddress, suggests: "\"[::1]:7000\""),
    .init("listen: \"[⟦::g⟧]:7000\"", .badAddress),
    .init("listen: \"[⟦::ffff:1.2.3.4⟧]:7000\"", .badAddress, says: "1.2.3.4"),
    .init("listen: ⟦tcp://127.0.0.1:7000⟧", .badAddress, suggests: "127.0.0.1:7000"),
    .init("listen: ⟦/run/x.sock⟧", .badAddress, suggests: "unix:/run/x.sock"),
    .init("listen: unix:⟦/run/\(String(repeating: "x", count: 103))⟧", .badAddress, says: "at most 107 bytes"),
    .init("listen: { unix: ⟦/run/\(String(repeating: "x", count: 103))⟧ }", .badAddress, says: "has 108"),
    .init("listen: { unix: /run/x.sock, mode: ⟦rw-rw----⟧ }", .badMode, says: "`0660`"),
    .init("listen: { unix: /run/x.sock, mode: ⟦0888⟧ }", .badMode),
    .init("listen: { unix: /run/x.sock, group: ⟦\"\"⟧ }", .badName),
    .init("listen: ⟦{ mode: \"0660\" }⟧", .missingKey, says: "`unix`"),
    .init("listen: ⟦[]⟧", .emptyList),
    .init("listen: [127.0.0.1:7000, ⟦127.0.0.1:7000⟧]", .addressTwice),
    .init("allow: ⟦[]⟧", .emptyList, says: "everybody"),
    .init("allow: [10.0.0.0/⟦33⟧]", .badBlock, says: "from 0 to 32"),
    .init("allow: [⟦10.0.0.1/8⟧]", .badBlock, suggests: "10.0.0.0/8"),
    .init("allow: ⟦localhost⟧", .badBlock),
    .init("allow: ⟦10.0.0.1, 10.0.0.2⟧", .badBlock, says: "several stand in brackets"),
    .init("listen: ⟦127.0.0.1:7000, 127.0.0.1:7001⟧", .badAddress, says: "several stand in brackets"),
  ]
}
