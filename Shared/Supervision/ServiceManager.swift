import Glibc

/// Tells the service manager that started this process how it is doing: sd_notify(3), which is one
/// datagram to the socket that `NOTIFY_SOCKET` names.
///
/// Nothing happens where nobody asked to be told.
package enum ServiceManager {
  package enum State: String { case ready = "READY=1", stopping = "STOPPING=1" }

  package static func tell(_ state: State) {
    guard let name = getenv("NOTIFY_SOCKET").map({ String(cString: $0) }),
      var address = sockaddr_un(notifying: name)
    else { return }
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + name.utf8.count)
    let word = Array(state.rawValue.utf8)
    withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        // A manager that cannot be told stops waiting by its own timeout.
        _ = sendto(descriptor, word, word.count, Int32(MSG_NOSIGNAL), $0, length)
      }
    }
  }
}

extension sockaddr_un {
  /// A path, or with a leading `@` a name in the abstract namespace; nil for one that cannot be.
  fileprivate init?(notifying name: String) {
    self.init()
    var bytes = Array(name.utf8)
    guard let first = bytes.first, first == UInt8(ascii: "/") || first == UInt8(ascii: "@"),
      bytes.count < MemoryLayout.size(ofValue: sun_path)
    else { return nil }
    if first == UInt8(ascii: "@") { bytes[0] = 0 }
    sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &sun_path) { $0.copyBytes(from: bytes) }
  }
}
