import ArgumentParser
import Foundation

/// `rapport doctor`: whether everything is in place to go live.
///
/// It looks from where it stands: run it on the machine, or in the container, that sends the mail,
/// with the environment that the services have.
struct Doctor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Examines machine, installation and mail before going live.",
    discussion: """
      Reads the same environment as the services (RAPPORT_DATA, RAPPORT_PUBLIC_URL, RAPPORT_SMTP, …). \
      Exit code 0 when nothing is bad, 78 when something is.
      """)

  @Option(help: "The folder of databases, keys and the secret (RAPPORT_DATA; ./data).")
  var data: String?

  @Option(help: "The address of the hosted pages as the world sees it (RAPPORT_PUBLIC_URL).")
  var publicURL: String?

  @Option(help: "The mail server that the notifications service uses (RAPPORT_SMTP).")
  var smtp: String?

  @Option(help: "The selector that the mail server signs with (DKIM); may be given more than once.")
  var dkimSelector: [String] = []

  @Option(help: "A name server to ask, address:port; the machine's own if not given (RAPPORT_DNS).")
  var dns: String?

  @OptionGroup var options: InstallationOptions

  func run() async throws {
    let environment = ProcessInfo.processInfo.environment
    let installation = try options.installation()
    let folder = data ?? environment["RAPPORT_DATA"] ?? "./data"
    let publicURL = publicURL ?? environment["RAPPORT_PUBLIC_URL"]
    let mail = MailExamination(
      smtp: smtp ?? environment["RAPPORT_SMTP"], selectors: dkimSelector,
      nameServers: dns ?? environment["RAPPORT_DNS"])

    var findings = MachineExamination(folder: folder).findings
    findings +=
      DataExamination(folder: folder, environment: environment, now: LocalTime.now).findings
    findings += await ServicesExamination(installation: installation).findings()
    findings += [PublicAddress.finding(publicURL)]
    findings += await mail.findings(installation)

    let paint = Console.paint
    findings.flatMap { $0.lines(paint) }.forEach(Console.say)
    Console.say("\n\(findings.summary)")
    if findings.contains(where: { $0.verdict == .bad }) { throw ExitCode(EX_CONFIG) }
  }
}
