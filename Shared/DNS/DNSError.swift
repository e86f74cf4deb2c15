import CCares

/// Why a question to the domain name system has no answer.
package enum DNSError: Error, Hashable, CustomStringConvertible {
  /// There is no such name, or it has no such record (RFC 2308).
  case nothingThere(String)
  /// Nobody could be asked, or the answer made no sense: it may be otherwise a moment later.
  case failed(name: String, reason: String)

  init(_ status: Int32, name: String) {
    switch status {
    case ARES_ENOTFOUND, ARES_ENODATA: self = .nothingThere(name)
    default: self = .failed(name: name, reason: String(cString: ares_strerror(status)))
    }
  }

  package var description: String {
    switch self {
    case .nothingThere(let name): "there is no such record of \(name)"
    case .failed(let name, let reason): "\(name) could not be looked up: \(reason)"
    }
  }
}
