import POSIXStream

/// How much memory serving may use.
package enum MemoryLimit: Sendable, Equatable {
  /// Three quarters of what the machine and its control groups grant: the rest is for the kernel's own buffers.
  case automatic
  case bytes(Int)
  case none

  package var budget: MemoryBudget {
    // The file that this is read from is opened now, while there are descriptors.
    _ = ProcessMemory.resident
    return switch self {
    case .automatic: MemoryBudget(limit: ProcessMemory.available.map { $0 / 4 * 3 })
    case .bytes(let limit): MemoryBudget(limit: limit)
    case .none: .unlimited
    }
  }
}
