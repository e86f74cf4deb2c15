import Access
import Logging
import Wire
import ZeroMQ

/// Decides who may connect, ask and listen, by the key ring; for the sockets' thread alone.
///
/// A connection is let in once, by its key; after that the key is looked up on each request, so that
/// one that was revoked is refused on the connections it has. Connections are named by their public
/// keys (libzmq's `User-Id`), because a name in the ring may pass from one key to the next.
final class Doorkeeper {
  private let file: String
  private let logger: Logger
  private var ring: KeyRing
  private var stamp: FileStamp?
  /// What each key was allowed to hear when it last subscribed, by public key: it still hears it.
  private var listeners: [String: [String]] = [:]

  /// - Throws: when the ring cannot be read: nobody is let in by guess.
  init(_ keys: ServerKeys, logger: Logger) throws(KeyFault) {
    (file, self.logger) = (keys.ring, logger)
    stamp = FileStamp(of: file)
    ring = try KeyRing(file: file)
  }

  /// Answers one question of libzmq: may this key connect? (ZAP 1.0, ZeroMQ RFC 27)
  func answer(_ question: [[UInt8]], now: Timestamp) -> [[UInt8]] {
    // Version, request id, domain, address, routing id, mechanism, and for CURVE the public key.
    let (version, id) = (Array("1.0".utf8), question.dropFirst().first ?? [])
    func reply(_ code: String, _ text: String, user: String = "") -> [[UInt8]] {
      [version, id, Array(code.utf8), Array(text.utf8), Array(user.utf8), []]
    }
    guard question.count == 7, question[5].elementsEqual("CURVE".utf8),
      let shown = Curve.Z85.encode(question[6])
    else { return reply("400", "A key is needed.") }
    // A key that was made a moment ago is not to be refused: libzmq would not try again.
    if ring[shown] == nil { readIfChanged() }
    guard let key = ring[shown], key.isValid(at: now) else {
      let address = String(decoding: question[3], as: UTF8.self)
      logger.warning(
        "an unknown key was refused", metadata: ["address": "\(address)", "publicKey": "\(shown)"])
      return reply("400", "The key is not known.")
    }
    return reply("200", "OK", user: shown)
  }

  /// Who asks on a connection.
  ///
  /// - Throws: `unauthenticated` for a key that is not valid any more.
  func caller(_ userID: String?, now: Timestamp) throws(ServiceError) -> Caller {
    guard let userID, let key = ring[userID], key.isValid(at: now) else {
      throw ServiceError(.unauthenticated, "This key was revoked, or its time is over.")
    }
    return Caller(key)
  }

  /// Whether a connection may hear what begins with the topic. Heartbeats are for everybody who may
  /// hear anything of the service.
  func maySubscribe(_ userID: String?, to topic: [UInt8], of service: String, now: Timestamp)
    -> Bool
  {
    guard let userID, let key = ring[userID], key.isValid(at: now) else { return false }
    let isHeartbeat = topic.elementsEqual(Heartbeat.type(of: service).utf8)
    let own = "\(service)."
    let hearsOfService = key.events.contains { own.hasPrefix($0) || $0.hasPrefix(own) }
    guard key.mayHear(topic) || (isHeartbeat && hearsOfService) else { return false }
    listeners[userID] = key.events
    return true
  }

  /// Reads the ring again if its file has changed.
  ///
  /// - Returns: whether somebody hears what they may no longer hear.
  func lookAgain(now: Timestamp) -> Bool {
    readIfChanged()
    return listeners.contains { userID, heard in
      guard let key = ring[userID], key.isValid(at: now) else { return true }
      return key.events != heard
    }
  }

  private func readIfChanged() {
    let stamp = FileStamp(of: file)
    guard stamp != self.stamp else { return }
    self.stamp = stamp
    do throws(KeyFault) {
      ring = try KeyRing(file: file)
      logger.info("the key ring was read again", metadata: ["keys": "\(ring.keys.count)"])
    } catch {
      // Whoever was let in before stays; to let nobody in would stop the whole installation.
      logger.error("the old key ring still holds", metadata: ["error": "\(error.sentence)"])
    }
  }

  /// Nobody is subscribed any more.
  func forgetListeners() {
    listeners = [:]
  }
}
