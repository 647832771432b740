import GatewayRuntime
import RouteFile
import Routing

// `gateway test --update`: the test is run as written, and what comes is written down in place of what was expected.
extension Talk {
  /// Runs the steps, and takes whatever comes for right.
  mutating func update() -> TestUpdate {
    var update = TestUpdate()
    var index = 0
    while index < test.steps.count {
      let group = test.steps[index...].prefix { $0.action.isExpectation }
      if group.isEmpty {
        if perform(index) != nil { return update }
        index += 1
      } else {
        settle(group, &update)
        index = group.endIndex
      }
    }
    if let last = test.steps.last, !last.action.isExpectation { update.add(takeRest(raw: isRaw), behind: last) }
    return update
  }

  private var isRaw: Bool { test.steps.contains { $0.action.isRaw } }

  /// Expectations that stand together: those that are met stay as they are.
  private mutating func settle(_ group: ArraySlice<TestCase.Step>, _ update: inout TestUpdate) {
    let before = positions
    // What does not come must not cost the connection, while the test has more to say.
    isPatient = !test.steps[group.endIndex...].contains { $0.action.isSend }
    let met = group.indices.allSatisfy { expect($0) == nil }
    let isLast = group.endIndex == test.steps.count
    if met, !isLast || positions.contains(connection.received.count) { return }
    positions = before
    let isEnd = group.last?.action.isEnd ?? false
    let texts = isEnd ? group.dropLast() : group
    let received = takeRest(raw: isRaw)
    if texts.isEmpty, let end = group.first {
      if !received.isEmpty { update.replace([end], by: received + [ReceivedLine(end.action.line)]) }
    } else {
      update.replace(texts, by: received)
    }
  }

  /// Everything that came and was not yet expected.
  private mutating func takeRest(raw: Bool) -> [ReceivedLine] {
    let rest = Array(connection.received[(positions.max() ?? 0)...])
    positions = [connection.received.count]
    guard !rest.isEmpty else { return [] }
    return raw ? [ReceivedLine("", content: rest)] : frameLines(rest[...], marking: false)
  }
}
