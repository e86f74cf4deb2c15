import Testing
import Wire

@testable import FormsService

struct ChainTests {
  /// Three lines as the ledger would write them.
  private static let written: [Chain.Line] = {
    var previous = Chain.genesis
    return (1...3).map { number in
      let nonce = [UInt8](repeating: UInt8(number), count: 32)
      let payload = Array("line \(number)".utf8)
      let digest = Chain.digest(nonce: nonce, payload: payload)
      previous = Chain.link(previous, digest)
      return Chain.Line(
        sequence: Int64(number), payload: payload, nonce: nonce, digest: digest, hash: previous)
    }
  }()

  private static func flaw(_ lines: [Chain.Line]) -> Chain.Flaw? {
    var position = Chain.Position()
    do throws(Chain.Flaw) {
      for line in lines { position = try Chain.position(after: position, over: line) }
      return nil
    } catch {
      return error
    }
  }

  @Test func `what was written is found as written`() {
    #expect(Self.flaw(Self.written) == nil)
  }

  @Test func `the chain is that of the design, to the byte`() {
    // Computed with Python's hashlib: sha256(32 zero bytes + b"abc"), then that behind 32 zero bytes.
    let digest = Chain.digest(nonce: Chain.genesis, payload: Array("abc".utf8))
    #expect(
      (digest).hexadecimal
        == "365aa7d8f7f9402c4b9434502b4cc89ddb09fe50d7cd95b493b834c62d5a5370")
    #expect(
      (Chain.link(Chain.genesis, digest)).hexadecimal
        == "4f9552adec88d068fb82b1d332862e33068e37659fb735d96861e3e8e80a4ca4")
  }

  @Test func `erasing a payload with its nonce keeps the chain`() {
    var lines = Self.written
    (lines[1].payload, lines[1].nonce) = (nil, nil)
    #expect(Self.flaw(lines) == nil)
  }

  @Test func `a changed payload is found`() {
    var lines = Self.written
    lines[1].payload = Array("line two".utf8)
    #expect(Self.flaw(lines)?.sequence == 2)
  }

  @Test func `a payload that was changed together with its digest is found`() {
    var lines = Self.written
    lines[1].payload = Array("line two".utf8)
    lines[1].digest = Chain.digest(nonce: lines[1].nonce ?? [], payload: lines[1].payload ?? [])
    #expect(Self.flaw(lines)?.reason == "does not follow from the line before")
  }

  @Test func `a line rewritten with its hash is found by the next`() {
    var lines = Self.written
    lines[1].payload = Array("line two".utf8)
    lines[1].digest = Chain.digest(nonce: lines[1].nonce ?? [], payload: lines[1].payload ?? [])
    lines[1].hash = Chain.link(lines[0].hash, lines[1].digest)
    #expect(Self.flaw(lines)?.sequence == 3)
  }

  @Test(arguments: 0...1)
  func `a missing line is found`(index: Int) {
    var lines = Self.written
    lines.remove(at: index)
    #expect(Self.flaw(lines) == Chain.Flaw(sequence: Int64(index + 1), reason: "is missing"))
  }

  @Test func `a payload without its nonce is found`() {
    var lines = Self.written
    lines[0].nonce = nil
    #expect(Self.flaw(lines)?.sequence == 1)
  }
}
