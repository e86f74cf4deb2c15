public import Wire

/// What the notifications service answers: who writes, what is written, what became of it, and why.
public enum NotificationsAPI {
  public static let all: [any Method.Type] =
    senders + templates + messages + suppressions + providers + decisions + hits
}
