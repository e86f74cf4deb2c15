import Access
import Foundation
import Wire

/// Why a command ends without success: one sentence, what belongs to it, and an exit code of
/// sysexits.h that a script can tell apart.
struct Failure: Error, Equatable {
  let code: Int32
  let sentence: String
  /// Indented below the sentence, one line each.
  var details: [String] = []

  init(_ code: Int32, _ sentence: String, details: [String] = []) {
    (self.code, self.sentence, self.details) = (code, sentence, details)
  }

  /// - Parameter subject: what the error is about, such as a file.
  init(_ error: ServiceError, about subject: String? = nil) {
    code = error.kind.exitCode
    sentence = subject.map { "\($0): \(error.message)" } ?? error.message
    details = error.violations.map { violation in
      "\(violation.path.isEmpty ? "/" : violation.path)  \(violation.message) (\(violation.rule))"
    }
    if let reference = error.reference { details.append("reference: \(reference)") }
  }

  init(_ fault: KeyFault) {
    self.init(EX_CONFIG, "\(fault.sentence).")
  }

  var text: String {
    (["rapport: \(sentence)"] + details.map { "  \($0)" }).joined(separator: "\n")
  }

  /// Says it and ends the process.
  func end() -> Never {
    Console.complain(text)
    exit(code)
  }
}

extension ServiceError.Kind {
  /// The code of sysexits.h that comes nearest.
  var exitCode: Int32 {
    switch self {
    case .methodNotFound: EX_USAGE
    case .parseError, .invalidRequest, .invalidParams, .invalid, .rejected, .conflict, .tooLarge:
      EX_DATAERR
    case .notFound: EX_NOINPUT
    case .unavailable: EX_UNAVAILABLE
    case .internalError: EX_SOFTWARE
    case .busy, .deadlineExceeded: EX_TEMPFAIL
    case .unauthenticated, .forbidden: EX_NOPERM
    }
  }
}
