import HTTPTypes
import Hummingbird
import Logging
import NIOHTTP1
import Wire

/// Turns what goes wrong on the way to a page into a page that says so; programs get it as JSON.
struct Refusals: RouterMiddleware {
  let pages: Pages
  let logger: Logger

  func handle(
    _ request: Request, context: GatewayContext, next: Next
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch let error as ServiceError {
      return request.isForPrograms ? RPCExchange.refusal(error) : pages.page(Refusal(error))
    } catch is LinkFault {
      return pages.page(Refusal.cutOff)
    } catch let error as any HTTPResponseError {
      return pages.page(Refusal(error.status))
    } catch  where error is HTTPParserError || error is CancellationError {
      // The connection is beyond a page.
      throw error
    } catch {
      let reference = OneTimeKey.fresh()
      logger.error(
        "a request failed", metadata: ["reference": "\(reference)", "error": "\(error)"])
      return pages.page(
        Refusal(ServiceError(.internalError, "\(error)", reference: reference)))
    }
  }
}

/// What a visitor is told when something cannot be done.
struct Refusal: Sendable, Equatable {
  let status: HTTPResponse.Status
  let title: String
  let sentence: String
  /// In seconds.
  var retryAfter: Int64?

  /// A link without its token.
  static let cutOff = Refusal(
    status: .badRequest, title: "This link is incomplete",
    sentence: "A part of it is missing. Copy the whole link from the mail.")

  private init(
    status: HTTPResponse.Status, title: String, sentence: String, retryAfter: Int64? = nil
  ) {
    (self.status, self.title, self.sentence) = (status, title, sentence)
    self.retryAfter = retryAfter
  }

  /// What a service said no to.
  init(_ error: ServiceError) {
    switch error.kind {
    case .rejected:
      self.init(
        status: error.subtype == "invalidLink" ? .badRequest : .gone, title: "This cannot be done",
        sentence: error.message)
    case .notFound:
      self.init(.notFound)
    case .invalid, .invalidParams, .parseError, .invalidRequest:
      self.init(
        status: error.status, title: "This cannot be done", sentence: error.message)
    case .forbidden, .unauthenticated:
      self.init(
        status: .forbidden, title: "This is not open to you",
        sentence: "This page does not exist for everybody.")
    case .conflict:
      self.init(
        status: .conflict, title: "This was changed meanwhile",
        sentence: "Load the page again and repeat what you wanted to do.")
    case .busy where error.subtype == ServiceError.tooManyRequests:
      let seconds = error.secondsToWait
      self.init(
        status: error.status, title: "Not so fast, please",
        sentence: error.message
          + " Try again in \(seconds) \(seconds == 1 ? "second" : "seconds").",
        retryAfter: seconds)
    case .tooLarge:
      self.init(.contentTooLarge)
    case .busy, .unavailable, .deadlineExceeded:
      self.init(
        status: .serviceUnavailable, title: "Not now, sorry",
        sentence: "We could not take this at the moment. Go back and try again in a minute: "
          + "nothing will be done twice.",
        retryAfter: error.secondsToWait)
    case .internalError, .methodNotFound:
      let quote = error.reference.map { " If you tell us about it, quote \($0)." } ?? ""
      self.init(
        status: .internalServerError, title: "Something went wrong",
        sentence: "This is our mistake, not yours." + quote)
    }
  }

  /// What HTTP itself says no to.
  init(_ status: HTTPResponse.Status) {
    switch status {
    case .notFound:
      self.init(
        status: status, title: "There is nothing here",
        sentence: "The address may be mistyped, or what it led to is gone.")
    case .contentTooLarge:
      self.init(
        status: status, title: "That is too much",
        sentence: "What you sent is larger than we can take. Shorten it and send it again.")
    default:
      self.init(
        status: status, title: "This cannot be done",
        sentence: "The request was not one that this page understands.")
    }
  }
}

extension Refusal: PageView {
  static let template = Template(
    """
    <h1>{{title}}</h1>
    <p>{{sentence}}</p>
    """)
}

extension Pages {
  func page(_ refusal: Refusal) -> Response {
    var headers: HTTPFields = [:]
    headers[.retryAfter] = refusal.retryAfter.map(String.init)
    return page(refusal, refusal.status, headers: headers)
  }
}

extension ServiceError {
  /// The status that tells HTTP's own machinery the same.
  var status: HTTPResponse.Status {
    subtype == Self.tooManyRequests ? .tooManyRequests : kind.status
  }

  /// When to come back, for `Retry-After`.
  var secondsToWait: Int64 { max(1, ((retryAfter?.milliseconds ?? 30_000) + 999) / 1000) }
}

extension ServiceError.Kind {
  /// As ``ServiceError/status``.
  fileprivate var status: HTTPResponse.Status {
    switch self {
    case .parseError, .invalidRequest, .invalidParams: .badRequest
    case .unauthenticated: .unauthorized
    case .forbidden: .forbidden
    case .methodNotFound, .notFound: .notFound
    case .conflict: .conflict
    case .invalid, .rejected: .unprocessableContent
    case .tooLarge: .contentTooLarge
    case .busy, .unavailable: .serviceUnavailable
    case .deadlineExceeded: .gatewayTimeout
    case .internalError: .internalServerError
    }
  }
}
