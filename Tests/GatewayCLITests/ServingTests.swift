import POSIXStream
import Routing
import Testing

@testable import GatewayCLI
@testable import GatewayRuntime

@Suite struct ServingTests {
  struct Case: Sendable {
    var asked: LogOptions.Format?
    var written: LogOptions.Format?
    var isTerminal: Bool
    var format: LogOptions.Format
  }

  @Test(arguments: [
    Case(asked: nil, written: nil, isTerminal: true, format: .text),
    Case(asked: nil, written: nil, isTerminal: false, format: .json),
    Case(asked: nil, written: .json, isTerminal: true, format: .json),
    Case(asked: .text, written: .json, isTerminal: false, format: .text),
  ])
  func `the log's form is asked for, written, or fits the reader`(_ row: Case) {
    let plan = Plan(routes: [], log: LogOptions(format: row.written))
    let request = ServeRequest(logFormat: row.asked)
    #expect(Serving.options(for: plan, request, isTerminal: row.isTerminal).format == row.format)
  }

  @Test func `the command line's level wins over the file's`() {
    let plan = Plan(routes: [], log: LogOptions(level: .warning))
    #expect(Serving.options(for: plan, ServeRequest(), isTerminal: false).level == .warning)
    #expect(Serving.options(for: plan, ServeRequest(logLevel: .debug), isTerminal: false).level == .debug)
  }

  @Test func `an address that is taken names the line that asked for it`() {
    let listen = Listen(
      endpoint: .tcp(host: .loopback, port: 7777), text: "127.0.0.1:7777",
      place: Place(file: "routes.yaml", line: 12, column: 5))
    let failure = BindFailure(listen: listen, problem: .system(.addressInUse))
    #expect(
      Serving.message(of: .bind(failure)) == "routes.yaml:12:5: listen 127.0.0.1:7777: address already in use")
    #expect(Serving.message(of: .system(.tooManyFiles)) == "cannot start: too many open files")
  }
}
