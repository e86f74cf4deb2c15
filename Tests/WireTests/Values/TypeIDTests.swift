import Foundation
import Testing
import Wire

@Suite struct TypeIDTests {
  /// The specification's own lists, where the checkout stands beside them.
  private struct Example: Decodable {
    let name: String
    let typeid: String
    let prefix: String?
    let uuid: String?
  }

  /// The folder of reference data: `shared/data` beside the package or one of its parents.
  private static let data: URL? = {
    var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    while folder.path != "/" {
      let candidate = folder.appendingPathComponent("shared/data")
      if FileManager.default.fileExists(atPath: candidate.path) { return candidate }
      folder.deleteLastPathComponent()
    }
    return nil
  }()

  private func examples(_ name: String) throws -> [Example] {
    let folder = try #require(Self.data)
    let bytes = try Data(contentsOf: folder.appendingPathComponent(name))
    return try JSONCoding.decode([Example].self, from: Array(bytes), mode: .lenient)
  }

  @Test(.enabled(if: Self.data != nil, "the specification's lists are not beside the checkout"))
  func `the specification's valid ids are read and written`() throws {
    let all = try examples("typeid-valid.json")
    #expect(!all.isEmpty)
    for example in all {
      let decoded = try TypeID.decode(example.typeid)
      #expect(decoded.prefix == example.prefix, "\(example.name)")
      #expect(decoded.uuid.description == example.uuid, "\(example.name)")
      #expect(TypeID.encode(prefix: decoded.prefix, uuid: decoded.uuid) == example.typeid)
    }
  }

  @Test(.enabled(if: Self.data != nil, "the specification's lists are not beside the checkout"))
  func `the specification's invalid ids are refused`() throws {
    let all = try examples("typeid-invalid.json")
    #expect(!all.isEmpty)
    for example in all {
      #expect(throws: Rejection.self, "\(example.name)") { try TypeID.decode(example.typeid) }
    }
  }

  private enum Boat: IDKind { static let prefix = "boat" }

  @Test func `an id keeps its kind, its time and its order`() throws {
    let early = ID<Boat>(uuid: UUIDv7(milliseconds: 1_700_000_000_000, random: (1, 2)))
    let late = ID<Boat>(uuid: UUIDv7(milliseconds: 1_700_000_000_001, random: (0, 0)))
    #expect(early < late)
    #expect(early.wire.hasPrefix("boat_"))
    #expect(early.uuid.milliseconds == 1_700_000_000_000)
    #expect(try ID<Boat>(wire: early.wire) == early)
    #expect(throws: Rejection.self) {
      try ID<Boat>(wire: early.wire.replacingOccurrences(of: "boat", with: "goat"))
    }
  }

  @Test func `a UUID has its version, its variant and its text`() throws {
    let uuid = UUIDv7(milliseconds: 0x0190_0000_0001, random: (.max, .max))
    #expect(uuid.description == "01900000-0001-7fff-bfff-ffffffffffff")
    #expect(UUIDv7(uuid.description) == uuid)
    #expect(UUIDv7(uuid.description.uppercased()) == uuid)
    #expect(uuid.bytes.count == 16)
    #expect(UUIDv7("01900000-0001-7fff-bfff-fffffffffff") == nil)
    #expect(UUIDv7("01900000x0001-7fff-bfff-ffffffffffff") == nil)
  }
}
