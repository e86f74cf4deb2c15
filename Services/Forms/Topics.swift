import Engine
import Models
import Store
import Wire

/// What people can subscribe to, each with the lawful basis on which it may be written about.
enum Topics {
  static let answers: [Answers] = [
    .command(FormsAPI.PutTopic.self, put),
    .query(FormsAPI.GetTopic.self, get),
    .query(FormsAPI.ListTopics.self, list),
    .command(FormsAPI.DeleteTopic.self, delete),
  ]

  static func put(_ params: FormsAPI.PutTopic.Params, _ context: Context) throws -> Topic {
    let violations =
      TextRules.required(params.name, at: "/name", longest: 200)
      + TextRules.optional(params.description, at: "/description", longest: 2_000)
    guard violations.isEmpty else { throw ServiceError.invalid(violations) }
    let current = try find(params.key, context.tx)
    try Versions.check(params.version, against: current?.version, of: "topic \(params.key)")
    var topic = Topic(
      key: params.key, name: params.name, description: params.description, basis: params.basis,
      tracking: params.tracking ?? .aggregate, version: current?.version ?? 1)
    if let current {
      if topic == current { return current }
      topic.version += 1
    }
    try write(topic, context.tx)
    try context.emit(FormsEvents.TopicChanged(topic: topic), subject: topic.key.wire)
    return topic
  }

  private static func write(_ topic: Topic, _ tx: Transaction) throws {
    try tx.write(
      """
      INSERT INTO topic (key, name, description, basis, tracking, version)
      VALUES (\(topic.key), \(topic.name), \(topic.description), \(topic.basis), \(topic.tracking),
        \(topic.version))
      ON CONFLICT (key) DO UPDATE SET name = excluded.name, description = excluded.description,
        basis = excluded.basis, tracking = excluded.tracking, version = excluded.version
      """)
  }

  static func get(_ params: KeyParams, _ context: QueryContext) throws -> Topic {
    try known(params.key, context.tx)
  }

  static func list(_ params: ListParams, _ context: QueryContext) throws -> Page<Topic> {
    let size = try Paging.size(params.limit)
    let topics = try read(
      "WHERE key > \(params.after ?? "") ORDER BY key LIMIT \(size + 1)", context.tx)
    return Paging.page(topics, size: size) { $0.key.wire }
  }

  static func delete(_ params: DeleteParams, _ context: Context) throws -> Deleted {
    let topic = try known(params.key, context.tx)
    try Versions.check(params.version, against: topic.version, of: "topic \(topic.key)")
    if let form: Slug = try context.tx.scalar(
      "SELECT form FROM form_topic WHERE topic = \(topic.key) ORDER BY form LIMIT 1")
    {
      throw ServiceError.rejected("The topic \(topic.key) is offered by the form \(form).")
    }
    let live: [Subscription.State] = [.pending, .subscribed]
    let subscribers: Int64 =
      try context.tx.scalar(
        """
        SELECT count(*) FROM subscription WHERE topic = \(topic.key) AND state IN (\(list: live))
        """) ?? 0
    guard subscribers == 0 else {
      throw ServiceError.rejected("The topic \(topic.key) has subscribers: \(subscribers).")
    }
    try context.tx.write("DELETE FROM topic WHERE key = \(topic.key)")
    try context.emit(FormsEvents.TopicDeleted(key: topic.key), subject: topic.key.wire)
    return Deleted(key: topic.key)
  }

  /// The topic.
  ///
  /// - Throws: `notFound`, naming the key.
  static func known(_ key: Slug, _ tx: Transaction) throws -> Topic {
    guard let topic = try find(key, tx) else {
      throw ServiceError.notFound("There is no topic \(key).")
    }
    return topic
  }

  /// The topic, if there is one.
  static func find(_ key: Slug, _ tx: Transaction) throws -> Topic? {
    try read("WHERE key = \(key)", tx).first
  }

  /// Those of the keys that are topics.
  static func existing(_ keys: [Slug], _ tx: Transaction) throws -> Set<Slug> {
    Set(try read("WHERE key IN (\(list: keys))", tx).map(\.key))
  }

  /// Topics on which people may be written to without having agreed, until they object.
  static func withoutConsent(_ tx: Transaction) throws -> [Topic] {
    try read("WHERE basis <> \(LawfulBasis.consent) ORDER BY key", tx)
  }

  private static func read(_ rest: SQL, _ tx: Transaction) throws -> [Topic] {
    try tx.read(
      "SELECT key, name, description, basis, tracking, version FROM topic \(sql: rest)"
    ) { row in
      Topic(
        key: row["key"], name: row["name"], description: row["description"], basis: row["basis"],
        tracking: row["tracking"], version: row["version"])
    }
  }
}
