import Engine
import Models
import Store
import Wire

/// What messages say: one row a template and language.
///
/// Variants of one template share class, topic and channel, because it is one promise to the reader
/// in several languages. A system template that was replaced comes back when the replacement is
/// deleted.
enum Templates {
  static let answers: [Answers] = [
    .command(NotificationsAPI.PutTemplate.self, put),
    .query(NotificationsAPI.GetTemplate.self, get),
    .query(NotificationsAPI.ListTemplates.self, list),
    .command(NotificationsAPI.DeleteTemplate.self, delete),
  ]

  static func put(
    _ params: NotificationsAPI.PutTemplate.Params, _ context: Context
  ) throws -> Template {
    var template = Template(
      key: params.key, class: params.class, topic: params.topic, channel: params.channel ?? .email,
      language: params.language.map { LanguageTag.canonical($0) ?? $0 }, subject: params.subject,
      text: params.text, html: params.html, version: 0)
    let current = try find(template.key, template.language, context.tx)
    try check(template, context.tx)
    try Versions.check(params.version, against: current?.version, of: "template \(params.key)")
    template.version = current?.version ?? 0
    if template == current { return template }
    template.version += 1
    try keep(template, context)
    return template
  }

  private static func check(_ template: Template, _ tx: Transaction) throws {
    var violations = TemplateRules.violations(of: template)
    if let language = template.language, LanguageTag.canonical(language) == nil {
      violations.append(
        Violation(
          path: "/language", rule: "language", message: "must be a BCP 47 tag such as en or pt-BR"))
    }
    let others = try variants(of: template.key, tx).filter { $0.language != template.language }
    if let other = others.first(where: { !$0.keepsPromise(of: template) }) {
      let language = other.language.map { "its \($0) variant" } ?? "its variant for all languages"
      violations.append(
        Violation(
          path: "/class", rule: "variant",
          message: "must have the class, topic and channel of \(language)"))
    }
    guard violations.isEmpty else { throw ServiceError.invalid(violations) }
  }

  static func keep(_ template: Template, _ context: Context) throws {
    try context.tx.write(
      """
      INSERT INTO template
        (key, language, class, topic, channel, subject, text, html, shipped, version)
      VALUES (\(template.key), \(template.language ?? ""), \(template.class), \(template.topic),
        \(template.channel), \(template.subject), \(template.text), \(template.html),
        \(template.shipped), \(template.version))
      ON CONFLICT (key, language) DO UPDATE SET class = excluded.class, topic = excluded.topic,
        channel = excluded.channel, subject = excluded.subject, text = excluded.text,
        html = excluded.html, shipped = excluded.shipped, version = excluded.version
      """)
    try tellChanged(template, context)
  }

  private static func tellChanged(_ template: Template, _ context: Context) throws {
    try context.emit(
      NotificationsEvents.TemplateChanged(
        key: template.key, class: template.class, channel: template.channel, topic: template.topic,
        version: template.version), subject: template.key.wire)
  }

  static func get(
    _ params: NotificationsAPI.GetTemplate.Params, _ context: QueryContext
  ) throws -> Template {
    let language = params.language.map { LanguageTag.canonical($0) ?? $0 }
    guard let template = try find(params.key, language, context.tx) else {
      throw missing(params.key, language)
    }
    return template
  }

  private static func find(
    _ key: Slug, _ language: String?, _ tx: Transaction
  ) throws -> Template? {
    try tx.first(
      """
      SELECT \(sql: columns) FROM template WHERE key = \(key) AND language = \(language ?? "")
      """, map: template)
  }

  static func missing(_ key: Slug, _ language: String?) -> ServiceError {
    .notFound("there is no template \(key)" + (language.map { " in \($0)" } ?? ""))
  }

  /// The variant for a reader of this language.
  static func choose(_ key: Slug, for language: String?, _ tx: Transaction) throws -> Template? {
    let variants = try variants(of: key, tx)
    let best = LanguageTag.best(for: language, of: variants.map { $0.language ?? "" })
    return variants.first { ($0.language ?? "") == best }
  }

  private static func variants(of key: Slug, _ tx: Transaction) throws -> [Template] {
    try tx.read(
      "SELECT \(sql: columns) FROM template WHERE key = \(key) ORDER BY language", map: template)
  }

  static func list(_ params: ListParams, _ context: QueryContext) throws -> Page<Template> {
    let size = try Paging.size(params.limit)
    // A page may end between two languages of one key.
    let mark = (params.after ?? "").split(separator: " ", maxSplits: 1).map(String.init)
    let (key, language) = (mark.first ?? "", mark.count == 2 ? mark[1] : "")
    let items = try context.tx.read(
      """
      SELECT \(sql: columns) FROM template
      WHERE key > \(key) OR (key = \(key) AND language > \(language))
      ORDER BY key, language LIMIT \(size + 1)
      """, map: template)
    return Paging.page(items, size: size) { "\($0.key) \($0.language ?? "")" }
  }

  private static let columns: SQL =
    "key, language, class, topic, channel, subject, text, html, shipped, version"

  private static func template(_ row: borrowing Row) -> Template {
    let language: String = row["language"]
    return Template(
      key: row["key"], class: row["class"], topic: row["topic"], channel: row["channel"],
      language: language.isEmpty ? nil : language, subject: row["subject"], text: row["text"],
      html: row["html"], shipped: row["shipped"], version: row["version"])
  }

  static func delete(
    _ params: NotificationsAPI.DeleteTemplate.Params, _ context: Context
  ) throws -> Deleted {
    let language = params.language.map { LanguageTag.canonical($0) ?? $0 }
    guard let template = try find(params.key, language, context.tx) else {
      throw missing(params.key, language)
    }
    try Versions.check(params.version, against: template.version, of: "template \(params.key)")
    if language == nil, var shipped = ShippedTemplates.find(params.key) {
      guard !template.shipped else {
        throw ServiceError.rejected("the template \(params.key) ships with the service and stays")
      }
      shipped.version = template.version + 1
      try keep(shipped, context)
      return Deleted(key: params.key)
    }
    try remove(template, context)
    return Deleted(key: params.key)
  }

  private static func remove(_ template: Template, _ context: Context) throws {
    let rest = try variants(of: template.key, context.tx).filter {
      $0.language != template.language
    }
    let journey: String? = try context.tx.scalar(
      "SELECT journey FROM heard_journey WHERE template = \(template.key) ORDER BY journey LIMIT 1")
    if let journey, rest.isEmpty {
      throw ServiceError.rejected("the journey \(journey) sends the template \(template.key)")
    }
    try context.tx.write(
      """
      DELETE FROM template WHERE key = \(template.key) AND language = \(template.language ?? "")
      """)
    if let other = rest.first {
      try tellChanged(other, context)
    } else {
      try context.emit(
        NotificationsEvents.TemplateDeleted(key: template.key), subject: template.key.wire)
    }
  }
}

extension Template {
  /// Whether it is the same promise to the reader in another language.
  fileprivate func keepsPromise(of other: Template) -> Bool {
    `class` == other.class && topic == other.topic && channel == other.channel
  }
}
