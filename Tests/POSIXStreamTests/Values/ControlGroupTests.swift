import POSIXStream
import Testing

@Suite struct ControlGroupTests {
  @Test func `the unified hierarchy is asked at the group and all above it`() {
    let paths = ControlGroups.limitPaths(of: "0::/system.slice/gateway.service\n")
    #expect(
      paths == [
        "/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/system.slice/memory.max",
        "/sys/fs/cgroup/system.slice/gateway.service/memory.max",
      ])
  }

  @Test func `the old hierarchy is asked where memory is counted`() {
    let paths = ControlGroups.limitPaths(of: "9:name=systemd:/\n5:cpu,memory:/a\n1:cpu:/b\nnonsense\n")
    #expect(paths == ["/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory/a/memory.limit_in_bytes"])
  }

  @Test(arguments: [
    ("max\n", nil), ("", nil), ("9223372036854771712\n", nil), ("99999999999999999999\n", nil), ("0\n", nil),
    ("268435456\n", 268_435_456),
  ])
  func `a limit is a number that is no joke`(text: String, limit: Int?) {
    #expect(ControlGroups.limit(text) == limit)
  }

  @Test func `this process has memory, on a machine that has more`() throws {
    let available = try #require(ProcessMemory.available)
    #expect(ProcessMemory.resident > 1 << 20)
    #expect(ProcessMemory.resident < available)
  }
}
