/// Moves SQLite's write-ahead log into the database file, on a connection of its own.
///
/// It exists so that the writer never stops to copy pages: the engine has a thread that calls
/// ``run()`` after many commits, or once a second.
package final class Checkpointer {
  private let database: SQLiteDatabase
  /// Past this many pages (64 MiB) the writer has to wait until the log starts over.
  private let longest: Int32 = 16_384

  init(path: String) throws(StoreError) {
    database = try SQLiteDatabase(path: path, role: .checkpointer)
  }

  /// How long the log was, and how much of it is in the database file now; in pages of 4 KiB.
  package struct Progress: Sendable, Equatable {
    package let pages: Int
    package let moved: Int
  }

  /// Moves what no reader still needs. Call it from one thread.
  ///
  /// While writes go on without a pause the log never empties by itself; once it is long, this
  /// stops the writer for the moment it takes.
  package func run() throws(StoreError) -> Progress {
    let progress = try database.checkpoint(waiting: false)
    guard progress.pages > longest else { return progress }
    return try database.checkpoint(waiting: true)
  }
}
