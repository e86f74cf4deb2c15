import HTTPTypes
import Hummingbird
import Models
import NIOCore

extension Request {
  /// The most bytes of a body.
  static let longestBody = 256 * 1024

  /// Whether who asks reads JSON instead of pages.
  var isForPrograms: Bool {
    ["rpc", "events", "session"].contains(uri.path.split(separator: "/").first)
  }

  /// The query of the address.
  var query: FormBody { FormBody(uri.query ?? "") }

  /// The token of the link that was followed.
  func token() throws(LinkFault) -> String {
    guard let token = query.text("t") else { throw LinkFault() }
    return token
  }

  /// The body of a form.
  func formBody() async throws -> FormBody {
    guard mediaType == "application/x-www-form-urlencoded" else {
      throw HTTPError(.unsupportedMediaType)
    }
    return FormBody(String(buffer: try await body.collect(upTo: Self.longestBody)))
  }

  /// The content type without its parameters, in lower case.
  var mediaType: String {
    (headers[.contentType] ?? "").prefix { $0 != ";" }.filter { !$0.isWhitespace }.lowercased()
  }

  /// The language that the visitor likes best, if the browser says so.
  var language: String? {
    let first = headers[.acceptLanguage]?.prefix { $0 != "," && $0 != ";" }
    guard let first = first.map({ $0.filter { !$0.isWhitespace } }) else { return nil }
    let parts = first.split(separator: "-", omittingEmptySubsequences: false)
    let isTag =
      first.utf8.count <= 35 && (2...8).contains(parts[0].count)
      && parts[0].allSatisfy { $0.isASCII && $0.isLetter }
      && parts.dropFirst().allSatisfy { part in
        (1...8).contains(part.count)
          && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
      }
    return isTag ? first : nil
  }

  /// Where something came from, for the ledger. The query is left out unless asked for: on most
  /// pages it holds a token.
  func origin(
    _ context: GatewayContext, publicURL: String?, withQuery: Bool = false,
    referrer: String? = nil
  ) -> SubmissionContext {
    let base = publicURL ?? "\(context.visitor.scheme)://\(head.authority ?? "localhost")"
    let query = withQuery ? uri.query.map { "?" + $0 } ?? "" : ""
    return SubmissionContext(
      ip: context.visitor.address, userAgent: headers[.userAgent]?.clipped,
      url: (base + uri.path + query).clipped, referrer: referrer?.clipped,
      utm: withQuery ? SubmissionContext.UTM(self.query) : nil)
  }
}

/// The address of a page lacks the token of its link: a mail program cut it off.
struct LinkFault: Error {}

extension String {
  /// As much of it as services take of such texts.
  fileprivate var clipped: String { String(unicodeScalars.prefix(2_000)) }
}

extension SubmissionContext.UTM {
  /// What a campaign's link says about itself; nil if it says nothing.
  init?(_ query: FormBody) {
    func part(_ name: String) -> String? { query.text("utm_" + name)?.clipped }
    self.init(
      source: part("source"), medium: part("medium"), campaign: part("campaign"),
      term: part("term"), content: part("content"))
    if self == Self() { return nil }
  }
}

/// A key that nobody can guess, for one submission of one page.
enum OneTimeKey {
  static func fresh() -> String {
    [UInt64.random(in: .min ... .max), .random(in: .min ... .max)].map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }.joined()
  }

  /// The key that a page was sent with; a fresh one where somebody changed it.
  static func sent(_ body: FormBody) -> String {
    guard let key = body["key"], key.utf8.count == 32, key.allSatisfy(\.isHexDigit) else {
      return fresh()
    }
    return key
  }
}
