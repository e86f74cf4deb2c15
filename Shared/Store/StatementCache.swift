/// Prepared statements by their shape.
///
/// A program has as many shapes as places in its source, times the combinations of its splices; the
/// limit is there for the day when somebody splices without end.
struct StatementCache<Statement: AnyObject> {
  private var statements: [SQL.Shape: Statement] = [:]
  private let limit = 512

  /// The statement of this shape, if it was met before.
  subscript(shape: SQL.Shape) -> Statement? {
    get { statements[shape] }
    set { statements[shape] = newValue }
  }

  /// Drops all statements if there are too many, and says whether it did. Called between
  /// transactions, where nothing is under way.
  mutating func dropIfFull() -> Bool {
    guard statements.count >= limit else { return false }
    statements.removeAll(keepingCapacity: true)
    return true
  }
}
