/// A time of the proleptic Gregorian calendar in UTC, without leap seconds.
///
/// Own arithmetic: gmtime(3) would bring locks, and Foundation its size.
struct CivilTime: Equatable {
  let year: Int64
  /// 1 to 12.
  let month: Int
  /// 1 to 31.
  let day: Int
  let hour: Int
  let minute: Int
  let second: Int
  let millisecond: Int
  /// 0 is Sunday.
  let weekday: Int
  /// 1 to 366.
  let dayOfYear: Int
  /// Since 1970-01-01T00:00:00Z.
  let secondsOfEpoch: Int64

  /// - Parameter milliseconds: since 1970-01-01T00:00:00Z.
  init(milliseconds: Int64) {
    let (days, rest) = CivilTime.floored(milliseconds, by: 86_400_000)
    secondsOfEpoch = CivilTime.floored(milliseconds, by: 1_000).quotient
    millisecond = Int(rest % 1_000)
    second = Int(rest / 1_000 % 60)
    minute = Int(rest / 60_000 % 60)
    hour = Int(rest / 3_600_000)
    weekday = Int(CivilTime.floored(days + 4, by: 7).rest)
    (year, month, day, dayOfYear) = CivilTime.date(days: days)
  }

  /// The days of 400 years are always the same; a year that begins in March has its leap day at the end.
  private static func date(days: Int64) -> (year: Int64, month: Int, day: Int, dayOfYear: Int) {
    let (era, dayOfEra) = floored(days + 719_468, by: 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayFromMarch = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayFromMarch + 2) / 153
    let day = Int(dayFromMarch - (153 * monthFromMarch + 2) / 5 + 1)
    let month = Int(monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9)
    let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
    let beforeMarch: Int64 = isLeap(year) ? 60 : 59
    let dayOfYear = Int(month <= 2 ? dayFromMarch - 305 : dayFromMarch + 1 + beforeMarch)
    return (year, month, day, dayOfYear)
  }

  private static func isLeap(_ year: Int64) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  private static func floored(_ number: Int64, by divisor: Int64) -> (quotient: Int64, rest: Int64) {
    let rest = number % divisor
    return rest < 0 ? (number / divisor - 1, rest + divisor) : (number / divisor, rest)
  }
}
