import Mail
package import Models
package import Wire

/// A way out for mail: a server, a capture, or what a test wants to happen.
package protocol Outbound: Sendable {
  /// The provider's key in the ledger.
  var provider: Slug { get }
  var kind: Provider.Kind { get }
  /// Opens a line of its own, on the worker's thread.
  func open() -> any OutboundLine
}

/// One worker's line to a provider.
package protocol OutboundLine {
  /// Hands one mail over. It calls `pointOfNoReturn` right before the provider could accept it, and
  /// goes on only if that answers true.
  func send(_ parcel: Parcel, pointOfNoReturn: () -> Bool) -> Delivered
}

/// A composed mail in its envelope.
package struct Parcel: Sendable {
  package let from: String
  package let to: String
  /// The mail as bytes (RFC 5322).
  package let mail: [UInt8]
}

/// What came of handing a mail over.
package enum Delivered: Sendable, Hashable {
  case accepted(answer: String)
  /// Kept instead of sent; final.
  case captured
  /// Because of this mail or its recipient.
  case refused(answer: String, permanent: Bool)
  /// Because of the provider: the mail pays no attempt.
  case providerFailed(reason: String)
  /// It may have been accepted.
  case unknown(reason: String)
  /// It cannot be composed.
  case unsendable(reason: String)
  /// `pointOfNoReturn` said no.
  case withdrawn
}

extension NotificationsSettings {
  /// The way out that the configuration names.
  var outbound: any Outbound {
    if let smtp { SMTPOutbound(settings: smtp) } else { CaptureOutbound() }
  }
}

/// Mail goes to a server, over one connection a worker.
struct SMTPOutbound: Outbound {
  let settings: SMTPSettings
  var provider: Slug { "smtp" }
  var kind: Provider.Kind { .smtp }

  func open() -> any OutboundLine {
    SMTPLine(session: SMTPSession(settings))
  }
}

private struct SMTPLine: OutboundLine {
  let session: SMTPSession

  func send(_ parcel: Parcel, pointOfNoReturn: () -> Bool) -> Delivered {
    let outcome = session.send(
      from: parcel.from, to: [parcel.to], message: parcel.mail, beforeData: pointOfNoReturn)
    return switch outcome {
    case .accepted(let code, let answer): .accepted(answer: "\(code) \(answer)")
    case .refused(let code, let answer, let permanent):
      .refused(answer: "\(code) \(answer)", permanent: permanent)
    case .providerFailed(let reason, _): .providerFailed(reason: reason)
    case .withdrawn: .withdrawn
    case .unknown(let reason): .unknown(reason: reason)
    }
  }
}

/// Mail stays here, to be read through `messages.get`; it is never sent later.
struct CaptureOutbound: Outbound, OutboundLine {
  var provider: Slug { "capture" }
  var kind: Provider.Kind { .capture }

  func open() -> any OutboundLine { self }

  func send(_ parcel: Parcel, pointOfNoReturn: () -> Bool) -> Delivered {
    pointOfNoReturn() ? .captured : .withdrawn
  }
}
