import ArgumentParser
import RouteFile

/// Arguments to exit status: parsing, dispatch, and the one place where failures become text.
package enum CommandLineTool {
  /// Runs this very process.
  package static func runProcess() async -> ExitStatus {
    let read = ProcessArguments.read()
    if let verb = read?.first { Serving.prepare(for: verb) }
    let console = Console.process()
    guard let arguments = read else {
      console.tell("gateway: an argument is not UTF-8; `gateway send --hex` takes any bytes")
      return .usage
    }
    return await run(arguments, in: console)
  }

  /// - Parameter arguments: without the name of the program.
  package static func run(_ arguments: [String], in console: Console) async -> ExitStatus {
    do throws(Failure) {
      return try await dispatch(arguments, in: console)
    } catch {
      if !error.message.isEmpty { console.tell("gateway: \(error.message)") }
      return error.status
    }
  }

  private static func dispatch(_ arguments: [String], in console: Console) async throws(Failure) -> ExitStatus {
    guard let first = arguments.first else {
      console.tell(Gateway.helpMessage())
      return .usage
    }
    if first == "help", let topic = HelpTopic(arguments.dropFirst()) {
      try console.print(topic.text)
      return .success
    }
    if !first.hasPrefix("-"), !Gateway.words.contains(first) { throw unknownVerb(first) }
    guard let verb = try parse(arguments, in: console) else { return .success }
    return try await verb.run(in: console)
  }

  /// Nothing means that the parser has answered in full: help, the version, a completion script.
  private static func parse(_ arguments: [String], in console: Console) throws(Failure) -> (any Verb)? {
    do {
      var command = try Gateway.parseAsRoot(arguments)
      if let verb = command as? any Verb { return verb }
      try command.run()
      return nil
    } catch {
      try answer(error, in: console)
      return nil
    }
  }

  /// Help is a result; a mistake is a failure with the usage of the verb in question.
  private static func answer(_ error: any Error, in console: Console) throws(Failure) {
    let text = Gateway.fullMessage(for: error)
    if Gateway.exitCode(for: error) == .success {
      try console.print(text.hasSuffix("\n") ? text : text + "\n")
    } else {
      let label = "Error: "
      throw Failure(.usage, text.hasPrefix(label) ? String(text.dropFirst(label.count)) : text)
    }
  }

  private static func unknownVerb(_ word: String) -> Failure {
    var message = "unknown verb `\(word)`"
    if let near = Suggestion.near(word, in: Gateway.words) {
      message += "; did you mean `\(near)`?"
    } else if word.hasSuffix(".yaml") || word.hasSuffix(".yml") {
      message += "; to serve the file: gateway serve \(word)"
    }
    return Failure(.usage, message + "\n  See 'gateway --help' for the verbs.")
  }
}

/// Pages that `gateway help` has beside those of the verbs.
private enum HelpTopic: String {
  case exitCodes = "exit-codes"

  init?(_ words: ArraySlice<String>) {
    guard words.count == 1, let word = words.first else { return nil }
    self.init(rawValue: word)
  }

  var text: String {
    switch self {
    case .exitCodes: ExitStatus.page
    }
  }
}
