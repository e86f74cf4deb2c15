import Engine
import Models
import Store
import Wire

/// The links in the mail of customers: who holds one is the requester of its ticket.
struct CustomerLinks: Sendable {
  let secret: Secret

  /// The ticket that a link of one of these purposes leads to.
  ///
  /// - Throws: `rejected` for a link that is forged, out of date or of another purpose.
  func ticket(
    of token: String, _ purposes: LinkPurpose..., now: Timestamp, _ tx: Transaction
  ) throws -> Ticket {
    let claim = try claim(of: token, purposes, now: now)
    guard let id = try? TicketID(wire: claim.subject), let ticket = try TicketRows.find(id, tx)
    else { throw ServiceError.rejected("What this link was about is no longer here.") }
    return ticket
  }

  private func claim(
    of token: String, _ purposes: [LinkPurpose], now: Timestamp
  ) throws(ServiceError) -> LinkClaim {
    var refusal = ServiceError.rejected("This link is not valid.")
    for purpose in purposes {
      do {
        return try secret.open(token, purpose: purpose.rawValue, now: now)
      } catch {
        refusal = error
      }
    }
    throw refusal
  }
}
