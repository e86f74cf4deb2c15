import Models
import Wire

/// How much of a list is answered at once.
enum Paging {
  static let most = 200
  static let usual = 50
}

extension Checking {
  /// The page's length: 50 unless asked otherwise, 200 at most.
  mutating func limit(_ asked: Int?) -> Int {
    let limit = asked ?? Paging.usual
    expect(
      (1...Paging.most).contains(limit), at: "/limit", "range", limit: .integer(Int64(Paging.most)),
      "must be 1 to \(Paging.most)")
    return limit
  }
}

extension Page {
  /// A page of `limit` items out of one more than that, if there is more.
  ///
  /// - Parameter cursor: what a later request says to go on after an item.
  init(_ found: [Item], limit: Int, cursor: (Item) -> String) {
    let items = Array(found.prefix(limit))
    self.init(items: items, next: found.count > limit ? items.last.map(cursor) : nil)
  }
}
