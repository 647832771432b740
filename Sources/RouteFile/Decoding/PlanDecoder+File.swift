import Framing
import Routing

extension PlanDecoder {
  /// Several files as one configuration; a file that is no YAML has no tree.
  mutating func decode(_ roots: [Node?]) -> Plan? {
    let repeated = filesGivenTwice()
    for root in roots.compactMap(\.self) { warnStrayQuotes(root) }
    let files = roots.enumerated().compactMap { index, root in
      repeated.contains(index) ? nil : root.flatMap { readMembers($0, of: KeyTable.file) }
    }
    let shared = sharedKeys(files)
    if let node = shared[KeyTable.File.defaults.name] { readDefaults(node) }
    let drain = readDrain(shared[KeyTable.File.drain.name])
    let log = readLog(shared[KeyTable.File.log.name])
    tables = readTables(files)
    rulesets = readRulesets(files.compactMap { $0[KeyTable.File.rulesets] }, KeyTable.File.rulesets)
    let routes = readRoutes(files)
    noteUse(of: rulesets)
    if files.count == roots.count { checkRoutesExist(files) }
    checkListeners(routes)
    let tests = readTests(files)
    guard errorCount == 0 else { return nil }
    let tables = tables.values.sorted { $0.name < $1.name }
    return Plan(routes: routes, drain: drain, log: log, tests: tests, tables: tables)
  }

  /// Keys that stand once, in whichever file.
  private mutating func sharedKeys(_ files: [Members]) -> [String: Node] {
    var found: [String: (node: Node, span: SourceSpan)] = [:]
    for file in files {
      if let node = file[KeyTable.File.version] { checkVersion(node) }
      for key in [KeyTable.File.defaults, KeyTable.File.drain, KeyTable.File.log] {
        guard let node = file[key], let span = file.keySpan(key) else { continue }
        if let first = found[key.name] {
          report(
            .keyInTwoFiles, "\(key.name.quoted) stands in two files, first at \(locate(first.span))", at: span,
            secondary: [.init(span: first.span, text: "first here")], notes: ["several files are one configuration"])
        } else {
          found[key.name] = (node, span)
        }
      }
    }
    return found.mapValues(\.node)
  }

  private mutating func checkVersion(_ node: Node) {
    let key = KeyTable.File.version
    _ = readValue(node, key, .unknownWord) { text throws(ValueProblem) in
      guard text == key.defaultText else {
        throw ValueProblem("this is version 1 of the route language, and knows no version \(text.quoted)")
      }
    }
  }

  private mutating func readDefaults(_ node: Node) {
    guard let members = readMembers(node, of: KeyTable.defaults) else { return }
    typealias Keys = KeyTable.Route
    if let framing = members[Keys.framing].flatMap({ readFraming($0) }) { defaults.framing = framing }
    defaults.limits = readLimits(members[Keys.limits], defaults: defaults.limits)
    defaults.timeouts = readTimeouts(members[Keys.timeouts], defaults: defaults.timeouts)
  }

  private mutating func readDrain(_ node: Node?) -> Duration {
    let key = KeyTable.File.drain
    guard let node else { return Plan.defaultDrain }
    if case .scalar(let scalar) = node.kind, scalar.text == "none" {
      report(
        .badDuration, "`drain` must end some time: `none` would let one slow peer keep the process alive", at: node.span
      )
    } else if let read = readValue(node, key, .badDuration, DurationText.parse) {
      return read
    }
    return Plan.defaultDrain
  }

  private mutating func readLog(_ node: Node?) -> LogOptions {
    var options = LogOptions()
    guard let node, let members = readMembers(node, of: KeyTable.log) else { return options }
    typealias Keys = KeyTable.Log
    options.format = members[Keys.format].flatMap { readWord($0, Keys.format) }.flatMap(LogOptions.Format.init)
    let level = members[Keys.level].flatMap { readWord($0, Keys.level) }.flatMap(LogOptions.Level.init)
    options.level = level ?? options.level
    return options
  }

  private mutating func readRoutes(_ files: [Members]) -> [Route] {
    var names: [String: SourceSpan] = [:]
    var routes: [Route] = []
    for file in files {
      guard let node = file[KeyTable.File.routes], let entries = readRouteEntries(node) else { continue }
      for entry in entries {
        if let first = names.updateValue(entry.key.span, forKey: entry.key.text) {
          report(
            .routeTwice, "the route \(entry.key.text.quoted) is defined twice, first at \(locate(first))",
            at: entry.key.span,
            secondary: [.init(span: first, text: "first defined here")])
        }
        readRoute(entry.key, entry.value).map { routes.append($0) }
      }
    }
    return routes
  }

  private mutating func readRouteEntries(_ node: Node) -> [Node.Entry]? {
    guard case .mapping(let entries) = node.kind else {
      if !node.isOmitted {
        wrongType(
          node, KeyTable.File.routes.name, KeyTable.File.routes.type, help: "as in \(PlanDecoder.smallestFile)")
      }
      return nil
    }
    return entries
  }

  /// A configuration without a single route serves nobody. Where a key is unknown, that may be the misspelt `routes`.
  private mutating func checkRoutesExist(_ files: [Members]) {
    let values = files.compactMap { $0[KeyTable.File.routes] }
    let isEmpty = values.allSatisfy { node in
      if case .mapping(let entries) = node.kind { entries.isEmpty } else { node.isOmitted }
    }
    guard isEmpty, !files.contains(where: { $0.hasUnknownKey(of: KeyTable.file) }),
      let first = values.first ?? files.first?.node
    else { return }
    report(
      .noRoutes, "there are no routes", at: place(of: first),
      help: ["the smallest file is \(PlanDecoder.smallestFile)"])
  }

  private static let smallestFile = "`routes: { ack: { listen: \"127.0.0.1:7000\", reply: \"ack:<line>\" } }`"

  /// The same file given twice would collide with itself in every name: it is read once.
  private mutating func filesGivenTwice() -> Set<Int> {
    var seen: [String: Int] = [:]
    var repeated: Set<Int> = []
    for (index, source) in sources.enumerated() {
      let path = PathText.normalized(source.name)
      guard let first = seen[path] else {
        seen[path] = index
        continue
      }
      repeated.insert(index)
      let start = SourceSpan(file: index, startLine: 1, startColumn: 1, endLine: 1, endColumn: 1)
      let other = SourceSpan(file: first, startLine: 1, startColumn: 1, endLine: 1, endColumn: 1)
      report(
        .fileTwice, "the file \(source.name.quoted) is given twice", at: start,
        secondary: [.init(span: other, text: "first here")])
    }
    return repeated
  }
}
