import Models
import Wire

/// How lists are cut into pages: each query reads one row more than it shows, to know whether there
/// is a next page.
enum Paging {
  static let largest = 200

  /// How many items a page has.
  ///
  /// - Throws: `invalid` for less than one or more than the largest page.
  static func size(_ limit: Int?) throws(ServiceError) -> Int {
    let size = limit ?? 50
    guard (1...largest).contains(size) else {
      throw .invalid([
        Violation(
          path: "/limit", rule: "range", limit: .integer(Int64(largest)),
          message: "must be between 1 and \(largest)")
      ])
    }
    return size
  }

  /// The page of items that were read with a limit of `size + 1`.
  static func page<Item>(_ items: [Item], size: Int, next: (Item) -> String) -> Page<Item> {
    guard items.count > size else { return Page(items: items) }
    let shown = Array(items.prefix(size))
    return Page(items: shown, next: shown.last.map(next))
  }
}
