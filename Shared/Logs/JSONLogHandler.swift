package import Logging
import Wire

#if canImport(Glibc)
  import Glibc
#endif

/// Writes log lines as JSON to standard error, one object a line: time, level, service, message and
/// the metadata's members.
package struct JSONLogHandler: LogHandler {
  package var logLevel = Logger.Level.info
  package var metadata: Logger.Metadata = [:]
  private let label: String

  package init(label: String) {
    self.label = label
  }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    var members: [String: JSON] = [:]
    for (key, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }) {
      members[key] = .string("\(value)")
    }
    members["time"] = .string(Self.now.wire)
    members["level"] = .string(event.level.rawValue)
    members["service"] = .string(label)
    members["message"] = .string("\(event.message)")
    guard var line = try? JSONCoding.encode(JSON.object(members)) else { return }
    line.append(UInt8(ascii: "\n"))
    StandardError.write(line)
  }
  private static var now: Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }
}
