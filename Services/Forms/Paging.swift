import Models
import Wire

/// How lists are cut into pages: each query reads one row more than it shows, to know whether there
/// is a next page.
enum Paging {
  /// How many items a page has.
  ///
  /// - Throws: `invalid` for less than one or more than `most`.
  static func size(_ limit: Int?, default usual: Int = 50, most: Int = 200) throws(ServiceError)
    -> Int
  {
    let size = limit ?? usual
    guard (1...most).contains(size) else {
      throw .invalid([
        Violation(
          path: "/limit", rule: "range", limit: .integer(Int64(most)),
          message: "must be between 1 and \(most)")
      ])
    }
    return size
  }

  /// The page of rows that were read with a limit of `size + 1`.
  static func page<Item>(_ rows: [Item], size: Int, next: (Item) -> String) -> Page<Item> {
    guard rows.count > size else { return Page(items: rows) }
    let items = Array(rows.prefix(size))
    return Page(items: items, next: items.last.map(next))
  }

  /// `after` does not come from an earlier page.
  static let strayCursor = ServiceError.invalid([
    Violation(path: "/after", rule: "cursor", message: "must be the next of an earlier page")
  ])
}
