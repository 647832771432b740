import CLinuxShims
package import POSIXStream

/// A system call that a script can answer.
package enum Call: String, CaseIterable, Sendable {
  case read, write, close, shutdownWrite, unacknowledged, available, resetOnClose
  case socket, setOption, changeMode, bind, listen, localAddress, accept, connect, pendingError
  case createPoll, pollAdd, pollModify, pollRemove, pollWait, createWakeup
  case fileStatus, unlink, changeFileMode, changeFileGroup
}

/// What a scripted call does instead of, or with, the real one.
package enum Answer: Sendable, Hashable {
  /// Nothing happens, and the call fails.
  case fails(Errno)
  /// Nothing happens, and the call answers this.
  case answers(Int)
  /// The real call, with at most so many bytes.
  case atMost(Int)
}

/// Which of the calls that match are answered by a script, counted from 1.
package enum Occurrence: Sendable, Hashable {
  case nth(Int)
  case first(Int)
  case always
  /// The second, fourth, sixth and so on for 2.
  case every(Int)

  func includes(_ number: Int) -> Bool {
    switch self {
    case .nth(let wanted): number == wanted
    case .first(let count): number <= count
    case .always: true
    case .every(let step): number.isMultiple(of: step)
    }
  }
}

/// The rules of a script, what they were asked, and what they answered.
struct Script {
  private struct Rule {
    var call: Call
    var descriptor: Int32?
    var occurrence: Occurrence
    var answer: Answer
    var seen = 0
  }

  private var rules: [Rule] = []
  var records: [ScriptedSystemCalls.Record] = []
  /// What the coming calls of epoll_wait(2) report, one entry each.
  var reports: [[shim_event]] = []
  /// What happens just before the next call of a kind.
  var interludes: [Call: @Sendable () -> Void] = [:]
  /// The identity under which each descriptor is in the epoll set.
  var identities: [Int32: UInt64] = [:]
  var nextFake = ScriptedSystemCalls.firstFake

  mutating func add(_ call: Call, on descriptor: Int32?, _ occurrence: Occurrence, _ answer: Answer) {
    rules.append(Rule(call: call, descriptor: descriptor, occurrence: occurrence, answer: answer))
  }

  mutating func removeRules() { rules = [] }

  /// The answer of the first rule that has one; every matching rule counts the call.
  mutating func answer(to call: Call, on descriptor: Int32) -> Answer? {
    var answer: Answer?
    for index in rules.indices where rules[index].call == call {
      guard rules[index].descriptor == nil || rules[index].descriptor == descriptor else { continue }
      rules[index].seen += 1
      if answer == nil, rules[index].occurrence.includes(rules[index].seen) { answer = rules[index].answer }
    }
    return answer
  }
}
