import Testing
import TicketsService

/// The published test vectors: RFC 4226, appendix D, and RFC 6238, appendix B (SHA-1).
@Suite struct OneTimeCodeTests {
  private static let secret = Array("12345678901234567890".utf8)

  @Test(
    arguments: zip(
      UInt64(0)...9,
      [
        "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871",
        "520489",
      ]))
  func `a counter has the code of RFC 4226`(counter: UInt64, code: String) {
    #expect(OneTimeCode.code(Self.secret, counter: counter) == code)
  }

  @Test(
    arguments: [
      (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"),
      (1_234_567_890, "89005924"), (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
    ] as [(Int64, String)])
  func `a moment has the code of RFC 6238`(seconds: Int64, code: String) {
    let counter = UInt64(seconds * 1_000 / OneTimeCode.step)
    #expect(OneTimeCode.code(Self.secret, counter: counter, digits: 8) == code)
  }

  @Test(arguments: [(-2, false), (-1, true), (0, true), (1, true), (2, false)])
  func `a clock may be half a minute wrong`(steps: Int64, isTaken: Bool) {
    let now: Int64 = 1_700_000_000_000
    let step = now / OneTimeCode.step + steps
    let code = OneTimeCode.code(Self.secret, counter: UInt64(step))
    let match = OneTimeCode.match(code, Self.secret, at: now, after: 0)
    #expect(match == (isTaken ? step : nil))
  }

  @Test func `a code counts once, and so do those before it`() {
    let now: Int64 = 1_700_000_000_000
    let step = now / OneTimeCode.step
    let codes = (-1...1).map { OneTimeCode.code(Self.secret, counter: UInt64(step + $0)) }
    #expect(OneTimeCode.match(codes[1], Self.secret, at: now, after: step) == nil)
    #expect(OneTimeCode.match(codes[0], Self.secret, at: now, after: step) == nil)
    #expect(OneTimeCode.match(codes[2], Self.secret, at: now, after: step) == step + 1)
  }

  @Test(arguments: ["", "12345", "1234567", "abcdef", "１２３４５６"])
  func `what is no code is none`(code: String) {
    #expect(OneTimeCode.match(code, Self.secret, at: 1_700_000_000_000, after: 0) == nil)
  }

  @Test func `a code may be typed as it is shown, in two groups`() {
    let now: Int64 = 1_700_000_000_000
    let code = OneTimeCode.code(Self.secret, counter: UInt64(now / OneTimeCode.step))
    let typed = "\(code.prefix(3)) \(code.suffix(3))"
    #expect(OneTimeCode.match(typed, Self.secret, at: now, after: 0) != nil)
  }

  @Test(arguments: [
    ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"),
    ("fooba", "MZXW6YTB"), ("foobar", "MZXW6YTBOI"),
  ])
  func `Base32 is that of RFC 4648, without its padding`(text: String, encoded: String) {
    #expect(Base32.encode(Array(text.utf8)) == encoded)
  }
}
