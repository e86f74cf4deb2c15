public import Wire

/// One page of a list.
///
/// `next` is given back as `after` to read on; it is absent on the last page.
public struct Page<Item: Codable & Sendable>: Codable, Sendable {
  public var items: [Item]
  public var next: String?

  public init(items: [Item], next: String? = nil) {
    (self.items, self.next) = (items, next)
  }
}

/// The params of a list that filters nothing.
public struct ListParams: Codable, Sendable {
  public var after: String?
  public var limit: Int?

  public init(after: String? = nil, limit: Int? = nil) {
    (self.after, self.limit) = (after, limit)
  }
}

/// The params that name one entry of the configuration.
public struct KeyParams: Codable, Sendable {
  public var key: Slug

  public init(key: Slug) {
    self.key = key
  }
}

/// The params that delete one entry of the configuration.
///
/// With `version` the entry goes only if nobody has replaced it since.
public struct DeleteParams: Codable, Sendable {
  public var key: Slug
  public var version: Int?

  public init(key: Slug, version: Int? = nil) {
    (self.key, self.version) = (key, version)
  }
}

/// What a deletion answers.
public struct Deleted: Codable, Sendable {
  public var key: Slug

  public init(key: Slug) {
    self.key = key
  }
}
