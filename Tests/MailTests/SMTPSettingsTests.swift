import Mail
import Testing

@Suite struct SMTPSettingsTests {
  @Test func `a full URL is read whole`() throws {
    let url =
      "smtp://ada:p%40ss%3A@mail.example.org:2525?tls=required&ca=/dev/null&ehlo=me.example&timeout=7&connectTimeout=0.5"
    let settings = try SMTPSettings(url: url)
    #expect(settings.host == "mail.example.org")
    #expect(settings.port == 2525)
    #expect(settings.security == .required)
    #expect(settings.login?.user == "ada")
    #expect(settings.login?.password == "p@ss:")
    #expect(settings.authority == "/dev/null")
    #expect(settings.helloName == "me.example")
    #expect(settings.timeout == .seconds(7))
    #expect(settings.connectTimeout == .milliseconds(500))
  }

  @Test(arguments: [
    ("smtp://mail.example.org", "smtp://mail.example.org:25?tls=opportunistic"),
    ("smtp://a:b@mail.example.org", "smtp://a:•••@mail.example.org:587?tls=required"),
    ("smtps://a:b@mail.example.org/", "smtps://a:•••@mail.example.org:465"),
    ("smtp://[::1]:2525?tls=off", "smtp://[::1]:2525?tls=off"),
  ])
  func `what is left out gets its safe default`(_ url: String, _ full: String) throws {
    #expect(try SMTPSettings(url: url).description == full)
  }

  @Test func `no way of printing shows the password`() throws {
    let settings = try SMTPSettings(url: "smtp://ada:geheim@mail.example.org")
    var dumped = ""
    dump(settings, to: &dumped)
    dump(settings.login, to: &dumped)
    for text in ["\(settings)", String(reflecting: settings), dumped, "\(settings.login as Any)"] {
      #expect(!text.contains("geheim"))
    }
  }

  @Test(arguments: [
    ("mail.example.org", "smtp url: bad scheme"),
    ("http://mail.example.org", "smtp url: must begin with smtp:// or smtps://"),
    ("smtp://", "smtp url: no host part in the URL"),
    ("smtp://h:99999", "smtp url: port number was not a decimal number between 0 and 65535"),
    ("smtp://h:x", "smtp url: port number was not a decimal number between 0 and 65535"),
    ("smtp://h/inbox", "smtp url: has something after the host; options follow a question mark"),
    ("smtp://ada@h", "smtp url: a login needs both: user:password@"),
    ("smtp://h?tls=maybe", "smtp url: tls: must be required, opportunistic or off, not 'maybe'"),
    ("smtps://h?tls=off", "smtp url: tls: does not go with smtps, which is always encrypted"),
    ("smtp://h?ca=/no/such", "smtp url: ca: cannot read '/no/such'"),
    ("smtp://h?ehlo=a%20b", "smtp url: ehlo: must be a host name"),
    ("smtp://h?timeout=soon", "smtp url: timeout: must be seconds, above 0 and up to 3600"),
    (
      "smtp://h?color=red",
      "smtp url: has no option 'color'; there are tls, ca, ehlo, connectTimeout and timeout"
    ),
  ])
  func `each wrong part gets its own sentence`(_ url: String, _ sentence: String) {
    let error = #expect(throws: MailError.self) { try SMTPSettings(url: url) }
    #expect(error?.description == sentence)
  }
}
