// Which rules concern the shared variables of their route, and so must be one step with their `let` and `set`.
extension Rule {
  package var usesShared: Bool {
    conditions.contains { $0.usesShared } || actions.usesShared || match.usesShared
  }
}

extension Match {
  fileprivate var usesShared: Bool {
    guard case .patterns(let patterns) = self else { return false }
    return patterns.contains { $0.mayUseShared }
  }
}

extension Pattern {
  /// `<=shared.x>` compares with one.
  fileprivate var mayUseShared: Bool { String(decoding: text, as: UTF8.self).contains("<=shared.") }
}

extension Condition {
  fileprivate var usesShared: Bool { value.usesShared || patterns.contains { $0.mayUseShared } }
}

extension Actions {
  fileprivate var usesShared: Bool {
    bindings.contains { $0.value.usesShared }
      || assignments.contains { assignment in
        if case .shared = assignment.target { true } else { assignment.value.usesShared }
      }
      || replies.contains { $0.template.usesShared || $0.conditions.contains { $0.usesShared } }
      || log?.usesShared == true
  }
}

extension Template {
  /// Whether a shared variable stands in it, in an argument of a filter too.
  package var usesShared: Bool {
    parts.contains { part in
      guard case .value(let value, let filters) = part else { return false }
      if case .shared = value { return true }
      return filters.contains { filter in
        filter.arguments.contains { argument in
          if case .rendered(let template, _) = argument { template.usesShared } else { false }
        }
      }
    }
  }
}
