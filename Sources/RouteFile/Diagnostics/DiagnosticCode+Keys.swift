extension DiagnosticCode {
  /// GW201 to GW205, and those about keys that belong together, GW416 among them: what may stand where.
  static let keyPages: [DiagnosticCode: ExplainPage] = [
    .unknownKey: ExplainPage(
      title: "a key does not exist here",
      text: """
        Every mapping has a closed set of keys, so that a misspelt limit is not a missing one. Notes and anchors of \
        your own go under top-level keys that begin with `x-`.
        """,
      wrong: .acknowledging("framming: crlf"), right: .acknowledging("framing: crlf")),
    .notAvailable: ExplainPage(
      title: "this is part of the language, but not of this version",
      text: """
        The route language reserves the key or the value, and this version cannot do it yet. It is refused rather than \
        ignored: a route must not do less than its file says.
        """,
      wrong: .acknowledging("tls: { cert: cert.pem, key: key.pem }"), right: .acknowledging("close: true")),
    .missingKey: ExplainPage(
      title: "a key is missing",
      text: """
        A route needs `listen`, and `reply`, `rules` or `states`; a framing that is a mapping needs a kind; a rule needs \
        something to do.
        """,
      wrong: .route("close: true"), right: .acknowledging("close: true")),
    .wrongType: ExplainPage(
      title: "a value is of the wrong type",
      text: """
        The message says what the key takes: a mapping (`key: value` lines, or `{ key: value }`), a list (lines that \
        begin with `-`, or `[a, b]`), or a plain text.
        """,
      wrong: .acknowledging("limits: 100"), right: .acknowledging("limits: { connections: 100 }")),
    .unknownWord: ExplainPage(
      title: "a value is none of the words that the key takes",
      text: "The key takes one of a few words, which the message lists. They are written in lower case.",
      wrong: .acknowledging("foreign: permit"), right: .acknowledging("foreign: allow")),
    .emptyList: ExplainPage(
      title: "a list has no items",
      text: """
        An empty list would mean a route that listens nowhere, or lets nobody in. Leave the key out to get its default; \
        an empty frame is the reply `""`.
        """,
      wrong: .acknowledging("allow: []"), right: .acknowledging("allow: [127.0.0.0/8]")),
    .conflictingKeys: ExplainPage(
      title: "keys exclude each other",
      text: """
        A framing has exactly one kind, and options that go with it; `reply` on a route is short for one rule, so a \
        route has either it, or `rules`, or `states`; a rule ends in at most one of `goto`, `close` and `reset`. The \
        message names the keys.
        """,
      wrong: .acknowledging("framing: { crlf: true, mllp: true }"), right: .acknowledging("framing: { crlf: true }")),
    .cannotContinue: ExplainPage(
      title: "the connection cannot go on after this event",
      text: """
        `continue: true` keeps a connection open after `idle`, `oversize` and `bad_frame`. Other events end it or go on \
        by themselves, and after a bad frame of a framing with lengths nobody knows where the next one begins.
        """,
      wrong: .acknowledging("framing: netstring\nevents: { bad_frame: { continue: true } }"),
      right: .acknowledging("framing: netstring\nevents: { bad_frame: { reply: \"ERR bad frame\" } }")),
    .stopsInSomeStates: ExplainPage(
      title: "the connection cannot go on after this event in every state",
      text: """
        After a bad frame of a length framing, or of `fixed` with a `trailer`, nobody knows where the next one begins. \
        `continue` and `goto` hold in the states whose `read` has a next boundary; in the others the event's reply is \
        sent and the connection is closed. Choose another `read` there, or let the event end the connection everywhere.
        """,
      wrong: .route(text(of: "{ fixed: 4, trailer: \"\\r\\n\" }")), right: .route(text(of: "dot"))),
  ]

  private static func text(of read: String) -> String {
    """
    framing: crlf
    events: { bad_frame: { reply: ERR, continue: true } }
    states:
      command: { rules: [{ match: PUT, reply: go on, goto: text }, { reply: ERR }] }
      text: { read: \(read), rules: [{ reply: thanks, goto: command }] }
    """
  }
}
