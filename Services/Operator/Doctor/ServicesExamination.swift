import Client
import Models
import Wire

/// The services as they speak of themselves.
struct ServicesExamination {
  let installation: Installation

  func findings() async -> [Finding] {
    var findings: [Finding] = []
    for member in Suite.members {
      let asked = LocalTime.now
      let status = try? await installation[member.name].call(
        EveryService.Status.self, .init(), timeout: .seconds(2)
      ).value
      findings += Self.findings(member.name, status, asked: asked, answered: LocalTime.now)
    }
    return findings
  }

  /// - Parameters:
  ///   - status: what it said; nil when it said nothing.
  ///   - asked: this machine's time before the question, and `answered` that after the answer.
  static func findings(
    _ service: String, _ status: EveryService.Status.Result?, asked: Timestamp, answered: Timestamp
  ) -> [Finding] {
    guard let status else {
      return [Finding(.bad, service, "it does not answer", advice: "Start it, or see its log.")]
    }
    var findings: [Finding] = []
    let theirs = status.startedAt.milliseconds + status.uptimeMs
    let skew = max(asked.milliseconds - theirs, theirs - answered.milliseconds, 0)
    if skew > 2_000 {
      findings.append(
        Finding(
          .bad, "clock of \(service)", "it is \(Period(milliseconds: skew).brief) off from here",
          advice: "Let a time service keep the clocks of all machines."))
    }
    for follower in status.followers where !["live", "catchingUp"].contains(follower.state) {
      findings.append(
        Finding(
          .bad, service, "following \(follower.service) has \(follower.state)",
          advice: "Marketing waits until it goes on: see rapport status and the service's log."))
    }
    if let disk = status.disk, disk.isTight {
      findings.append(
        Finding(
          .bad, "disk of \(service)", "\(Int(disk.used * 100)) % used",
          advice: "Make room: only answers, withdrawals and erasures are accepted."))
    }
    if status.parked > 0 {
      findings.append(
        Finding(
          .warning, service, "\(status.parked) events or timers are parked",
          advice: "rapport parked list, mend the cause, rapport parked retry."))
    }
    return findings.isEmpty
      ? [Finding(.good, service, "\(status.version), log at \(status.head)")] : findings
  }
}
