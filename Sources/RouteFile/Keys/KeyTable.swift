/// Every key of the route language, with its type, its default and what it is for.
///
/// The decoder, the schema, the reference and the suggestions all read this table and nothing else.
package enum KeyTable {
  /// The file itself.
  package static let file = Section(
    "a route file", "Routes, what they share, and how the process ends and logs.", allowsNotes: true,
    [
      File.version, File.routes, File.defaults, File.drain, File.log, File.rulesets, File.tables,
      File.tests,
      .later("upstreams", "Pools of servers that frames are forwarded to."),
      .later("admin", "Where metrics and the state of the process are served."),
    ])

  package enum File {
    static let version = Key(
      "version", .words([Word("1", "The language as this reference describes it.")]),
      "The version of the route language the file is written in.", default: "1")
    static let routes = Key(
      "routes", .named(KeyTable.route),
      "What listens where and what is answered there; the name is the metric label and the log field.")
    static let defaults = Key(
      "defaults", .section(KeyTable.defaults), "What every route has that does not say otherwise.")
    static let drain = Key(
      "drain", .duration(orNone: false),
      "How long the process may take to end its connections once told to stop; then they are cut.", default: "8s",
      examples: ["8s", "1m"])
    static let log = Key("log", .section(KeyTable.log), "How the process logs, to its standard error.")
    static let rulesets = Key(
      "rulesets", .map(of: .list(of: .section(KeyTable.rule))),
      "Named lists of rules, which every route can `use`.",
      examples: ["{ common: [{ match: PING, reply: PONG }] }"])
    static let tables = Key(
      "tables", .map(of: .map(of: .text)), "Constant maps, for `|lookup:NAME` and for patterns: `<key:in NAME>`.",
      examples: ["{ units: { C: Celsius, F: Fahrenheit } }"])
    static let tests = Key(
      "tests", .list(of: .section(KeyTable.test)),
      "Conversations with the routes of the file, replayed by `gateway test`.")
  }

  package static let log = Section(
    "log options", "One event a line, to standard error.", [Log.format, Log.level])

  package enum Log {
    static let format = Key(
      "format", .words([Word("text", "For people."), Word("json", "One JSON object a line.")]),
      "How a log line is written; left out: text on a terminal, JSON otherwise.")
    static let level = Key(
      "level",
      .words([
        Word("debug", "Everything."), Word("info", "Connections and changes of state, and what follows."),
        Word("warning", "What somebody should look at, and what follows."), Word("error", "What does not work."),
      ]), "The least severe event that is logged.", default: "info")
  }

  package static let defaults = Section(
    "defaults", "Framing, limits and timeouts of every route that does not say otherwise.",
    [Route.framing, Route.limits, Route.timeouts])
}
