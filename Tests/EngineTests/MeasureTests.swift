import Store
import TestSupport
import Testing
import Wire

@testable import Engine

@Suite(.databases) struct MeasureTests {
  @Test func `a histogram's buckets hold what the smaller ones hold`() {
    var histogram = Histogram([1, 2, 4])
    for value in [0.5, 1, 1.5, 4, 9] { histogram.add(value) }
    let lines = histogram.readings(["method": "m"])
    #expect(lines.map(\.part) == ["_bucket", "_bucket", "_bucket", "_bucket", "_sum", "_count"])
    #expect(lines.map(\.value) == [2, 3, 4, 5, 16, 5])
    #expect(lines.map { $0.labels["le"] } == ["1.0", "2.0", "4.0", "+Inf", nil, nil])
    #expect(lines.allSatisfy { $0.labels["method"] == "m" })
  }

  @Test(arguments: Dialect.available)
  func `a service tells what it did and how it stands`(dialect: Dialect) throws {
    let town = try Town(dialect) { [Diary.service(), Echo.service()] }
    _ = try town.call(Diary.Write.self, .init(text: "a"))
    _ = try town.refusal(Diary.Write.self, .init(text: "b", then: "throw"))
    let told = try measured(in: town)
    let write = ["method": "notes.write"]
    #expect(told["rapport_requests_total", write.merging(["outcome": "ok"]) { $1 }] == 1)
    #expect(told["rapport_requests_total", write.merging(["outcome": "rejected"]) { $1 }] == 1)
    #expect(told["rapport_request_duration_seconds_count", write] == 2)
    #expect(
      told["rapport_request_duration_seconds_bucket", write.merging(["le": "+Inf"]) { $1 }] == 2)
    #expect(told["rapport_events_total", ["type": Diary.Noted.type]] == 1)
    #expect(told["rapport_log_head", [:]] == 1)
    #expect(told["rapport_parked", [:]] == 0)
    #expect(try #require(told["rapport_database_size_bytes", [:]]) > 4096)
    #expect(try #require(told["process_resident_memory_bytes", [:]]) > 1_000_000)
    #expect(try #require(told["process_open_fds", [:]]) > 3)
    #expect(told["notes_written", [:]] == 1)
  }

  @Test func `a follower's lag, silence and state are told`() throws {
    let town = try Town { [Echo.service()] }
    town.silent = ["diary"]
    try town.advance(by: .seconds(90))
    let told = try measured(in: town)
    #expect(told["rapport_follower_lag_events", ["log": "diary"]] == 0)
    #expect(told["rapport_follower_silence_seconds", ["log": "diary"]] == 90)
    #expect(
      told["rapport_follower_state", ["log": "diary", "state": "live"]] == 1)
  }

  @Test func `everything measured is declared with its help, once`() throws {
    let town = try Town { [Diary.service()] }
    let told = try town.call(EveryService.Metrics.self, .init())
    let families = try #require(told.families)
    #expect(Set(families.map(\.name)).count == families.count)
    #expect(families.allSatisfy { $0.help.hasSuffix(".") })
    let types = Dictionary(uniqueKeysWithValues: families.map { ($0.name, $0.type) })
    for sample in told.samples {
      let name =
        sample.type == "histogram"
        ? String(sample.name.prefix(upTo: try #require(sample.name.lastIndex(of: "_"))))
        : sample.name
      #expect(types[name] == sample.type, "\(sample.name)")
    }
    #expect(families.filter { $0.type == "counter" }.allSatisfy { $0.name.hasSuffix("_total") })
  }

  @Test func `a name is measured once`() {
    let twice = Service(
      name: "diary", migrations: [], answers: [],
      measures: [.gauge("rapport_parked", "Something else.") { _ in [] }])
    #expect(twice.flaws == ["diary measures rapport_parked more than once"])
  }

  private func measured(in town: Town) throws -> Told {
    Told(samples: try town.call(EveryService.Metrics.self, .init()).samples)
  }
}

/// Samples by name and labels.
private struct Told {
  let samples: [EveryService.Metrics.Result.Sample]

  subscript(name: String, labels: [String: String]) -> Double? {
    samples.first { $0.name == name && $0.labels == labels }?.value
  }
}
