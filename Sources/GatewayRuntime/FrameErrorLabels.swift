package import Framing

extension FrameError {
  /// The `reason` label of `gateway_frame_errors_total`.
  var label: String {
    switch self {
    case .tooLong: "too_long"
    case .bad(let reason): reason.rawValue
    }
  }

  var isTooLong: Bool {
    if case .tooLong = self { true } else { false }
  }
}

extension FrameRefusal {
  /// The `reason` label of `gateway_frame_errors_total`.
  var label: String {
    switch self {
    case .tooLong: "reply_too_long"
    case .terminatorInValue: "reply_invalid"
    case .wrongLength: "wrong_length"
    case .lengthNotExpressible: "length_not_expressible"
    case .badValue: "bad_value"
    }
  }

  /// What a log line says of it.
  package var detail: String {
    switch self {
    case .tooLong(let limit): "reply larger than \(limit) bytes"
    case .terminatorInValue: "a value contains the framing's terminator"
    case .wrongLength(let length): "the reply's own length is not its body's, which is \(length)"
    case .lengthNotExpressible(let length): "a length of \(length) does not fit the framing's prefix"
    case .badValue(let filter): "a value that filter \(filter) cannot convert"
    }
  }
}
