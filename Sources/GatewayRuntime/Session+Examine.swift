package import Framing
package import Routing

/// What became of a frame: which rules were asked, and what each said.
package struct FrameReport: Sendable {
  /// An index into `Route.states`.
  package var state: Int
  package var content: [UInt8]
  /// What matches are about: the content, or the part of it that the framing calls its line.
  package var subject: [UInt8]
  /// Of the state's rules in their order, up to the first that takes the frame or breaks off.
  package var verdicts: [Verdict] = []

  /// Whether a rule takes the frame or breaks off, so that no other is asked.
  package var isDecided: Bool {
    switch verdicts.last {
    case .takes, .refused: true
    case .noMatch, .notFound, .condition, nil: false
    }
  }

  package enum Verdict: Sendable {
    case takes
    /// None of the patterns matches; why not, one by one.
    case noMatch([Pattern.Mismatch])
    /// The regular expression finds nothing.
    case notFound
    /// A `when`, by its place in the rule, has this value, which none of its patterns matches.
    case condition(Int, value: [UInt8])
    /// A `when`, by its place in the rule, whose value cannot be computed: the connection ends.
    case refused(Int, FrameRefusal)
  }
}

extension Session {
  /// Asks the rules for the frame in hand one after the other, as answering it will do. Nothing is changed by it.
  func examine(_ buffers: Buffers) -> FrameReport {
    if let shared = context.shared { memory?.bindings.shared = shared.snapshot }
    let content = withFrame { bytes in bytes.indices.map { bytes[$0] } }
    let subject = withLine { bytes in bytes.indices.map { bytes[$0] } }
    var report = FrameReport(state: link.state, content: content, subject: subject)
    for rule in state.rules {
      memory?.bindings.begin()
      report.verdicts.append(verdict(of: rule, on: subject, buffers))
      if report.isDecided { break }
    }
    memory?.bindings.begin()
    return report
  }

  private func verdict(of rule: Rule, on subject: [UInt8], _ buffers: Buffers) -> FrameReport.Verdict {
    let offset = lineOffset
    do throws(FrameRefusal) {
      if try rule.accepts(subject.span, contentOffset: offset, outbox: &buffers.outbox, scope: self) { return .takes }
      if let why = mismatch(of: rule.match, with: subject, buffers) { return why }
      return try failedCondition(of: rule, on: subject, buffers)
    } catch {
      return .refused(brokenCondition(of: rule, buffers), error)
    }
  }

  /// The condition that broke off, while what the rule has captured is still bound.
  private func brokenCondition(of rule: Rule, _ buffers: Buffers) -> Int {
    let broken = rule.conditions.firstIndex { condition in
      do throws(FrameRefusal) {
        _ = try condition.holds(outbox: &buffers.outbox, scope: self)
        return false
      } catch {
        return true
      }
    }
    return broken ?? 0
  }

  /// Nothing where it matches.
  private func mismatch(of match: Match, with subject: [UInt8], _ buffers: Buffers) -> FrameReport.Verdict? {
    let offset = lineOffset
    switch match {
    case .anything: return nil
    case .regex(let expression):
      let found = expression.matches(subject.span, contentOffset: offset, bindings: bindings)
      return found ? nil : .notFound
    case .patterns(let patterns):
      var reasons: [Pattern.Mismatch] = []
      for pattern in patterns {
        let mismatch = pattern.mismatch(subject.span, contentOffset: offset, bindings: bindings) { value in
          try? value.bytes(limit: Template.maximumValue, with: &buffers.outbox, scope: self)
        }
        guard let mismatch else { return nil }
        reasons.append(mismatch)
      }
      return .noMatch(reasons)
    }
  }

  /// Its captures are bound again, since conditions may be about them.
  private func failedCondition(
    of rule: Rule, on subject: [UInt8], _ buffers: Buffers
  ) throws(FrameRefusal) -> FrameReport.Verdict {
    let unconditional = Rule(match: rule.match, actions: rule.actions)
    _ = try unconditional.accepts(
      subject.span, contentOffset: lineOffset, outbox: &buffers.outbox, scope: self)
    for (index, condition) in rule.conditions.enumerated() {
      guard try condition.holds(outbox: &buffers.outbox, scope: self) else {
        let value = try condition.value.bytes(
          limit: Template.maximumValue, with: &buffers.outbox, scope: self)
        return .condition(index, value: value)
      }
    }
    return .takes
  }
}
