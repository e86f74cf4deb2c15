import Models
import Wire

/// One kind of configuration that lives in files: its folder, and the methods that put and list it.
struct Noun: Sendable {
  /// The folder, and the noun of the methods.
  let folder: String
  let put: any Method.Type
  let list: any Method.Type
  /// The members that name an entry, the file's name being made of them too.
  var identity = ["key"]

  /// In the order in which they depend on each other.
  static let all = [
    Noun(folder: "topics", put: FormsAPI.PutTopic.self, list: FormsAPI.ListTopics.self),
    Noun(
      folder: "senders", put: NotificationsAPI.PutSender.self,
      list: NotificationsAPI.ListSenders.self),
    Noun(folder: "queues", put: TicketsAPI.PutQueue.self, list: TicketsAPI.ListQueues.self),
    Noun(
      folder: "staff", put: TicketsAPI.PutStaff.self, list: TicketsAPI.ListStaff.self,
      identity: ["email"]),
    Noun(folder: "forms", put: FormsAPI.PutForm.self, list: FormsAPI.ListForms.self),
    Noun(
      folder: "templates", put: NotificationsAPI.PutTemplate.self,
      list: NotificationsAPI.ListTemplates.self, identity: ["key", "language"]),
    Noun(
      folder: "campaigns", put: CampaignsAPI.PutCampaign.self,
      list: CampaignsAPI.ListCampaigns.self),
    Noun(
      folder: "journeys", put: CampaignsAPI.PutJourney.self, list: CampaignsAPI.ListJourneys.self),
  ]

  /// The service that owns it.
  var service: String {
    guard let owner = Suite.owner(ofMethod: put.name) else {
      preconditionFailure("no service has \(put.name)")
    }
    return owner.name
  }

  /// What names an entry: `welcome`, `welcome.de`, `mia@shop.example`.
  func name(of entry: JSON) -> String {
    identity.compactMap { entry[$0]?.text }.joined(separator: ".")
  }

  /// Everything wrong with params for the put, as the service would say it.
  func check(_ params: [UInt8]) throws(ServiceError) {
    try Self.check(put, params)
  }

  private static func check<M: Method>(_ put: M.Type, _ params: [UInt8]) throws(ServiceError) {
    _ = try JSONCoding.decode(M.Params.self, from: params, mode: .strict)
  }

  /// An entry as a file holds it: what the put takes, without what belongs to this installation
  /// alone.
  func file(of entry: JSON) throws -> String {
    var entry = entry
    entry["version"] = nil
    entry["id"] = nil
    return try PrettyJSON.text(Self.params(put, of: entry)) + "\n"
  }

  private static func params<M: Method>(_ put: M.Type, of entry: JSON) throws -> [UInt8] {
    let bytes = try JSONCoding.encode(entry)
    return try JSONCoding.encode(
      JSONCoding.decode(M.Params.self, from: bytes, mode: .lenient))
  }
}
