import Models
import Testing
import Wire

@testable import Operator

struct DoctorTests {
  @Test(
    arguments: [
      ([], .bad), (["v=spf1 -all"], .good), (["v=spf1 include:x.example ~all"], .good),
      (["V=SPF1 redirect=_spf.example.com"], .good), (["v=spf1 +all"], .bad),
      (["v=spf1 all"], .bad), (["v=spf1 a mx"], .warning),
      (["v=spf1 -all", "v=spf1 mx -all"], .bad),
      (["google-site-verification=1", "v=spf1 mx -all"], .good), (["v=spf10 -all"], .bad),
    ] as [([String], Finding.Verdict)])
  func `a sender policy is one record that does not let everybody in`(
    _ texts: [String], _ verdict: Finding.Verdict
  ) {
    #expect(MailPolicy.spf(texts).verdict == verdict)
  }

  @Test(
    arguments: [
      ([], .bad), (["v=DKIM1; k=rsa; p=MIIB"], .good), (["p=MIIB"], .good),
      (["v=DKIM1; p="], .bad), (["v=DKIM1; t=y:s; p=MIIB"], .warning),
    ] as [([String], Finding.Verdict)])
  func `a signing key is there and not revoked`(_ texts: [String], _ verdict: Finding.Verdict) {
    #expect(MailPolicy.dkim(texts).verdict == verdict)
  }

  @Test(
    arguments: [
      ([], .bad), (["v=DMARC1; p=reject"], .good),
      (["v=DMARC1;p=quarantine; rua=mailto:a@b"], .good),
      (["v=DMARC1; p=none"], .warning), (["v=DMARC1"], .bad), (["p=reject"], .bad),
    ] as [([String], Finding.Verdict)])
  func `a domain says what becomes of forged mail`(_ texts: [String], _ verdict: Finding.Verdict) {
    #expect(MailPolicy.dmarc(texts).verdict == verdict)
  }

  @Test(
    arguments: [
      (nil, .bad), ("", .bad), ("ftp://talk.example.com", .bad), ("http://talk.example.com", .bad),
      ("https://talk.example.com", nil), ("http://127.0.0.1:8080", nil),
      ("http://127.example.com", .bad),
    ] as [(String?, Finding.Verdict?)])
  func `links in mail need an encrypted public address`(
    _ url: String?, _ verdict: Finding.Verdict?
  ) {
    #expect(PublicAddress.flaw(url)?.verdict == verdict)
  }

  @Test(
    arguments: [(0.5, 50, .good), (0.85, 50, .warning), (0.2, 0, .warning), (0.9, 50, .bad)]
      as [(Double, UInt64, Finding.Verdict)])
  func `a disk is judged by what is used and what is left`(
    _ used: Double, _ gigabytes: UInt64, _ verdict: Finding.Verdict
  ) {
    #expect(MachineExamination.disk(used: used, free: gigabytes << 30).verdict == verdict)
  }

  @Test(
    arguments: [(0o600, .good), (0o640, .bad), (0o604, .bad), (nil, .bad)]
      as [(Int?, Finding.Verdict)])
  func `the secret is for its owner alone`(_ mode: Int?, _ verdict: Finding.Verdict) {
    let finding = DataExamination.privacy("secret", "/data/secret", mode, ifAbsent: .bad)
    #expect(finding.verdict == verdict)
  }

  @Test func `a backup of last night is fresh and one of the night before is not`() {
    let now = Timestamp(milliseconds: 1_767_322_800_000)
    #expect(DataExamination.backup(now - .hours(25), now: now).verdict == .good)
    #expect(DataExamination.backup(now - .hours(49), now: now).verdict == .bad)
    #expect(DataExamination.backup(nil, now: now).verdict == .bad)
  }

  @Test func `a service whose clock is off is found out`() {
    let now = Timestamp(milliseconds: 1_767_322_800_000)
    let status = EveryService.Status.Result(
      service: "forms", version: "1", startedAt: now - .hours(1), uptimeMs: 3_600_000 - 5_000,
      log: "forms_1", head: 3, followers: [], queues: [:], parked: 0, timersDue: 0)
    let verdicts = { (moment: Timestamp) in
      ServicesExamination.findings("forms", status, asked: moment, answered: moment).map(\.verdict)
    }
    #expect(verdicts(now) == [.bad])
    #expect(verdicts(now - .seconds(5)) == [.good])
  }

  @Test func `a service that is silent, stopped behind another or has parked work is named`() {
    let now = Timestamp(milliseconds: 0)
    let follower = EveryService.Status.Result.Follower(
      service: "tickets", log: "tickets_1", sequence: 1, head: 2, lag: 1, state: "diverged",
      lastHeard: nil)
    let status = EveryService.Status.Result(
      service: "forms", version: "1", startedAt: now, uptimeMs: 0, log: "forms_1", head: 3,
      followers: [follower], queues: [:], parked: 2, timersDue: 0)
    let found = ServicesExamination.findings("forms", status, asked: now, answered: now)
    #expect(found.map(\.verdict) == [.bad, .warning])
    #expect(found[0].sentence.contains("following tickets has diverged"))
    let silent = ServicesExamination.findings("forms", nil, asked: now, answered: now)
    #expect(silent.map(\.verdict) == [.bad])
  }
}
