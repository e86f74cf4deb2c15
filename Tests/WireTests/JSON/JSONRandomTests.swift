import Testing
import Wire

@Suite struct JSONRandomTests {
  private static let seeds = [
    JSONDecodingTests.good, #"[1,-2.5e3,"é\n\ud83d\ude00",{"a":{},"b":[[]]},null,true,false]"#,
    #"{"jsonrpc":"2.0","id":"x","method":"tickets.open","params":{"subject":"Hi"}}"#,
  ].map { Array($0.utf8) }

  private struct Loose: Codable {
    var subject: String?
    var priority: Int?
    var sender: [String: JSON]?
    var recipients: [RawJSON]?
    var params: [String: String]?
  }

  @Test func `mutated bytes never crash, and what is accepted survives being written`() throws {
    let seed = UInt64.random(in: .min ... .max)
    var dice = SeededDice(seed: seed)
    var accepted = 0
    for round in 0..<20_000 {
      var bytes = Self.seeds[round % Self.seeds.count]
      for _ in 0..<Int.random(in: 1...3, using: &dice) { mutate(&bytes, &dice) }
      // A number may be too large to be written again.
      guard let document = try? JSONDocument(bytes),
        (try? document.decode(JSON.self, at: document.root, mode: .strict)) != nil
      else { continue }
      accepted += 1
      let value = document.value(document.root)
      let again = try JSONDocument(JSONCoding.encode(value))
      #expect(again.value(again.root) == value, "seed \(seed), round \(round)")
      let canonical = JSONCoding.canonical(document, at: document.root)
      let fixed = try JSONDocument(canonical)
      #expect(
        JSONCoding.canonical(fixed, at: fixed.root) == canonical, "seed \(seed), round \(round)")
      for mode in [JSONDocument.Mode.strict, .lenient] {
        _ = try? document.decode(Loose.self, at: document.root, mode: mode)
        _ = try? document.decode([Loose?].self, at: document.root, mode: mode)
      }
    }
    #expect(accepted > 0, "seed \(seed)")
  }

  private func mutate(_ bytes: inout [UInt8], _ dice: inout SeededDice) {
    let marks = Array(#"{}[]",:\u0-.eE+tfn 1d8"#.utf8) + [0x00, 0x0A, 0x80, 0xC3, 0xED, 0xF0, 0xFF]
    let at = Int.random(in: 0..<bytes.count, using: &dice)
    switch Int.random(in: 0..<4, using: &dice) {
    case 0: bytes[at] = marks[Int.random(in: 0..<marks.count, using: &dice)]
    case 1: bytes.insert(marks[Int.random(in: 0..<marks.count, using: &dice)], at: at)
    case 2 where bytes.count > 1: bytes.remove(at: at)
    default:
      let end = min(bytes.count, at + Int.random(in: 1...12, using: &dice))
      bytes.insert(
        contentsOf: Array(bytes[at..<end]), at: Int.random(in: 0...bytes.count, using: &dice))
    }
  }
}
