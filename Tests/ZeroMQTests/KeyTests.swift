import Testing
import ZeroMQ

@Suite struct KeyTests {
  @Test func `a secret key yields its public key`() throws {
    let keys = try Curve.keyPair()
    #expect(try Curve.publicKey(forSecret: keys.secret) == keys.public)
    #expect(keys.public.count == 40)
    #expect(try Curve.keyPair() != keys)
  }

  @Test func `printing a pair of keys hides the secret`() throws {
    let keys = try Curve.keyPair()
    #expect("\(keys)" == "KeyPair(public: \(keys.public))")
    #expect(!String(reflecting: [keys]).contains(keys.secret))
  }

  @Test func `a secret that is no key is refused`() {
    let error = failure { () throws(ZeroMQError) in
      _ = try Curve.publicKey(forSecret: "hush")
    }
    #expect(error?.description == "could not derive a CURVE public key: Invalid argument")
  }

  // The example of ZeroMQ RFC 32.
  @Test func `Z85 writes the bytes of its specification`() {
    let bytes: [UInt8] = [0x86, 0x4F, 0xD2, 0x6F, 0xB5, 0x59, 0xF7, 0x5B]
    #expect(Curve.Z85.encode(bytes) == "HelloWorld")
    #expect(Curve.Z85.decode("HelloWorld") == bytes)
    #expect(Curve.Z85.encode([]) == "")
    #expect(Curve.Z85.decode("") == [])
  }

  @Test(arguments: ["four", "Hello World", "Hell\"World", "Hell\u{0}World", "ééééé", "#####"])
  func `text that is not Z85 is refused`(text: String) {
    #expect(Curve.Z85.decode(text) == nil)
  }

  @Test func `bytes that do not fill Z85 are refused`() {
    #expect(Curve.Z85.encode([1, 2, 3]) == nil)
  }
}
