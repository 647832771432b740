import ArgumentParser
import RouteFile

/// `gateway explain`
struct Explain: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Explain a route file, the code of a message, or a key.",
    discussion: """
      EXAMPLES:
        gateway explain routes.yaml             with every default filled in
        gateway explain GW104                   what a code means, by example
        gateway explain routes.timeouts.idle    what a key does
        gateway explain routes.reply            placeholders and filters, too
        gateway explain --reference             everything, as Markdown

      A word with a slash or the ending .yaml or .yml is a file; a code or a key
      comes before a file of the same name.
      """)

  @Argument(help: "A file, a code such as GW104, or a key such as routes.framing.")
  var subject: String?

  @Flag(name: .customLong("reference"), help: "Print the whole reference as Markdown.")
  var isReference = false

  @OptionGroup var colour: ColourOptions

  func run(in console: Console) async throws(Failure) -> ExitStatus {
    try console.print(try text(console))
    return .success
  }

  func validate() throws {
    guard isReference == (subject == nil) else {
      throw ValidationError(
        isReference ? "`--reference` takes no subject" : "name a file, a code or a key" + Explain.lists)
    }
  }

  private func text(_ console: Console) throws(Failure) -> String {
    guard let subject else { return Explanation.reference() }
    if !Explain.isPath(subject) {
      if let page = Explanation.code(subject) ?? Explanation.key(subject) { return page }
      guard FileSystem.exists(subject) else { throw unknown(subject) }
    }
    return Explanation.effective(try console.plan(from: [subject], colour: colour.colour))
  }

  static func isPath(_ text: String) -> Bool {
    text == "-" || text.contains("/") || text.hasSuffix(".yaml") || text.hasSuffix(".yml")
  }

  private func unknown(_ subject: String) -> Failure {
    let near = Explanation.nearKey(subject) ?? Explanation.nearCode(subject)
    let hint = near.map { "; did you mean `\($0)`?" } ?? ""
    return Failure(.usage, "`\(subject)` is no code, no key and no file\(hint)" + (near == nil ? Explain.lists : ""))
  }

  private static let lists = """

      gateway explain routes          the keys of a route
      gateway explain routes.reply    the placeholders and filters of a reply
    """
}
