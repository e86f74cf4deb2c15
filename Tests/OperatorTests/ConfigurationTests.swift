import Foundation
import Testing
import Wire

@testable import Operator

@Suite struct ConfigurationTests {
  private func noun(_ folder: String) throws -> Noun {
    try #require(Noun.all.first { $0.folder == folder })
  }

  @Test func `what depends on another comes behind it`() {
    #expect(
      Noun.all.map(\.folder) == [
        "topics", "senders", "queues", "staff", "forms", "templates", "campaigns", "journeys",
      ])
  }

  @Test(
    arguments: [
      (nil, Int64(1), Applying.Change.created), (1, 1, .unchanged), (1, 2, .changed),
    ] as [(Int64?, Int64, Applying.Change)])
  func `versions before and after tell what a put did`(
    before: Int64?, after: Int64, change: Applying.Change
  ) {
    #expect(Applying.change(from: before, to: after) == change)
  }

  @Test(arguments: [
    ("topics", #"{"key":"news"}"#, "news"),
    ("templates", #"{"key":"tips","language":"de"}"#, "tips.de"),
    ("templates", #"{"key":"tips"}"#, "tips"),
    ("staff", #"{"email":"mia@shop.example"}"#, "mia@shop.example"),
  ])
  func `an entry is named by what identifies it`(
    folder: String, entry: String, name: String
  ) throws {
    let entry = try JSONCoding.decode(JSON.self, from: Array(entry.utf8), mode: .strict)
    #expect(try noun(folder).name(of: entry) == name)
  }

  @Test func `a file holds what the put takes, without what belongs to one installation`() throws {
    let entry: JSON = [
      "id": "staff_00000000000000000000000000", "name": "Mia", "email": "mia@shop.example",
      "roles": ["agent"], "version": 4, "later": true,
    ]
    #expect(
      try noun("staff").file(of: entry) == """
        {
          "name": "Mia",
          "email": "mia@shop.example",
          "roles": [
            "agent"
          ]
        }

        """)
  }

  @Test func `every mistake of every file is told, and nothing is applied`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    let topics = folder.appending(path: "topics")
    try FileManager.default.createDirectory(at: topics, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(#"{"key":"News!","basis":"consent","colour":1}"#.utf8)
      .write(to: topics.appending(path: "a.json"))
    try Data("{".utf8).write(to: topics.appending(path: "b.json"))
    let failure = #expect(throws: Failure.self) {
      try ConfigurationFile.read(folder: folder.path)
    }
    let text = failure?.text ?? ""
    for part in ["topics/a.json", "/key", "/name", "/colour", "topics/b.json", "not valid JSON"] {
      #expect(text.contains(part), "\(part) in \(text)")
    }
  }

  @Test func `a folder without configuration is refused`() {
    #expect(throws: Failure.self) { try ConfigurationFile.read(folder: "/nowhere") }
  }

  @Test func `the demo's files can be applied and say what an export would`() throws {
    let root = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL
    let folder = root.appending(path: "deploy/examples/demo").path
    let files = try ConfigurationFile.read(folder: folder)
    #expect(files.count >= 10)
    for file in files {
      let entry = try JSONCoding.decode(JSON.self, from: file.params, mode: .strict)
      #expect(try file.noun.file(of: entry) == String(decoding: file.params, as: UTF8.self))
      #expect(file.path == "\(file.noun.folder)/\(file.name).json")
    }
  }
}
