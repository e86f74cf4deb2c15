import Models

/// What a refusal means for the address: pure rules over codes (RFC 5321 4.2, RFC 3463).
enum Bounces {
  struct Judgement: Equatable {
    /// No later try can succeed.
    var permanent: Bool
    /// The mailbox is not there or not in use: the address is not to be written to again.
    ///
    /// A policy, a full mailbox or a bad reputation is not the recipient's fault: who is suppressed
    /// for the sender's never gets off the list again.
    var condemnsAddress: Bool
  }

  /// - Parameter code: an enhanced status code, a reply code, or an answer that begins with one.
  static func judge(_ code: String?) -> Judgement {
    guard let code else { return Judgement(permanent: true, condemnsAddress: false) }
    let words = code.split(whereSeparator: \.isWhitespace)
    if let (category, subject, detail) = words.prefix(2).lazy.compactMap(enhanced).first {
      return Judgement(
        permanent: category == 5,
        condemnsAddress: category == 5
          && (subject == 1 && detail != 8 || (subject, detail) == (2, 1)))
    }
    let reply = words.first.flatMap { Int($0) } ?? 500
    return Judgement(permanent: reply / 100 == 5, condemnsAddress: false)
  }

  private static func enhanced(_ word: Substring) -> (Int, Int, Int)? {
    let parts = word.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 3, let category = parts[0], let subject = parts[1], let detail = parts[2],
      (2...5).contains(category)
    else { return nil }
    return (category, subject, detail)
  }
}
