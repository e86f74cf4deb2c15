import Engine
import Models
import Store
import Wire

/// What the other services have configured, as far as campaigns refer to it.
enum Catalogue {
  enum Noun: String { case topic, sender, form }

  /// What a template is for.
  struct Template: Equatable {
    var `class`: MessageClass
    var channel: Channel
    var topic: Slug?
  }

  static let hears: [Hearing] = [
    .projection(FormsEvents.TopicChanged.self) { try learn(.topic, $0.topic.key, $2) },
    .projection(FormsEvents.TopicDeleted.self) { try forget(.topic, $0.key, $2) },
    .projection(FormsEvents.FormChanged.self) { try learn(.form, $0.form.key, $2) },
    .projection(FormsEvents.FormDeleted.self) { try forget(.form, $0.key, $2) },
    .projection(NotificationsEvents.SenderChanged.self) { try learn(.sender, $0.key, $2) },
    .projection(NotificationsEvents.SenderDeleted.self) { try forget(.sender, $0.key, $2) },
    .projection(NotificationsEvents.TemplateChanged.self, templateChanged),
    .projection(NotificationsEvents.TemplateDeleted.self) { event, _, context in
      try context.tx.write("UPDATE template SET deleted = 1 WHERE key = \(event.key)")
    },
  ]

  private static func learn(_ noun: Noun, _ key: Slug, _ context: Context) throws {
    try context.tx.write(
      "INSERT INTO known (noun, key) VALUES (\(noun), \(key)) ON CONFLICT (noun, key) DO NOTHING")
  }

  private static func forget(_ noun: Noun, _ key: Slug, _ context: Context) throws {
    try context.tx.write("DELETE FROM known WHERE noun = \(noun) AND key = \(key)")
  }

  private static func templateChanged(
    _ event: NotificationsEvents.TemplateChanged, _: CloudEvent, _ context: Context
  ) throws {
    try context.tx.write(
      """
      INSERT INTO template (key, class, channel, topic, deleted)
      VALUES (\(event.key), \(event.class), \(event.channel), \(event.topic), 0)
      ON CONFLICT (key) DO UPDATE SET class = excluded.class, channel = excluded.channel,
        topic = excluded.topic, deleted = 0
      """)
  }

  static func knows(_ noun: Noun, _ key: Slug, _ tx: Transaction) throws -> Bool {
    try tx.exists("SELECT 1 FROM known WHERE noun = \(noun) AND key = \(key)")
  }

  /// Those of the templates that there are.
  static func templates(_ keys: [Slug], _ tx: Transaction) throws -> [Slug: Template] {
    let found = try tx.read(
      """
      SELECT key, class, channel, topic FROM template
      WHERE key IN (\(list: keys)) AND deleted = 0
      """
    ) { row in
      (
        row["key"] as Slug,
        Template(class: row["class"], channel: row["channel"], topic: row["topic"])
      )
    }
    return Dictionary(uniqueKeysWithValues: found)
  }

  /// What a message by this template is, also when the template is gone since: it will fail, as
  /// what it was. Of one that nobody ever told of, the strictest is assumed.
  static func classOfMessages(by template: Slug, _ tx: Transaction) throws -> MessageClass {
    try tx.scalar("SELECT class FROM template WHERE key = \(template)") ?? .marketing
  }
}
