import Access
import Foundation
import Testing

@Suite struct SecretFileTests {
  private let path = FileManager.default.temporaryDirectory
    .appending(path: "secret-\(UUID().uuidString)").path

  @Test func `a secret is made once, and the old ones stay when one is added`() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let first = try SecretFile.load(path)
    #expect(first.keys.sorted() == [1] && first[1]?.count == 32)
    #expect(try SecretFile.load(path) == first)
    #expect(try SecretFile.rotate(path) == 2)
    let second = try SecretFile.load(path)
    #expect(second[1] == first[1] && second[2] != first[1] && second.count == 2)
  }

  @Test(arguments: ["", "1 abc\n", "one \(String(repeating: "0", count: 64))\n", "\u{0}"])
  func `a damaged secret is never replaced`(text: String) throws {
    try Data(text.utf8).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(throws: KeyFault.self) { try SecretFile.load(path) }
    #expect(throws: KeyFault.self) { try SecretFile.rotate(path) }
    #expect(try Data(contentsOf: URL(filePath: path)) == Data(text.utf8))
  }
}
