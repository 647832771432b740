// Turns that took too long, and who is to blame.
extension EventLoop {
  /// Whether the turn has taken so long that who could go on had better let others have theirs.
  package var isLate: Bool { clock.now() - now > EventLoop.lateAfter }
  private static let lateAfter = Duration.milliseconds(2)

  /// At the end of a turn.
  func noteStall() {
    let end = clock.now()
    guard end - now > EventLoop.stallLimit else { return }
    stalls += 1
    guard let onStall else { return }
    let stall = watch.stall(of: end - now, until: end)
    onStall(clock.wasStopped(since: now) ? Stall(length: end - now, cause: .stopped) : stall)
  }

  /// What runs from now on, if it should turn out to take too long.
  package func begins(_ stage: Activity.Stage, _ owner: GateOwner) { watch.begins(stage, owner, clock) }

  /// The number of a name for `GateOwner`, the same each time. A table of 65,535 is enough for all routes there are.
  package func number(ofName name: String) -> Int {
    assertOnLoop()
    if let known = numbers[name] { return known }
    guard names.count < 0xffff else { return 0 }
    numbers[name] = names.count
    names.append(name)
    return names.count - 1
  }

  package func name(of owner: GateOwner) -> String { owner.name < names.count ? names[owner.name] : "" }
}
