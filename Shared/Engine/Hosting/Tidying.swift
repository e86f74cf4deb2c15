import Logging
import Store

/// Moves SQLite's write-ahead log into the database, beside the writer.
enum Tidying {
  /// How often to look, in milliseconds.
  private static let pause: Int64 = 500

  static func run(
    _ store: any Store, _ position: Position, until isOver: Monitor<Bool>, logger: Logger
  ) {
    do {
      guard let checkpointer = try store.openCheckpointer() else { return }
      var head: Int64 = -1
      while isOver.wait(milliseconds: pause, { $0 ? true : nil }) == nil {
        guard position.value.head != head else { continue }
        head = position.value.head
        _ = try checkpointer.run()
      }
    } catch {
      logger.error("the write-ahead log is not moved any more", metadata: ["error": "\(error)"])
    }
  }
}
