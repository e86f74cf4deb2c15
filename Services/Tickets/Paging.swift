import Models
import Wire

extension Checking {
  /// The page's length.
  mutating func limit(_ asked: Int?) -> Int {
    collect { () throws(ServiceError) in try Paging.size(asked) } ?? Paging.usual
  }
}
