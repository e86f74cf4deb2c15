import Client
import Models
import Wire

extension Noun {
  /// All entries that the installation has of this noun.
  func entries(of installation: Installation) async throws -> [JSON] {
    var entries: [JSON] = []
    var after: String?
    repeat {
      let params = try RawJSON(encoding: ListParams(after: after, limit: 200))
      let answer = try await installation[service].call(raw: list.name, params: params)
      let page = try answer.result(as: Page<JSON>.self)
      entries += page.items
      after = page.next
    } while after != nil
    return entries
  }
}
