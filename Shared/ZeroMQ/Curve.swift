import CZeroMQ

/// Keys for CURVE, the encryption of ZeroMQ (CurveZMQ, ZeroMQ RFC 26).
///
/// A server has one pair; each client has its own, and knows the server's public key:
///
/// ```swift
/// try server.set(.curveServer(secret: serverKeys.secret))
/// try client.set(.curveClient(
///   server: serverKeys.public, public: clientKeys.public, secret: clientKeys.secret))
/// ```
package enum Curve {
  /// A public key and its secret, each as Z85 text of 40 characters.
  package struct KeyPair: Equatable, Sendable, CustomStringConvertible {
    /// What others may know.
    package let `public`: String
    /// What they may not.
    package let secret: String

    package init(public: String, secret: String) {
      self.public = `public`
      self.secret = secret
    }

    /// The public key only, so that no log ever shows the secret.
    package var description: String { "KeyPair(public: \(`public`))" }
  }

  // 32 bytes are 40 characters of Z85 and a terminating zero.
  private static let textSize = 41

  /// Makes a new random pair; fails only if libzmq was built without CURVE.
  package static func keyPair() throws(ZeroMQError) -> KeyPair {
    var publicKey = [CChar](repeating: 0, count: textSize)
    var secretKey = [CChar](repeating: 0, count: textSize)
    try call("make a CURVE key pair") { zmq_curve_keypair(&publicKey, &secretKey) }
    return KeyPair(public: text(publicKey), secret: text(secretKey))
  }

  /// The public key that belongs to a secret one.
  package static func publicKey(forSecret secret: String) throws(ZeroMQError) -> String {
    var publicKey = [CChar](repeating: 0, count: textSize)
    try call("derive a CURVE public key") { zmq_curve_public(&publicKey, secret) }
    return text(publicKey)
  }

  private static func text(_ characters: [CChar]) -> String {
    String(
      decoding: characters.lazy.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Bytes as text that survives configuration files and shells (ZeroMQ RFC 32): four bytes are
  /// five characters. A ZAP handler sees keys as bytes, everybody else as this text.
  package enum Z85 {
    /// The text of the bytes; `nil` unless their number is a multiple of four.
    package static func encode(_ bytes: [UInt8]) -> String? {
      guard bytes.count.isMultiple(of: 4) else { return nil }
      var characters = [CChar](repeating: 0, count: bytes.count / 4 * 5 + 1)
      guard zmq_z85_encode(&characters, bytes, bytes.count) != nil else { return nil }
      return Curve.text(characters)
    }

    /// The bytes of the text; `nil` if it is not Z85.
    package static func decode(_ text: String) -> [UInt8]? {
      let length = text.utf8.count
      // libzmq has no text for no bytes, although it encodes them.
      if length == 0 { return [] }
      guard length.isMultiple(of: 5) else { return nil }
      var bytes = [UInt8](repeating: 0, count: length / 5 * 4)
      guard zmq_z85_decode(&bytes, text) != nil else { return nil }
      return bytes
    }
  }
}
