/// Deadlines of many owners, of which the earliest is wanted: a binary heap that knows where each
/// owner stands in it.
///
/// An owner has at most one deadline. Setting and cancelling cost O(log n) in the number of deadlines
/// that are set, and a set deadline costs 16 bytes plus 4 for each owner.
package struct TimerQueue: Sendable {
  private struct Entry {
    var deadline: Moment
    var owner: Int32
  }

  private var heap: [Entry] = []
  /// Where each owner's entry stands in the heap; -1 where it has none.
  private var position: [Int32] = []

  package init() {}

  /// `never` when no deadline is set.
  package var next: Moment { heap.first?.deadline ?? .never }
  package var count: Int { heap.count }

  /// The deadline of `owner`, or `never`.
  package func deadline(of owner: Int) -> Moment {
    guard owner < position.count, position[owner] >= 0 else { return .never }
    return heap[Int(position[owner])].deadline
  }

  /// Sets or moves the deadline of `owner`, a small number not below 0; `never` cancels.
  package mutating func set(_ owner: Int, to deadline: Moment) {
    if owner >= position.count {
      position.append(contentsOf: repeatElement(-1, count: owner + 1 - position.count))
    }
    let place = Int(position[owner])
    if deadline == .never {
      if place >= 0 { remove(at: place) }
    } else if place >= 0 {
      heap[place].deadline = deadline
      settle(place)
    } else {
      heap.append(Entry(deadline: deadline, owner: Int32(owner)))
      position[owner] = Int32(heap.count - 1)
      settle(heap.count - 1)
    }
  }

  /// Takes out an owner whose deadline is not after `now`, the earliest first.
  package mutating func popExpired(at now: Moment) -> Int? {
    guard let first = heap.first, first.deadline <= now else { return nil }
    remove(at: 0)
    return Int(first.owner)
  }

  private mutating func remove(at place: Int) {
    position[Int(heap[place].owner)] = -1
    let last = heap.removeLast()
    guard place < heap.count else { return }
    heap[place] = last
    position[Int(last.owner)] = Int32(place)
    settle(place)
  }

  /// Moves the entry at `place` up or down to where it belongs.
  private mutating func settle(_ place: Int) {
    var here = place
    while here > 0, heap[here].deadline < heap[(here - 1) / 2].deadline {
      swap(here, (here - 1) / 2)
      here = (here - 1) / 2
    }
    while let child = earlierChild(of: here), heap[child].deadline < heap[here].deadline {
      swap(here, child)
      here = child
    }
  }

  private func earlierChild(of place: Int) -> Int? {
    let left = 2 * place + 1
    guard left < heap.count else { return nil }
    let right = left + 1
    return right < heap.count && heap[right].deadline < heap[left].deadline ? right : left
  }

  private mutating func swap(_ a: Int, _ b: Int) {
    heap.swapAt(a, b)
    position[Int(heap[a].owner)] = Int32(a)
    position[Int(heap[b].owner)] = Int32(b)
  }
}
