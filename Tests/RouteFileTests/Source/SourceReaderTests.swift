import Foundation
import RouteFile
import Testing

/// A folder of its own for each test, removed with it.
final class Scratch {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appending(path: "source-reader-\(UUID())").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String, _ bytes: Data = Data()) throws -> String {
    try bytes.write(to: URL(filePath: "\(path)/\(name)"))
    return "\(path)/\(name)"
  }

  func link(_ name: String, to target: String) throws -> String {
    try FileManager.default.createSymbolicLink(atPath: "\(path)/\(name)", withDestinationPath: target)
    return "\(path)/\(name)"
  }

  func fifo(_ name: String) -> String? {
    // SAFETY: mkfifo(3) reads the path as a string that ends with a zero byte, which the bridge makes.
    unsafe mkfifo("\(path)/\(name)", 0o600) == 0 ? "\(path)/\(name)" : nil
  }
}

struct SourceReaderTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  func kind(_ path: String) -> InputFailure.Kind? {
    guard case .failure(let failure) = SourceReader.read(path) else { return nil }
    #expect(failure.path == path)
    return failure.kind
  }

  @Test func `a file is its bytes, less a byte-order mark`() throws {
    let path = try scratch.file("a.yaml", Data([0xEF, 0xBB, 0xBF, 0x61, 0x0D, 0x0A, 0xFF]))
    let source = try SourceReader.read(path).get()
    #expect(source.bytes == [0x61, 0x0D, 0x0A, 0xFF])
    #expect(source.name == path)
  }

  @Test func `a file of the greatest size is read, and one byte more is refused unread`() throws {
    let limit = LoaderLimits.fileSize
    #expect(try SourceReader.read(scratch.file("a", Data(count: limit))).get().bytes.count == limit)
    #expect(try kind(scratch.file("b", Data(count: limit + 1))) == .tooLarge(size: limit + 1, limit: limit))
  }

  @Test func `a sparse file of a gibibyte is refused by its size alone`() throws {
    let path = try scratch.file("big")
    try #require(FileHandle(forWritingAtPath: path)).truncate(atOffset: 1 << 30)
    #expect(kind(path) == .tooLarge(size: 1 << 30, limit: LoaderLimits.fileSize))
  }

  @Test func `what is missing is said to be`() throws {
    #expect(kind(scratch.path + "/none.yaml") == .missing)
    #expect(try kind(scratch.file("a") + "/b") == .missing)
    #expect(kind("") == .missing)
  }

  @Test func `a directory is refused`() { #expect(kind(scratch.path) == .directory) }

  @Test func `a FIFO without a writer does not block`() throws {
    let path = try #require(scratch.fifo("fifo"))
    #expect(kind(path) == .notRegular(what: "a FIFO"))
  }

  @Test func `devices are refused`() {
    #expect(kind("/dev/zero") == .notRegular(what: "a character device"))
  }

  @Test func `a circle of symbolic links is refused`() throws {
    #expect(try kind(scratch.link("loop", to: "loop")) == .symbolicLinkLoop)
  }

  @Test func `a symbolic link to a file is followed`() throws {
    let path = try scratch.link("link", to: scratch.file("a", Data("x".utf8)))
    #expect(try SourceReader.read(path).get().bytes == [0x78])
  }

  @Test(.enabled(if: geteuid() != 0, "the superuser may read everything"))
  func `a file without permission is refused`() throws {
    let path = try scratch.file("secret")
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
    #expect(kind(path) == .permissionDenied)
  }

  @Test(arguments: [
    (InputFailure.Kind.missing, "no such file"),
    (.directory, "is a directory"),
    (.symbolicLinkLoop, "symbolic links lead in a circle"),
    (.notRegular(what: "a FIFO"), "is a FIFO, not a regular file; `-` reads standard input"),
    (.permissionDenied, "permission denied"),
    (.tooLarge(size: 2_000_000, limit: 1_048_576), "is 2000000 bytes long; a route file has at most 1048576"),
    (.tooLarge(size: nil, limit: 1_048_576), "is longer than the 1048576 bytes that a route file may have"),
    (.system(5), "input/output error"),
  ])
  func `each failure has its own words`(_ kind: InputFailure.Kind, _ message: String) {
    #expect(InputFailure(path: "a", kind: kind).message == message)
  }

  @Test func `what can be read is looked at, even where a file beside it cannot be`() throws {
    let folder = try Scratch()
    let wrong = try folder.file("a.yaml", Data("routes:\n  r: { listen: \":1\", reply: \"<lien>\", use: x }\n".utf8))
    let result = RouteFileLoader.load(paths: [folder.path + "/none.yaml", wrong], environment: [:])
    #expect(result.plan == nil && result.inputFailures.count == 1)
    #expect(result.diagnostics.map(\.code) == [.unknownPlaceholder])
    let empty = try folder.file("b.yaml", Data("drain: 1s\n".utf8))
    #expect(RouteFileLoader.load(paths: [empty, folder.path + "/none.yaml"], environment: [:]).diagnostics == [])
  }
}
