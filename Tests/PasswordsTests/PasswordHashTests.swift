import Passwords
import Testing

@Suite struct PasswordHashTests {
  @Test func `a password is the one it was, and no other`() {
    let hash = PasswordHash(of: "correct horse battery staple")
    #expect(hash.text.hasPrefix("$argon2id$v=19$m=65536,t=2,p=1$"))
    #expect(!hash.text.contains("horse"))
    let kept = PasswordHash(text: hash.text)
    #expect(kept.matches("correct horse battery staple"))
    #expect(!kept.matches("correct horse battery stapl"))
    #expect(!kept.matches(""))
  }

  @Test func `checking against nobody's hash costs what checking against anybody's does`() {
    let decoy = PasswordHash.decoy.text.split(separator: "$")
    let real = PasswordHash(of: "correct horse battery staple").text.split(separator: "$")
    #expect(decoy.prefix(3) == real.prefix(3))
    #expect(decoy.map(\.count) == real.map(\.count))
    #expect(!PasswordHash.decoy.matches("correct horse battery staple"))
  }

  @Test func `two hashes of one password differ`() {
    #expect(PasswordHash(of: "the same").text != PasswordHash(of: "the same").text)
  }

  @Test func `it does not matter how a letter was typed`() {
    #expect(PasswordHash(of: "Z\u{00FC}rich 1291").matches("Zu\u{0308}rich 1291"))
  }

  @Test(arguments: ["", "x", "$argon2id$", "$argon2id$v=19$m=65536,t=2,p=1$AAAA$BBBB"])
  func `what is no hash matches nothing`(text: String) {
    #expect(!PasswordHash(text: text).matches(""))
    #expect(!PasswordHash(text: text).matches("x"))
  }

  @Test func `a password may hold any letter, the one that ends texts in C among them`() {
    let hash = PasswordHash(of: "before\u{0}after")
    #expect(hash.matches("before\u{0}after"))
    #expect(!hash.matches("before\u{0}other"))
    #expect(!hash.matches("before"))
  }
}
