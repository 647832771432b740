import POSIXStream

// The end of everything.
extension Worker {
  /// Stops accepting, once what waits has been accepted, and asks every connection to finish.
  package func drain() {
    guard toldToEnd.isEmpty else { return }
    toldToEnd = .shutdown
    opening.close()
    endDealing()
    loop.broadcast(.shutdown)
  }

  /// Ends what is left.
  package func cutOff(_ reason: CloseReason) {
    for context in contexts + elders.values { context.cutReason = reason }
    toldToEnd = .ending
    opening.close()
    endDealing()
    loop.broadcast(.ending)
  }
}
