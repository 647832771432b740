import RouteFile
import Testing

/// The schema that editors use is the one this build would write.
struct JSONSchemaTests {
  @Test func `the file in the repository is up to date`() throws {
    let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    let source = try SourceReader.read("/\(root)/schema/gateway.schema.json").get()
    #expect(String(decoding: source.bytes, as: UTF8.self) == JSONSchema.render(), "run `make schema`")
  }

  @Test func `keys of later versions are left out`() {
    #expect(!JSONSchema.render().contains("\"upstreams\""))
  }
}
