public import Wire

/// How lists are cut into pages: each query reads one row more than it shows, to know whether there
/// is a next page.
///
///     let size = try Paging.size(params.limit)
///     let found = try tx.read("… LIMIT \(size + 1)", map: topic)
///     return Paging.page(found, size: size) { $0.key.wire }
public enum Paging {
  /// How many items a page has unless asked otherwise.
  public static let usual = 50
  /// How many it has at most.
  public static let most = 200

  /// How many items the caller gets.
  ///
  /// - Throws: `invalid` for less than one or more than `most`.
  public static func size(
    _ limit: Int?, usual: Int = usual, most: Int = most
  ) throws(ServiceError) -> Int {
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

  /// The page out of what was read with a limit of `size + 1`.
  ///
  /// - Parameter next: what a later request says to go on after an item.
  public static func page<Item>(
    _ found: [Item], size: Int, next: (Item) -> String
  ) -> Page<Item> {
    guard found.count > size else { return Page(items: found) }
    let items = Array(found.prefix(size))
    return Page(items: items, next: items.last.map(next))
  }

  /// `after` does not come from an earlier page.
  public static let strayCursor = ServiceError.invalid([
    Violation(path: "/after", rule: "cursor", message: "must be the next of an earlier page")
  ])
}
