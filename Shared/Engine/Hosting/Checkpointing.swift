import Logging
import Store

/// Moves SQLite's write-ahead log into the database, beside the writer.
enum Checkpointing {
  /// How often, in milliseconds.
  private static let pause: Int64 = 500

  static func run(_ store: any Store, until isOver: Monitor<Bool>, logger: Logger) {
    var checkpointer: Checkpointer?
    while isOver.wait(milliseconds: pause, { $0 ? true : nil }) == nil {
      do {
        if checkpointer == nil { checkpointer = try store.openCheckpointer() }
        guard let checkpointer else { return }
        _ = try checkpointer.run()
      } catch {
        checkpointer = nil
        logger.error("the write-ahead log could not be moved", metadata: ["error": "\(error)"])
      }
    }
  }
}
