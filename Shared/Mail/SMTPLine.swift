import CCurl
import Glibc

/// Why a conversation with a server broke.
enum SMTPLineFailure: Error, Equatable {
  case closed
  case timedOut
  case broken(String)
  case garbled(String)

  var reason: String {
    switch self {
    case .closed: "the server closed the connection"
    case .timedOut: "the server did not answer in time"
    case .broken(let cause): "the connection broke: \(cause)"
    case .garbled(let answer): "the server does not speak SMTP: \(answer)"
    }
  }

  var kind: SMTPOutcome.ProviderFailure { self == .timedOut ? .timeoutBeforeData : .connection }
}

/// Why a connection could not be made ready for mail.
struct SMTPConnectFailure: Error {
  let reason: String
  let kind: SMTPOutcome.ProviderFailure
}

/// One connection that is ready for mail: resolved, connected, greeted, encrypted and logged in by
/// libcurl, and then spoken over line by line.
///
/// libcurl could also send the mail (`CURLOPT_UPLOAD`), but then it closes the connection on each
/// refused recipient and does not tell how much of the body went out. With `CURLOPT_CONNECT_ONLY`
/// it hands over the encrypted line, and each byte and answer is known here.
final class SMTPLine {
  let hello = SMTPHello()
  private let handle: UnsafeMutableRawPointer
  private var socket: curl_socket_t = -1
  private var replies = SMTPReplyReader()

  init(_ settings: SMTPSettings) throws(SMTPConnectFailure) {
    SMTPConnector.start
    guard let handle = curl_easy_init() else {
      throw SMTPConnectFailure(reason: "libcurl has no memory", kind: .connection)
    }
    self.handle = handle
    // From here on deinit closes the handle, also when connecting fails.
    try SMTPConnector(settings: settings, handle: handle, hello: hello).connect()
    guard rapport_curl_socket(handle, &socket) == CURLE_OK, socket >= 0 else {
      throw SMTPConnectFailure(reason: "the server closed the connection", kind: .connection)
    }
  }

  deinit {
    curl_easy_cleanup(handle)
  }

  /// Hands all bytes over to the connection. A throw means that the last of them surely did not
  /// leave: a failed write takes nothing, and a TLS record that is not complete cannot be read.
  func write(_ bytes: [UInt8], by deadline: ContinuousClock.Instant) throws(SMTPLineFailure) {
    var sent = 0
    while sent < bytes.count {
      var count = 0
      let code = bytes.withUnsafeBytes {
        curl_easy_send(handle, $0.baseAddress.map { $0 + sent }, $0.count - sent, &count)
      }
      sent += count
      switch code {
      case CURLE_OK: break
      case CURLE_AGAIN: try wait(for: POLLOUT, by: deadline)
      default: throw .broken(String(cString: curl_easy_strerror(code)))
      }
    }
  }

  /// Waits for the server's next answer.
  func reply(by deadline: ContinuousClock.Instant) throws(SMTPLineFailure) -> SMTPReply {
    while true {
      if let reply = try replies.next() { return reply }
      try receive(by: deadline)
    }
  }

  private func receive(by deadline: ContinuousClock.Instant) throws(SMTPLineFailure) {
    var count = 0
    let code = withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
      let code = curl_easy_recv(handle, buffer.baseAddress, buffer.count, &count)
      if code == CURLE_OK { replies.append(buffer[..<count]) }
      return code
    }
    switch code {
    case CURLE_OK where count > 0: return
    case CURLE_OK: throw .closed
    case CURLE_AGAIN: try wait(for: POLLIN, by: deadline)
    default: throw .broken(String(cString: curl_easy_strerror(code)))
    }
  }

  private func wait(
    for events: Int32, by deadline: ContinuousClock.Instant
  ) throws(SMTPLineFailure) {
    var descriptor = pollfd(fd: socket, events: Int16(events), revents: 0)
    while true {
      let left = ContinuousClock.now.duration(to: deadline).milliseconds
      guard left > 0 else { throw .timedOut }
      let ready = poll(&descriptor, 1, Int32(clamping: left))
      if ready > 0 { return }
      if ready < 0 && errno != EINTR { throw .broken(String(cString: strerror(errno))) }
    }
  }
}

extension Duration {
  /// Whole milliseconds, rounded up: waiting for a part of one must not spin.
  var milliseconds: Int {
    let (seconds, attoseconds) = components
    return Int(seconds) * 1000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }
}
