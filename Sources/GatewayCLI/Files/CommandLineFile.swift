import RouteFile

/// A route file spelled by options: what `reply` serves and what `send` learns its address and framing from.
///
/// It goes through the loader like any file, so that the command line knows no rule of its own.
package struct CommandLineFile: Sendable {
  package var route: String
  package var listen: [String]
  /// As a route file would say it: a word, or a map in braces.
  package var framing: String?
  package var reply: String

  package init(route: String, listen: [String], framing: String? = nil, reply: String) {
    self.route = route
    self.listen = listen
    self.framing = framing
    self.reply = reply
  }

  /// Everything but the framing is quoted, whatever it contains: `${` too means itself.
  package var text: String {
    let places = listen.map(CommandLineFile.quoted)
    var lines = ["routes:", "  \(route):"]
    lines.append("    listen: " + (places.count == 1 ? places[0] : "[" + places.joined(separator: ", ") + "]"))
    if let framing { lines.append("    framing: " + framing) }
    lines.append("    reply: " + CommandLineFile.quoted(reply))
    return lines.joined(separator: "\n") + "\n"
  }

  private static func quoted(_ text: String) -> String { YAMLText.quote(Array(text.utf8)) }

  var source: SourceFile { SourceFile(name: "(command line)", text: text) }
}
