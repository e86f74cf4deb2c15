import Engine
import Models
import Store
import Wire

/// Forms as their owners configure them.
///
/// Each put that changes something makes a version, and versions stay for ever: what somebody sent
/// in or agreed to names the exact words they saw. A form that is deleted and put again goes on
/// counting.
enum Forms {
  static let answers: [Answers] = [
    .command(FormsAPI.PutForm.self, put),
    .query(FormsAPI.GetForm.self, get),
    .query(FormsAPI.ListForms.self, list),
    .command(FormsAPI.DeleteForm.self, delete),
  ]

  static func put(_ params: FormsAPI.PutForm.Params, _ context: Context) throws -> Form {
    let topics = try Topics.existing((params.consents ?? []).map(\.topic), context.tx)
    let violations = FormRules.violations(of: params, topics: topics)
    guard violations.isEmpty else { throw ServiceError.invalid(violations) }
    let current = try find(params.key, context.tx)
    try Versions.check(params.version, against: current?.version, of: "form \(params.key)")
    var form = Form(
      key: params.key, kind: params.kind, title: params.title, fields: params.fields,
      consents: params.consents ?? [], queue: params.queue, thankYou: params.thankYou,
      version: current?.version ?? 0)
    if let current, form == current { return current }
    form.version = try lastVersion(of: form.key, context.tx) + 1
    try write(form, context)
    try context.emit(FormsEvents.FormChanged(form: form), subject: form.key.wire)
    return form
  }

  private static func lastVersion(of key: Slug, _ tx: Transaction) throws -> Int {
    try tx.scalar("SELECT max(version) FROM form_version WHERE form = \(key)") ?? 0
  }

  private static func write(_ form: Form, _ context: Context) throws {
    let tx = context.tx
    try tx.write(
      """
      INSERT INTO form_version (form, version, body, at)
      VALUES (\(form.key), \(form.version), \(try RawJSON(keeping: form)), \(context.now))
      """)
    try tx.write(
      """
      INSERT INTO form (key, version) VALUES (\(form.key), \(form.version))
      ON CONFLICT (key) DO UPDATE SET version = excluded.version
      """)
    try tx.write("DELETE FROM form_topic WHERE form = \(form.key)")
    for consent in form.consents {
      try tx.write("INSERT INTO form_topic (form, topic) VALUES (\(form.key), \(consent.topic))")
    }
  }

  static func get(_ params: FormsAPI.GetForm.Params, _ context: QueryContext) throws -> Form {
    guard context.caller.isTrusted else {
      guard params.version == nil else {
        throw ServiceError.forbidden("Earlier versions of a form are not public.")
      }
      var form = try known(params.key, context.tx)
      // How work is divided inside is nobody's business outside.
      form.queue = nil
      return form
    }
    guard let version = params.version else { return try known(params.key, context.tx) }
    guard let form = try find(params.key, version: version, context.tx) else {
      throw ServiceError.notFound("There is no version \(version) of a form \(params.key).")
    }
    return form
  }

  static func list(_ params: ListParams, _ context: QueryContext) throws -> Page<Form> {
    let size = try Paging.size(params.limit)
    let forms = try current(
      "WHERE f.key > \(params.after ?? "") ORDER BY f.key LIMIT \(size + 1)", context.tx)
    return Paging.page(forms, size: size) { $0.key.wire }
  }

  static func delete(_ params: DeleteParams, _ context: Context) throws -> Deleted {
    let form = try known(params.key, context.tx)
    try Versions.check(params.version, against: form.version, of: "form \(form.key)")
    try context.tx.write("DELETE FROM form_topic WHERE form = \(form.key)")
    try context.tx.write("DELETE FROM form WHERE key = \(form.key)")
    try context.emit(FormsEvents.FormDeleted(key: form.key), subject: form.key.wire)
    return Deleted(key: form.key)
  }

  /// The form that a submission fills in: the current version, or the one that was shown.
  ///
  /// - Throws: `notFound` without such a form, `invalid` without such a version, and `rejected` when
  ///   the form has since become one of another kind: its owner may have closed a door on purpose.
  static func filledIn(_ key: Slug, version: Int?, _ tx: Transaction) throws -> Form {
    let form = try known(key, tx)
    guard let version, version != form.version else { return form }
    guard let earlier = try find(key, version: version, tx) else {
      throw ServiceError.invalid([
        Violation(
          path: "/formVersion", rule: "version", limit: .integer(Int64(form.version)),
          message: "names no version of this form")
      ])
    }
    guard earlier.kind == form.kind else {
      throw ServiceError.rejected("The form \(key) has changed; load it again.")
    }
    return earlier
  }

  /// One version of a form, also of a deleted one.
  static func find(_ key: Slug, version: Int, _ tx: Transaction) throws -> Form? {
    try tx.first("SELECT body FROM form_version WHERE form = \(key) AND version = \(version)") {
      row in
      try (row["body"] as RawJSON).kept(as: Form.self)
    }
  }

  private static func known(_ key: Slug, _ tx: Transaction) throws -> Form {
    guard let form = try find(key, tx) else {
      throw ServiceError.notFound("There is no form \(key).")
    }
    return form
  }

  private static func find(_ key: Slug, _ tx: Transaction) throws -> Form? {
    try current("WHERE f.key = \(key)", tx).first
  }

  private static func current(_ rest: SQL, _ tx: Transaction) throws -> [Form] {
    try tx.read(
      """
      SELECT v.body AS body FROM form f
      JOIN form_version v ON v.form = f.key AND v.version = f.version \(sql: rest)
      """
    ) { row in try (row["body"] as RawJSON).kept(as: Form.self) }
  }
}
