import Framing
import Routing
import Testing

struct TimeTests {
  private func text(_ template: String, at milliseconds: Int64) throws -> String {
    var scope = FixedScope()
    scope.wallMilliseconds = milliseconds
    return String(decoding: try render(template, scope), as: UTF8.self)
  }

  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"),
      (-1, "1969-12-31T23:59:59.999Z"),
      (946_684_800_000, "2000-01-01T00:00:00.000Z"),
      (951_782_400_000, "2000-02-29T00:00:00.000Z"),
      (951_868_800_000, "2000-03-01T00:00:00.000Z"),
      (1_767_323_045_678, "2026-01-02T03:04:05.678Z"),
      (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
      (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
      (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
      (253_402_300_800_000, "10000-01-01T00:00:00.000Z"),
      (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"),
      (-62_167_219_200_001, "-0001-12-31T23:59:59.999Z"),
      (.max, "292278994-08-17T07:12:55.807Z"),
      (.min, "-292275055-05-16T16:47:04.192Z"),
    ] as [(Int64, String)])
  func `writes RFC 3339`(milliseconds: Int64, expected: String) throws {
    #expect(try text("<now>", at: milliseconds) == expected)
  }

  /// Friday, 2 January 2026, 03:04:05.678.
  @Test(arguments: [
    ("%Y-%m-%d %H:%M:%S.%f", "2026-01-02 03:04:05.678"),
    ("%F %T", "2026-01-02 03:04:05"),
    ("%R", "03:04"),
    ("%D", "01/02/26"),
    ("%y %j %e", "26 002  2"),
    ("%a %A %b %h %B", "Fri Friday Jan Jan January"),
    ("%u %w", "5 5"),
    ("%I %p", "03 AM"),
    ("%s", "1767323045"),
    ("%Z %z", "UTC +0000"),
    ("%%%n%t", "%\n\t"),
    ("no conversion, at all", "no conversion, at all"),
    ("%a, %d %b %Y %T GMT", "Fri, 02 Jan 2026 03:04:05 GMT"),
    ("%H<0x3a>%M<lt>", "03:04<"),
  ])
  func `formats as strftime does`(format: String, expected: String) throws {
    #expect(try text("<now:\(format)>", at: 1_767_323_045_678) == expected)
  }

  @Test(
    arguments: [
      ("%I %p", 0, "12 AM"), ("%I %p", 43_200_000, "12 PM"), ("%I %p", 82_800_000, "11 PM"),
      ("%u %w", 259_200_000, "7 0"),
      ("%j", 978_220_800_000, "366"), ("%j", 951_868_800_000, "061"), ("%j", 983_404_800_000, "060"), ("%s", -1, "-1"),
      ("%y", -62_198_755_200_000, "99"),
      ("%e", 864_000_000, "11"),
    ] as [(String, Int64, String)])
  func `knows the edges of the calendar`(format: String, milliseconds: Int64, expected: String) throws {
    #expect(try text("<now:\(format)>", at: milliseconds) == expected)
  }

  /// The days of 800 years, counted one by one.
  @Test func `counts days as the calendar does`() throws {
    var day: Int64 = -719_528
    for year in stride(from: 0, to: 800, by: 1) {
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      let shown = String(repeating: "0", count: 4 - String(year).count) + String(year)
      #expect(try text("<now:%F %j>", at: day * 86_400_000) == "\(shown)-01-01 001")
      day += isLeap ? 366 : 365
      #expect(try text("<now:%F %j>", at: (day - 1) * 86_400_000) == "\(shown)-12-31 \(isLeap ? 366 : 365)")
    }
  }
}
