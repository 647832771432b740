import Framing

/// The part of strftime(3) that `<now:…>` knows, in UTC and in English.
enum TimeFormat {
  /// `%f` is milliseconds.
  static let conversions: [UInt8] = Array("AaBbDdeFfHhIjMmnpRSsTtuwYyZz%".utf8)

  /// The first conversion that does not exist, with its `%`.
  static func unknownConversion(in format: [UInt8]) -> String? {
    var position = 0
    while position < format.count {
      defer { position += 1 }
      guard format[position] == UInt8(ascii: "%") else { continue }
      position += 1
      guard position < format.count else { return "%" }
      guard !conversions.contains(format[position]) else { continue }
      return String(decoding: format[(position - 1)...position], as: UTF8.self)
    }
    return nil
  }

  /// Appends what `format` makes of the time; a conversion that does not exist is left out.
  static func append(_ format: [UInt8], milliseconds: Int64, to outbox: inout Outbox) {
    append(format, CivilTime(milliseconds: milliseconds), to: &outbox)
  }

  private static func append(_ format: [UInt8], _ time: CivilTime, to outbox: inout Outbox) {
    var position = 0
    while position < format.count {
      if format[position] == UInt8(ascii: "%"), position + 1 < format.count {
        position += 1
        append(format[position], time, to: &outbox)
      } else {
        outbox.appendValue(format[position])
      }
      position += 1
    }
  }

  private static func append(_ conversion: UInt8, _ time: CivilTime, to outbox: inout Outbox) {
    switch conversion {
    case UInt8(ascii: "Y"): outbox.appendYear(time.year)
    case UInt8(ascii: "F"): outbox.appendDate(time)
    case UInt8(ascii: "T"): outbox.appendTime(time)
    case UInt8(ascii: "D"): append(Array("%m/%d/%y".utf8), time, to: &outbox)
    case UInt8(ascii: "R"): append(Array("%H:%M".utf8), time, to: &outbox)
    case UInt8(ascii: "s"): outbox.appendNumber(time.secondsOfEpoch)
    case UInt8(ascii: "e"):
      if time.day < 10 { outbox.appendValue(UInt8(ascii: " ")) }
      outbox.appendNumber(time.day)
    default:
      if let (number, width) = number(conversion, time) {
        outbox.appendDigits(UInt64(number), width: width)
      } else if let text = text(conversion, time) {
        outbox.appendValue(Array(text.utf8).span)
      }
    }
  }

  private static func number(_ conversion: UInt8, _ time: CivilTime) -> (Int, width: Int)? {
    switch conversion {
    case UInt8(ascii: "m"): (time.month, 2)
    case UInt8(ascii: "d"): (time.day, 2)
    case UInt8(ascii: "H"): (time.hour, 2)
    case UInt8(ascii: "I"): ((time.hour + 11) % 12 + 1, 2)
    case UInt8(ascii: "M"): (time.minute, 2)
    case UInt8(ascii: "S"): (time.second, 2)
    case UInt8(ascii: "f"): (time.millisecond, 3)
    case UInt8(ascii: "y"): (Int((time.year % 100 + 100) % 100), 2)
    case UInt8(ascii: "j"): (time.dayOfYear, 3)
    case UInt8(ascii: "u"): ((time.weekday + 6) % 7 + 1, 1)
    case UInt8(ascii: "w"): (time.weekday, 1)
    default: nil
    }
  }

  private static func text(_ conversion: UInt8, _ time: CivilTime) -> String? {
    switch conversion {
    case UInt8(ascii: "A"): days[time.weekday]
    case UInt8(ascii: "a"): String(days[time.weekday].prefix(3))
    case UInt8(ascii: "B"): months[time.month - 1]
    case UInt8(ascii: "b"), UInt8(ascii: "h"): String(months[time.month - 1].prefix(3))
    case UInt8(ascii: "p"): time.hour < 12 ? "AM" : "PM"
    case UInt8(ascii: "Z"): "UTC"
    case UInt8(ascii: "z"): "+0000"
    case UInt8(ascii: "n"): "\n"
    case UInt8(ascii: "t"): "\t"
    case UInt8(ascii: "%"): "%"
    default: nil
    }
  }

  private static let days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]
}
