import Access
import Client
import Gateway
import Testing

@Suite struct SettingsTests {
  private static func read(
    _ environment: [String: String], keys: String? = nil
  ) throws -> GatewaySettings {
    try GatewaySettings(environment: environment) { path in
      path == environment["RAPPORT_KEYS_FILE"] ? keys.map { Array($0.utf8) } : nil
    }
  }

  @Test func `an empty environment is one machine's`() throws {
    let settings = try Self.read([:])
    #expect(settings.host == "127.0.0.1" && settings.port == 8080 && !settings.capturesMail)
    #expect(settings.services.count == 4)
    #expect(settings.services["forms"]?.requests == "tcp://127.0.0.1:7101")
  }

  @Test func `each service can live somewhere else`() throws {
    let settings = try Self.read([
      "RAPPORT_HOST": "suite.internal", "RAPPORT_TICKETS_HOST": "10.0.0.5",
      "RAPPORT_PORT_OFFSET": "1000", "RAPPORT_PUBLIC_URL": "https://shop.example/",
      "RAPPORT_CAPTURE_MAIL": "1",
    ])
    #expect(settings.port == 9080 && settings.capturesMail)
    #expect(settings.services["forms"]?.requests == "tcp://suite.internal:8101")
    #expect(settings.services["tickets"]?.requests == "tcp://10.0.0.5:8201")
    #expect(settings.publicURL == "https://shop.example")
  }

  @Test(arguments: [
    ["RAPPORT_HTTP_PORT": "http"], ["RAPPORT_HTTP_PORT": "70000"],
    ["RAPPORT_PORT_OFFSET": "-1"], ["RAPPORT_PUBLIC_URL": "shop.example"],
    ["RAPPORT_PUBLIC_URL": "javascript:alert(1)"], ["RAPPORT_CAPTURE_MAIL": "yes"],
    ["RAPPORT_TRUSTED_PROXIES": "everybody"], ["RAPPORT_LOG_LEVEL": "loud"],
    ["RAPPORT_KEYS_FILE": "/nowhere"],
  ])
  func `a faulty value is named in one sentence`(environment: [String: String]) throws {
    let name = try #require(environment.keys.first)
    let fault = #expect(throws: ConfigurationFault.self) { try Self.read(environment) }
    #expect(fault?.sentence.hasPrefix(name) == true)
  }

  @Test func `the gateway shows its own key to every service`() throws {
    let zeros = String(repeating: "0", count: 40)
    let settings = try GatewaySettings(environment: ["RAPPORT_KEYS": "/keys"]) { path in
      #expect(path == "/keys/gateway/key")
      return Array(
        #"{"name":"gateway","public":"\#(zeros)","secret":"\#(zeros)","servers":{"forms":"\#(zeros)"}}"#
          .utf8)
    }
    #expect(settings.services["forms"]?.keys?.server == zeros)
    #expect(throws: ConfigurationFault.self) { try Self.read(["RAPPORT_KEYS": "/nowhere"]) }
  }

  @Test(arguments: [
    ("[]", nil), (#"[{"name":"a","kind":"server","key":"0123456789abcdef"}]"#, nil),
    ("{", "not valid JSON"), (#"[{"name":"a","kind":"root","key":"0123456789abcdef"}]"#, "kind"),
    (#"[{"name":"a","kind":"server","key":"short"}]"#, "16 characters"),
    (#"[{"name":"a","kind":"server"}]"#, "16 characters"),
    (#"[{"name":"a","kind":"server","sha256":"zz"}]"#, "sha256"),
    (#"[{"name":"a","kind":"site","key":"0123456789abcdef"}]"#, "origins"),
    (#"[{"name":"A b","kind":"server","key":"0123456789abcdef"}]"#, "no name"),
    (#"[{"name":"a","kind":"server","key":"0123456789abcdef","admin":true}]"#, "admin"),
  ])
  func `a file of keys is read strictly`(file: String, flaw: String?) throws {
    guard let flaw else {
      _ = try Self.read(["RAPPORT_KEYS_FILE": "keys.json"], keys: file)
      return
    }
    let fault = #expect(throws: ConfigurationFault.self) {
      try Self.read(["RAPPORT_KEYS_FILE": "keys.json"], keys: file)
    }
    #expect(fault?.sentence.contains("keys.json") == true)
    #expect(fault?.sentence.contains(flaw) == true, "\(fault?.sentence ?? "")")
  }
}
