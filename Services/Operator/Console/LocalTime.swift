import Foundation
import Wire

/// Moments and lengths of time as the operator reads them.
enum LocalTime {
  /// `2026-11-21 21:03:04` where the operator is.
  static func text(_ moment: Timestamp) -> String {
    var seconds = time_t(moment.milliseconds / 1_000)
    var parts = tm()
    guard localtime_r(&seconds, &parts) != nil else { return moment.wire }
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let date = "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
    return "\(date) \(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
  }

  static var now: Timestamp {
    Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
  }
}

extension Period {
  /// The two largest units: `3d 4h`, `2m 5s`, `350ms`.
  var brief: String {
    guard milliseconds >= 1_000 else { return "\(milliseconds)ms" }
    let units: [(String, Int64)] = [
      ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000),
    ]
    guard let first = units.firstIndex(where: { milliseconds >= $0.1 }) else { return "0s" }
    let (name, length) = units[first]
    let whole = "\(milliseconds / length)\(name)"
    guard first + 1 < units.count else { return whole }
    let (smaller, smallerLength) = units[first + 1]
    return "\(whole) \(milliseconds % length / smallerLength)\(smaller)"
  }
}
