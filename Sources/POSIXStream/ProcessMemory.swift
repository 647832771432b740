import CLinuxShims

/// The memory of the process, and of the machine as far as the process may use it.
package enum ProcessMemory {
  /// Bytes of memory that the process has; 0 where the kernel does not say. See proc_pid_statm(5).
  package static var resident: Int { max(0, shim_resident_bytes()) }

  /// Gives what is free back to the system. See malloc_trim(3).
  package static func trim() { shim_trim_memory() }

  /// What the process may use: the machine's memory, or the least that its control groups grant.
  package static var available: Int? {
    let machine = shim_physical_bytes()
    let paths = ControlGroups.limitPaths(of: KernelFile.text(of: "/proc/self/cgroup"))
    let groups = paths.compactMap { ControlGroups.limit(KernelFile.text(of: $0)) }
    return ([machine > 0 ? machine : nil] + groups).compactMap(\.self).min()
  }
}

/// Where control groups say how much memory they grant. See cgroups(7).
package enum ControlGroups {
  /// The files to look at, given what /proc/self/cgroup says: of the group and of all above it. In a container the
  /// names may be those outside, and the group is what is mounted at the root.
  package static func limitPaths(of text: String) -> [String] {
    text.split(separator: "\n").flatMap { line -> [String] in
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { return [] }
      if parts[0] == "0", parts[1].isEmpty { return paths("/sys/fs/cgroup", parts[2], "memory.max") }
      guard parts[1].split(separator: ",").contains("memory") else { return [] }
      return paths("/sys/fs/cgroup/memory", parts[2], "memory.limit_in_bytes")
    }
  }

  private static func paths(_ root: String, _ group: Substring, _ file: String) -> [String] {
    var path = root
    var found = ["\(root)/\(file)"]
    for name in group.split(separator: "/") where name != ".." {
      path += "/\(name)"
      found.append("\(path)/\(file)")
    }
    return found
  }

  /// What such a file says; nothing where it says `max`, or a number that means it.
  package static func limit(_ text: String) -> Int? {
    guard let number = Int(text.prefix { $0.isNumber }), number > 0, number < Int.max / 2 else { return nil }
    return number
  }
}
