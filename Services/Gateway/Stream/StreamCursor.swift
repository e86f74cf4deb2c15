import Wire

/// How far somebody has read each log: the id of every event of a stream, and where to go on.
///
/// As text, `campaigns_01k…:12,forms_01k…:7`: logs by their ids, so that a log that was replaced by
/// a restored copy is noticed instead of mixed up.
package struct StreamCursor: Sendable, Equatable {
  private var sequences: [String: Int64] = [:]

  package init() {}

  /// Reads the text; nil for one that is no cursor.
  package init?(_ text: String) {
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let halves = part.split(separator: ":", omittingEmptySubsequences: false)
      guard halves.count == 2, let sequence = Int64(halves[1]), sequence >= 0,
        halves[0].contains("_"), sequences.updateValue(sequence, forKey: String(halves[0])) == nil
      else { return nil }
    }
  }

  /// The log of a service, and how far it was read.
  package func position(of service: String) -> (log: String, sequence: Int64)? {
    sequences.first { $0.key.hasPrefix(service + "_") }.map { ($0.key, $0.value) }
  }

  package mutating func move(_ log: String, to sequence: Int64) {
    sequences[log] = sequence
  }

  package var text: String {
    sequences.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }.joined(separator: ",")
  }
}
