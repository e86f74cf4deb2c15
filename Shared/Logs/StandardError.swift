#if canImport(Glibc)
  import Glibc
#endif

/// Standard error, a whole line at a time: lines of several threads do not mix.
package enum StandardError {
  package static func write(_ line: [UInt8]) {
    var rest = line[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
      // Nobody reads the log any more; there is nowhere left to say so.
      guard written > 0 else { return }
      rest = rest.dropFirst(written)
    }
  }
}
