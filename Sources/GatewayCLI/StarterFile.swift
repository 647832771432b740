/// The file that `gateway init` writes: for a reader who sees a route file for the first time.
package enum StarterFile {
  package static func text(path: String) -> String {
    let send = "gateway send :7000 hello"
    let serve = "gateway serve \(path)"
    let validate = "gateway validate \(path)"
    let test = "gateway test \(path)"
    let width = max(send.count, validate.count)
    func column(_ command: String) -> String { command + String(repeating: " ", count: width - command.count) }
    return """
      # yaml-language-server: $schema=gateway.schema.json
      # The line above gives completion and checks in editors, once that file exists:
      #   gateway schema > gateway.schema.json
      #
      #   \(column(validate))    check this file
      #   \(column(test))    replay its conversations
      #   \(column(serve))    serve it
      #   \(column(send))    say hello; the reply is ack:hello

      routes:
        # A name of your own; it stands in every log line and metric of this route.
        ack:
          # Loopback only. All interfaces are "*:7000", a unix socket is unix:/run/gateway.sock.
          listen: 127.0.0.1:7000

          # How bytes become messages: here every line is one. Others: `gateway explain routes.framing`.
          framing: line

          # What is answered: the first rule that matches. One without `match` takes what is left.
          rules:
            - match: "upper <text>"
              reply: "<text|upper>"
            - reply: "ack:<line>"

          # Everything has a bound. These are defaults; `gateway explain \(path)` shows them all.
          # limits:
          #   connections: 10000
          # timeouts:
          #   idle: 5m

          # Said when something happens to a connection.
          # events:
          #   connect: { reply: "hello <peer.ip>" }
          #   oversize: { reply: "ERR line too long" }

      # Conversations that `gateway test` replays: > is sent, < comes back.
      tests:
        - name: hello
          route: ack
          talk: |
            > hello
            < ack:hello
            > upper abc
            < ABC

      """
  }
}
