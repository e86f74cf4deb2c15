/// From where a log is followed.
public enum LogPosition: Sendable, Hashable {
  /// From the first event.
  case start
  /// From the next event.
  case now
  /// From the event behind this number; 0 is the same as `start`.
  case after(Int64)
  /// From the event behind this number of the log with this id; another log is a conflict.
  case inLog(String, after: Int64)
  /// From the first event that is not earlier.
  case time(Timestamp)
}
