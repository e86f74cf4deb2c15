/// A sender's standing connection to one mail server: many messages, one login.
///
/// Why it exists: connecting costs more than mailing, and what happened to a message must be known
/// exactly (see `SMTPOutcome`). The first `send` connects; a connection that died while idle is
/// replaced unnoticed.
///
///     let session = SMTPSession(try SMTPSettings(url: "smtp://user:secret@mail.example.org"))
///     switch session.send(from: "a@example.org", to: ["b@example.org"], message: bytes) { … }
///
/// One thread each: it blocks and is not Sendable. SIGPIPE is ignored in the whole process from the
/// first session on.
package final class SMTPSession {
  private let settings: SMTPSettings
  private var line: SMTPLine?

  /// Keeps the settings; connects when there is something to send.
  package init(_ settings: SMTPSettings) {
    self.settings = settings
  }

  deinit {
    close()
  }

  /// Sends one message and tells what became of it; returns within the two timeouts of the settings.
  ///
  /// All recipients share its fate: if the server refuses one, none gets it. An empty `from` is the
  /// null sender of automatic mail. Line ends are made CRLF and leading dots doubled here.
  ///
  /// `beforeData` is called at most once, after the server asked for the body and before the first
  /// byte of it leaves: the point of no return. If it returns false, nothing is sent, the outcome is
  /// `.withdrawn`, and the connection is given up.
  package func send(
    from: String, to: [String], message: [UInt8], beforeData: () -> Bool = { true }
  ) -> SMTPOutcome {
    let letter: SMTPLetter
    do {
      letter = try SMTPLetter(from: from, to: to, message: message)
    } catch {
      return .refused(code: 501, answer: "5.1.3 \(error)", permanent: true)
    }
    if let line, case .settled(let outcome, _) = speak(letter, over: line, beforeData) {
      return outcome
    }
    do {
      switch speak(letter, over: try SMTPLine(settings), beforeData) {
      case .settled(let outcome, _), .lineLost(let outcome): return outcome
      }
    } catch {
      return .providerFailed(reason: error.reason, kind: error.kind)
    }
  }

  /// Connects and logs in, and sends nothing: for finding out whether the settings are right.
  ///
  /// - Returns: why it cannot send; nil when it can.
  package func obstacle() -> String? {
    do {
      line = try SMTPLine(settings)
      return nil
    } catch {
      return error.reason
    }
  }

  private func speak(
    _ letter: SMTPLetter, over line: SMTPLine, _ beforeData: () -> Bool
  ) -> SMTPTransaction.End {
    if letter.needsUTF8 && !line.hello.extensions.contains("SMTPUTF8") {
      self.line = line
      let answer = "5.6.7 the server takes no addresses beyond ASCII (it lacks SMTPUTF8)"
      return .settled(.refused(code: 550, answer: answer, permanent: true), lineLives: true)
    }
    let deadline = ContinuousClock.now + settings.timeout
    let end = SMTPTransaction(letter: letter, line: line, deadline: deadline)
      .run(beforeData: beforeData)
    if case .settled(_, lineLives: true) = end {
      self.line = line
    } else {
      self.line = nil
    }
    return end
  }

  /// Says goodbye, if there is a connection, and waits for the answer for at most two seconds.
  /// The session stays usable; the next `send` connects again.
  package func close() {
    guard let line else { return }
    let deadline = ContinuousClock.now + .seconds(2)
    if (try? line.write(Array("QUIT\r\n".utf8), by: deadline)) != nil {
      _ = try? line.reply(by: deadline)
    }
    self.line = nil
  }
}
