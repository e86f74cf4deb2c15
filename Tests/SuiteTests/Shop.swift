import CampaignsService
import Engine
import FormsService
import Models
import NotificationsService
import Store
import TestSupport
import TicketsService
import Wire

/// The whole suite in one town, set up as a small shop would: what the README's demo is, on a
/// virtual clock.
struct Shop {
  let town: Town

  init(_ dialect: Dialect = .sqlite) throws {
    town = try Town(dialect) { Self.services }
    for (method, params) in Self.configuration { _ = try town.call(method, params) }
  }

  static var services: [Service] {
    [
      FormsService.service(.test), TicketsService.service(.test), CampaignsService.service(.test),
      NotificationsService.service(NotificationsSettings(service: .test)),
    ]
  }

  private static let configuration: [(String, JSON)] = [
    ("topics.put", ["key": "news", "name": "News", "basis": "consent"]),
    (
      "senders.put",
      [
        "key": "shop", "name": "Mia of Example Shop", "address": "mia@shop.example",
        "postalAddress": "Example Shop, 1 High Street, 10115 Berlin",
      ]
    ),
    (
      "templates.put",
      [
        "key": "welcome", "class": "marketing", "topic": "news", "subject": "Welcome",
        "text": "Hello {{contact.name}}! {{links.unsubscribe}} {{sender.postalAddress}}",
      ]
    ),
    (
      "templates.put",
      [
        "key": "tips", "class": "marketing", "topic": "news", "subject": "Tips",
        "text": "Use it well. {{links.unsubscribe}} {{sender.postalAddress}}",
      ]
    ),
    (
      "forms.put",
      [
        "key": "newsletter", "kind": "doubleOptIn", "title": "Newsletter",
        "fields": [
          ["key": "email", "type": "email", "label": "E-mail", "required": true],
          ["key": "name", "type": "text", "label": "Name"],
        ],
        "consents": [["topic": "news", "wording": "Yes, send me news."]],
      ]
    ),
    (
      "forms.put",
      [
        "key": "support", "kind": "ticket", "title": "Support", "queue": "default",
        "fields": [
          ["key": "email", "type": "email", "label": "E-mail", "required": true],
          ["key": "message", "type": "textarea", "label": "What happened?", "required": true],
        ],
      ]
    ),
    (
      "campaigns.put",
      ["key": "welcome", "name": "Welcome", "topic": "news", "sender": "shop"]
    ),
    (
      "journeys.put",
      [
        "key": "welcome", "campaign": "welcome",
        "trigger": ["event": "forms.contact.confirmed", "form": "newsletter"],
        "steps": [
          ["send": ["template": "welcome", "channel": "email"]], ["wait": "P3D"],
          ["send": ["template": "tips", "channel": "email"]],
        ],
      ]
    ),
  ]

  /// Ann fills in the newsletter form and follows the link in her mail.
  func annSubscribes() throws {
    _ = try town.call(
      "forms.submit",
      [
        "form": "newsletter", "values": ["email": "ann@example.com", "name": "Ann"],
        "consents": ["news"],
      ])
    try deliverMail()
    let token = try token(inMailOf: "system.confirmation", after: "/confirm?t=")
    _ = try town.call("forms.confirm", ["token": .string(token)])
    try deliverMail()
  }

  /// Lets the mail that is due go. Notifications waits a moment for its cursors to reach what a
  /// request had seen.
  func deliverMail() throws {
    try town.advance(by: .seconds(1))
    try town.runCouriers()
  }

  /// The captured messages to Ann, oldest first: template and status.
  func annsMail() throws -> [String] {
    let list = try town.call("messages.list", ["email": "ann@example.com"])
    return (list["items"]?.elements ?? []).reversed().map {
      "\($0["template"]?.text ?? "?") \($0["status"]?.text ?? "?")"
    }
  }

  /// The token of a link in the newest message of a template.
  func token(inMailOf template: String, after mark: String) throws -> String {
    let list = try town.call("messages.list", ["template": .string(template)])
    guard let id = list["items"]?.elements?.first?["id"] else {
      throw ServiceError.notFound("no message of \(template)")
    }
    let message = try town.call("messages.get", ["message": id])
    let text = try String(decoding: JSONCoding.encode(message), as: UTF8.self)
    guard let start = text.firstRange(of: mark)?.upperBound else {
      throw ServiceError.notFound("no \(mark) in \(text)")
    }
    return String(text[start...].prefix { $0.isLetter || $0.isNumber || "-_".contains($0) })
  }
}
