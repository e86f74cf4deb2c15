extension CloudEvent {
  /// Reads what ``seenText(_:)`` wrote; pairs that are none are left out.
  public static func cursors(seen text: String) -> [String: Int64] {
    var cursors: [String: Int64] = [:]
    for pair in text.split(separator: ",") {
      let parts = pair.split(separator: "=")
      guard parts.count == 2, let sequence = Int64(parts[1]) else { continue }
      cursors[String(parts[0])] = sequence
    }
    return cursors
  }
}
