import Foundation
import Models
import Testing

@testable import Wire

/// One JSON of each released event, kept for ever: whoever changes an event so that an old one no
/// longer decodes breaks every log there is.
///
/// A new event joins with `RAPPORT_CORPUS=write swift test --filter CorpusTests`, which writes what is
/// missing and never changes what is there.
struct CorpusTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Corpus")
  private static let events = Suite.members.flatMap(\.events)

  private static func file(_ type: String) -> URL { folder.appending(path: "\(type).json") }

  @Test(.enabled(if: ProcessInfo.processInfo.environment["RAPPORT_CORPUS"] == "write"))
  func `what is missing is written`() throws {
    for event in Self.events
    where !FileManager.default.fileExists(atPath: Self.file(event.type).path) {
      let example = CloudEvent(
        id: "01932c07-209c-7000-8000-000000000001",
        source: "/rapport/" + event.type.prefix { $0 != "." }, type: event.type,
        subject: "subject", time: Timestamp(milliseconds: 1_772_442_000_000), sequence: 1,
        log: "log_01h455vb4pex5vsknk084sn02q", contact: "contact_01h455vb4pex5vsknk084sn02q",
        hops: 1, seen: ["forms_01h455vb4pex5vsknk084sn02q": 12],
        data: RawJSON(bytes: try JSONCoding.encode(try Schema.of(event).example())))
      try Data(try JSONCoding.encode(example) + [0x0A]).write(to: Self.file(event.type))
    }
  }

  @Test func `each event that was ever released still decodes, and nothing of it is lost`() throws {
    for file in try FileManager.default.contentsOfDirectory(atPath: Self.folder.path) {
      let bytes = try Data(contentsOf: Self.folder.appending(path: file))
      let envelope = try JSONCoding.decode(CloudEvent.self, from: Array(bytes), mode: .lenient)
      let event = try #require(
        Self.events.first { $0.type == envelope.type }, "\(envelope.type) is not declared any more")
      let data = try #require(envelope.data)
      let again = try Self.reencoded(event, data)
      let before = try JSONCoding.decode(JSON.self, from: data.bytes, mode: .lenient)
      #expect(again == before, "\(envelope.type)")
    }
  }

  @Test func `every declared event is in the corpus`() {
    for event in Self.events {
      #expect(FileManager.default.fileExists(atPath: Self.file(event.type).path), "\(event.type)")
    }
  }

  private static func reencoded<E: Event>(_ type: E.Type, _ data: RawJSON) throws -> JSON {
    let event = try JSONCoding.decode(type, from: data.bytes, mode: .lenient)
    return try JSONCoding.decode(JSON.self, from: try JSONCoding.encode(event), mode: .lenient)
  }
}
