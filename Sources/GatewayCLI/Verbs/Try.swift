import ArgumentParser
import GatewayRuntime
import POSIXStream
import RouteFile
import Routing

/// `gateway try`
struct Try: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Type a line; see the frame, the rule that takes it, and the reply.",
    discussion: """
      EXAMPLES:
        gateway try routes.yaml                     the only route of the file
        gateway try routes.yaml shell               one of several
        echo 'UPPER abc' | gateway try routes.yaml

      A line is the text of one frame, in which \\r \\n \\t \\0 \\\\ and \\xNN are
      escapes; it is wrapped as the state that reads it wants it. Nothing is bound
      and no time passes but where a reply is delayed. Where the connection ends,
      the next line begins another.
      """)

  @Argument(help: "The route file.", completion: .file(extensions: ["yaml", "yml"]))
  var file: String

  @Argument(help: "The route. (default: the only one)")
  var route: String?

  @OptionGroup var colour: ColourOptions

  func run(in console: Console) async throws(Failure) -> ExitStatus {
    let plan = try console.plan(from: [file], colour: colour.colour)
    let route = try chosen(plan)
    let stage: Rehearsal
    do throws(Errno) {
      stage = try Rehearsal()
    } catch {
      throw Failure(.internalError, "cannot begin: \(error.message)")
    }
    defer { stage.end() }
    let session = TrialSession(stage: stage, route: route, console: console)
    var goesOn = try await session.converse(nil)
    while goesOn, let text = try session.nextText() { goesOn = try await session.converse(text) }
    return .success
  }

  private func chosen(_ plan: Plan) throws(Failure) -> Route {
    let names = plan.routes.map(\.name)
    guard let route else {
      if plan.routes.count == 1, let only = plan.routes.first { return only }
      throw Failure(.usage, "\(file) has several routes: \(names.joined(separator: ", "))")
    }
    if let found = plan.routes.first(where: { $0.name == route }) { return found }
    let near = Suggestion.near(route, in: names).map { "; did you mean `\($0)`?" } ?? ""
    throw Failure(.usage, "there is no route `\(route)` in \(file)\(near)")
  }
}

/// The lines of a person, or of a pipe, and the connections that they make.
private struct TrialSession {
  let stage: Rehearsal
  let route: Route
  let console: Console

  /// One connection, from its beginning to its end; it greets before it is told anything. False at the end of the
  /// input.
  func converse(_ first: [UInt8]?) async throws(Failure) -> Bool {
    await stage.begin(route)
    let (stage, result) = (stage, Box())
    await withDiscardingTaskGroup { group in
      group.addImmediateTask { await stage.serve() }
      do throws(Failure) {
        result.goesOn = try await exchange(first)
      } catch {
        result.failure = error
      }
      _ = await stage.withConnection { $0.hangUp() }
    }
    if let failure = result.failure { throw failure }
    return result.goesOn
  }

  /// What a connection came to: a closure of a task group throws no error of a type.
  private final class Box {
    var goesOn = false
    var failure: Failure?
  }

  private func exchange(_ first: [UInt8]?) async throws(Failure) -> Bool {
    if try await show({ Trial.greeting($0) }) { return true }
    var text = first
    if text == nil { text = try nextText() }
    while let line = text {
      let trial = Trial(route: route, text: line)
      if try await show({ trial.perform($0) }) { return true }
      text = try nextText()
    }
    _ = try await show { Trial.farewell($0) }
    return false
  }

  /// True once the connection is over.
  private func show(_ act: @Sendable (RehearsedConnection) -> Trial.Outcome) async throws(Failure) -> Bool {
    guard let outcome = await stage.withConnection(act) else { return true }
    try console.print(outcome.text)
    return outcome.isOver
  }

  /// The next line of the input that can be read.
  func nextText() throws(Failure) -> [UInt8]? {
    while let line = try console.readLine() {
      let text = EscapedText(line[...])
      if text.isSound { return text.bytes }
      console.tell(#"a backslash begins an escape: \r \n \t \0 \\ \xNN"#)
    }
    return nil
  }
}

extension Rehearsal {
  fileprivate func begin(_ route: Route) { connect(makeContext(route)) }
}
