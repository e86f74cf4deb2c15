import Engine
import Store
import Synchronization
import Wire

/// A service small enough to test an engine with: a diary of notes.
enum Diary {
  struct Noted: Event {
    static let type = "diary.note.written"
    static let summary = "A note was written"
    static let retention: Period? = .days(365)
    var text: String
  }

  enum Write: Wire.Method {
    static let name = "notes.write"
    static let summary = "Writes a note."
    static let kind = MethodKind.command
    static let scopes: Set<Scope> = [.staff]
    struct Params: Codable, Sendable {
      var text: String
      /// What to do after writing: `throw`, `break` a rule of the schema, `spin`, or `flood` the
      /// table in one statement.
      var then: String?
      /// Whom it is about.
      var about: String?
    }
    struct Result: Codable, Sendable { var id: ID<NoteKind> }
  }

  enum Count: Wire.Method {
    static let name = "notes.count"
    static let summary = "Counts the notes."
    static let kind = MethodKind.query
    static let scopes: Set<Scope> = [.staff, .public]
    struct Params: Codable, Sendable {}
    struct Result: Codable, Sendable { var notes: Int }
  }

  enum About: Wire.Method {
    static let name = "notes.about"
    static let summary = "Tells about a person."
    static let kind = MethodKind.query
    static let scopes: Set<Scope> = [.staff]
    static let readsPersonalData = true
    struct Params: Codable, Sendable { var person: String }
    struct Result: Codable, Sendable { var person: String }
    static func people(in result: Result, asked: Params) -> [String] { [result.person] }
  }

  enum Remind: Wire.Method {
    static let name = "notes.remind"
    static let summary = "Writes a note later."
    static let kind = MethodKind.command
    static let scopes: Set<Scope> = [.staff]
    struct Params: Codable, Sendable {
      var text: String
      var after: Period
      var times: Int?
    }
    struct Result: Codable, Sendable {}
    static let isAlwaysAccepted = true
  }

  enum NoteKind: IDKind { static let prefix = "note" }
  static let reminder = TimerName<Remind.Params>("note.reminder")

  static let schema = [
    Migration(
      version: 1, name: "notes",
      statements: ["CREATE TABLE note (id TEXT PRIMARY KEY, text TEXT NOT NULL UNIQUE)"])
  ]

  static func service(named name: String = "diary") -> Service {
    Service(
      name: name, migrations: schema,
      answers: [
        .command(Write.self, write), .query(Count.self, count), .query(About.self, about),
        .command(Remind.self, remind),
      ],
      emits: [Noted.self], times: [.when(reminder, ring)],
      measures: [
        .gauge("notes_written", "Notes in the diary.") { context in
          [Reading(count: try context.tx.scalar("SELECT count(*) FROM note"))]
        }
      ])
  }

  static func write(_ params: Write.Params, _ context: Context) throws -> Write.Result {
    let id = context.newID(NoteKind.self)
    try context.tx.write("INSERT INTO note (id, text) VALUES (\(id), \(params.text))")
    try context.emit(Noted(text: params.text), subject: id.wire, contact: params.about)
    switch params.then {
    case "throw": throw ServiceError.rejected("not this one")
    case "break": try context.tx.write("INSERT INTO note (id) VALUES (\(id))")
    case "spin": spin()
    case "flood": try flood(context.tx)
    default: break
    }
    return Write.Result(id: id)
  }

  /// Works longer than any handler may.
  private static func spin() {
    let clock = SystemClock()
    let start = clock.work()
    while clock.work() - start < 300_000_000 {}
  }

  /// One statement that writes for longer than any handler may: stopped, it takes the whole
  /// transaction with it.
  private static func flood(_ tx: Transaction) throws {
    try tx.write(
      """
      INSERT INTO note (id, text)
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000000)
      SELECT 'flood ' || i, 'flood ' || i FROM n
      """)
  }

  static func count(_: Count.Params, _ context: QueryContext) throws -> Count.Result {
    Count.Result(notes: try context.tx.scalar("SELECT count(*) FROM note") ?? 0)
  }

  static func about(_ params: About.Params, _ context: QueryContext) throws -> About.Result {
    guard params.person != "nobody" else { throw ServiceError.notFound("there is nobody") }
    return About.Result(person: params.person)
  }

  static func remind(_ params: Remind.Params, _ context: Context) throws -> Remind.Result {
    try context.schedule(reminder, for: params.text, at: context.now + params.after, params)
    return Remind.Result()
  }

  static func ring(_ params: Remind.Params, _ context: Context) throws -> TimerOutcome {
    if params.text == "poison" { throw ServiceError.rejected("poison") }
    _ = try write(Write.Params(text: "\(params.text) at \(context.now)"), context)
    return .done
  }
}

/// A service that follows the diary: it copies (a projection) and answers back (a reaction).
enum Echo {
  struct Echoed: Event {
    static let type = "echo.note.echoed"
    static let summary = "A note was echoed"
    var text: String
  }

  static func service(
    critical: Bool = false, failsOn poison: String? = nil, stallsOn stall: String? = nil,
    with fault: StoreError = .busy("somebody else is writing"), times: Int = 0
  ) -> Service {
    let left = Mutex(times)
    let copy = Hearing.projection(Diary.Noted.self, critical: critical) { noted, event, context in
      if noted.text == poison { throw ServiceError.rejected("cannot stand \(noted.text)") }
      if noted.text == stall,
        left.withLock({
          $0 -= 1; return $0 >= 0
        })
      {
        throw fault
      }
      try context.tx.write(
        "INSERT INTO copy (sequence, text) VALUES (\(event.sequence), \(noted.text))")
    }
    let answer = Hearing.reaction(Diary.Noted.self) { noted, event, context in
      try context.emit(Echoed(text: noted.text), subject: event.subject ?? "")
    }
    return Service(
      name: "echo",
      migrations: [
        Migration(
          version: 1, name: "copies",
          statements: ["CREATE TABLE copy (sequence INTEGER PRIMARY KEY, text TEXT NOT NULL)"])
      ], answers: [], emits: [Echoed.self], hears: [copy, answer], projections: [.table("copy")])
  }
}
