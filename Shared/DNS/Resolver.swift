import CCares
import Glibc

/// Asks the domain name system, one question after the other (RFC 1035), through c-ares.
///
/// Why it exists: what other mail servers look up about a sender (SPF, DKIM, DMARC, reverse names)
/// are records that the C library's own resolver does not give out.
///
///     let resolver = try Resolver()
///     let policies = try resolver.texts(of: "_dmarc.example.com")
///
/// It blocks: one thread each. A question takes at most three tries of two seconds.
package struct Resolver: ~Copyable {
  private let channel: ares_channel

  /// - Parameter servers: `address:port`, separated by commas; the machine's own if nil.
  /// - Throws: `failed` when c-ares cannot start or the servers cannot be read.
  package init(servers: String? = nil) throws(DNSError) {
    _ = Self.library
    var options = ares_options()
    (options.timeout, options.tries) = (2_000, 3)
    var made: ares_channel?
    let status = ares_init_options(
      &made, &options, ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES)
    guard status == ARES_SUCCESS, let made else {
      throw .failed(name: "the resolver", reason: String(cString: ares_strerror(status)))
    }
    let told = servers.map { ares_set_servers_ports_csv(made, $0) } ?? ARES_SUCCESS
    if told != ARES_SUCCESS {
      ares_destroy(made)
      throw .failed(name: servers ?? "", reason: String(cString: ares_strerror(told)))
    }
    channel = made
  }

  private static let library: Int32 = ares_library_init(ARES_LIB_INIT_ALL)

  deinit {
    ares_destroy(channel)
  }

  /// The TXT records of a name, each with its pieces joined (RFC 7208, section 3.3).
  package func texts(of name: String) throws(DNSError) -> [String] {
    let answer = try ask(name, .text)
    var first: UnsafeMutablePointer<ares_txt_ext>?
    try check(ares_parse_txt_reply_ext(answer, Int32(answer.count), &first), name)
    defer { ares_free_data(first) }
    var texts: [[UInt8]] = []
    var next = first
    while let piece = next?.pointee {
      let bytes = UnsafeBufferPointer(start: piece.txt, count: piece.length)
      if piece.record_start != 0 || texts.isEmpty { texts.append([]) }
      texts[texts.count - 1] += bytes
      next = piece.next
    }
    return texts.map { String(decoding: $0, as: UTF8.self) }
  }

  /// The IPv4 and IPv6 addresses of a host.
  ///
  /// - Throws: what the IPv4 question failed with, if neither has an answer.
  package func addresses(of host: String) throws(DNSError) -> [String] {
    let four = Result { () throws(DNSError) in try hosts(of: host, .address).addresses }
    let six = (try? hosts(of: host, .address6).addresses) ?? []
    guard case .failure(let error) = four, six.isEmpty else {
      return ((try? four.get()) ?? []) + six
    }
    throw error
  }

  /// The names that an address has in reverse (RFC 1035, section 3.5).
  package func names(of address: IPAddress) throws(DNSError) -> [String] {
    try hosts(of: address.reverseName, .pointer).names
  }

  // MARK: One question

  /// Record types by their numbers in RFC 1035 and RFC 3596.
  private enum RecordType: Int32 {
    case address = 1
    case pointer = 12
    case text = 16
    case address6 = 28
  }

  private func check(_ status: Int32, _ name: String) throws(DNSError) {
    if status != ARES_SUCCESS { throw DNSError(status, name: name) }
  }

  private func hosts(of name: String, _ type: RecordType) throws(DNSError) -> Hosts {
    let answer = try ask(name, type)
    let length = Int32(answer.count)
    var entry: UnsafeMutablePointer<hostent>?
    let status =
      switch type {
      case .address: ares_parse_a_reply(answer, length, &entry, nil, nil)
      case .address6: ares_parse_aaaa_reply(answer, length, &entry, nil, nil)
      case .pointer: ares_parse_ptr_reply(answer, length, nil, 0, AF_INET, &entry)
      case .text: preconditionFailure("texts have no hosts")
      }
    try check(status, name)
    defer { ares_free_hostent(entry) }
    return Hosts(entry)
  }

  private func ask(_ name: String, _ type: RecordType) throws(DNSError) -> [UInt8] {
    let answer = Answer()
    let internet: Int32 = 1
    ares_query(
      channel, name, internet, type.rawValue,
      { context, status, _, bytes, length in
        guard let context else { return }
        let answer = Unmanaged<Answer>.fromOpaque(context).takeUnretainedValue()
        answer.status = status
        if let bytes {
          answer.bytes = Array(UnsafeBufferPointer(start: bytes, count: Int(length)))
        }
      }, Unmanaged.passUnretained(answer).toOpaque())
    while answer.status == nil { turn() }
    try check(answer.status ?? ARES_SUCCESS, name)
    return answer.bytes
  }

  /// Waits for one of the channel's sockets, or for the end of its patience, and lets it work.
  private func turn() {
    var sockets = [ares_socket_t](repeating: -1, count: Int(ARES_GETSOCK_MAXNUM))
    let mask = ares_getsock(channel, &sockets, ARES_GETSOCK_MAXNUM)
    var watched: [pollfd] = []
    for (index, socket) in sockets.enumerated() {
      var events: Int32 = 0
      if rapport_ares_readable(mask, Int32(index)) != 0 { events |= POLLIN }
      if rapport_ares_writable(mask, Int32(index)) != 0 { events |= POLLOUT }
      if events != 0 { watched.append(pollfd(fd: socket, events: Int16(events), revents: 0)) }
    }
    var most = timeval(tv_sec: 1, tv_usec: 0)
    var left = timeval()
    _ = ares_timeout(channel, &most, &left)
    _ = poll(&watched, nfds_t(watched.count), Int32(left.tv_sec * 1_000 + left.tv_usec / 1_000) + 1)
    for socket in watched {
      let reads = socket.revents & Int16(POLLIN | POLLERR | POLLHUP) != 0
      let writes = socket.revents & Int16(POLLOUT) != 0
      ares_process_fd(channel, reads ? socket.fd : -1, writes ? socket.fd : -1)
    }
    if watched.allSatisfy({ $0.revents == 0 }) { ares_process_fd(channel, -1, -1) }
  }

  /// What the callback leaves.
  private final class Answer {
    var status: Int32?
    var bytes: [UInt8] = []
  }
}
