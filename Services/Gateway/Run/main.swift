import Foundation
import Gateway
import Logging
import Logs
import NIOCore
import Supervision

/// The HTTP edge of a Rapport installation: reads its environment and serves until it is told to
/// stop.

/// Ends with one sentence and an exit code of sysexits.h.
func end(_ code: Int32, _ sentence: String) -> Never {
  FileHandle.standardError.write(Data("rapport-gateway: \(sentence)\n".utf8))
  exit(code)
}

let settings: GatewaySettings
do {
  settings = try GatewaySettings(environment: ProcessInfo.processInfo.environment) { path in
    FileManager.default.contents(atPath: path).map(Array.init)
  }
} catch {
  end(EX_CONFIG, error.sentence)
}

LoggingSystem.bootstrap { label in
  var handler = JSONLogHandler(label: label)
  handler.logLevel = settings.logLevel
  return handler
}

let gateway = Gateway(
  settings, backend: SuiteBackend(settings.services), logger: Logger(label: "gateway"))
let place = "Port \(settings.port) of \(settings.host)"
Lifeline.watch()
do {
  try await gateway.run()
} catch let error as IOError where error.errnoCode == EADDRINUSE {
  end(EX_UNAVAILABLE, "\(place) is in use: stop what uses it, or set RAPPORT_HTTP_PORT.")
} catch let error as IOError where error.errnoCode == EACCES {
  end(EX_NOPERM, "\(place) may not be used by this user: set RAPPORT_HTTP_PORT.")
} catch  where error is SocketAddressError || (error as? IOError)?.errnoCode == EADDRNOTAVAIL {
  end(EX_CONFIG, "RAPPORT_HTTP_HOST is \(settings.host), which is no address of this machine.")
} catch {
  end(EX_SOFTWARE, "The gateway failed: \(error)")
}
