extension DiagnosticCode {
  /// Whether `validate --preflight` finds this on the machine. The loader never reports it.
  package var isOfTheMachine: Bool { Self.machinePages[self] != nil }

  /// GW5xx: what the machine says about a file that is right in itself.
  static let machinePages: [DiagnosticCode: ExplainPage] = [
    .addressInUse: ExplainPage(
      title: "another process listens on the address",
      text: """
        `serve` would end with exit code 69. Another gateway may be running, or another service has the port. A \
        wildcard address such as `*:7000` also needs every single address of its port. `ss -ltnp` and `ss -lxp` name \
        the process.
        """,
      wrong: .route("listen: 127.0.0.1:7000\nreply: \"ack:<line>\""),
      right: .route("listen: 127.0.0.1:7001\nreply: \"ack:<line>\"")),
    .pathUnusable: ExplainPage(
      title: "no unix socket can be made at the path",
      text: """
        The directory must be there before the gateway starts, and nothing but a socket may stand at the path: a stale \
        socket is replaced, any other file is left alone.
        """,
      wrong: .route("listen: unix:/run/missing/gateway.sock\nreply: \"ack:<line>\""),
      right: .route("listen: unix:/run/gateway.sock\nreply: \"ack:<line>\"")),
    .privilegedPort: ExplainPage(
      title: "the port needs a capability",
      text: """
        Ports below net.ipv4.ip_unprivileged_port_start, 1024 as a rule, need CAP_NET_BIND_SERVICE. Give the capability \
        to the service (AmbientCapabilities= of systemd, --cap-add of a container runtime), or listen on a higher port.
        """,
      wrong: .route("listen: 127.0.0.1:79\nreply: \"ack:<line>\""),
      right: .route("listen: 127.0.0.1:7079\nreply: \"ack:<line>\"")),
    .descriptorLimit: ExplainPage(
      title: "there are fewer descriptors than connections allowed",
      text: """
        Every connection is a descriptor, and half of the hard limit is kept for connections. Beyond it connections are \
        refused, however many `limits.connections` of the routes allow. Raise the limit (`ulimit -Hn`, LimitNOFILE= of \
        systemd), or state what the machine can hold.
        """,
      wrong: .route("reply: \"ack:<line>\"\nlimits: { connections: 900000 }"),
      right: .route("reply: \"ack:<line>\"\nlimits: { connections: 400 }")),
  ]
}
