import Wire

/// Nanoseconds of a steady clock, for deadlines.
enum Ticks {
  private static let origin = ContinuousClock.now

  static var now: UInt64 {
    let (seconds, attoseconds) = origin.duration(to: .now).components
    return UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
  }
}

extension Period {
  /// As ticks; nothing for a negative period, and no more than a century.
  var ticks: UInt64 { UInt64(min(max(0, milliseconds), 3_155_760_000_000)) * 1_000_000 }
}
