import Testing
import Wire

@Suite struct TimestampTests {
  @Test(arguments: [
    ("1970-01-01T00:00:00.000Z", 0), ("1969-12-31T23:59:59.999Z", -1),
    ("2026-01-02T03:04:05.678Z", 1_767_323_045_678), ("2000-02-29T12:00:00.000Z", 951_825_600_000),
    ("1900-03-01T00:00:00.000Z", -2_203_891_200_000),
    ("2038-01-19T03:14:08.000Z", 2_147_483_648_000),
    ("0000-01-01T00:00:00.000Z", -62_167_219_200_000),
    ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
  ])
  func `a known moment is read and written`(text: String, milliseconds: Int64) throws {
    #expect(try Timestamp(wire: text).milliseconds == milliseconds)
    #expect(Timestamp(milliseconds: milliseconds).wire == text)
  }

  @Test(arguments: [
    ("2026-01-02T04:04:05.678+01:00", "2026-01-02T03:04:05.678Z"),
    ("2026-01-01T22:34:05-04:30", "2026-01-02T03:04:05.000Z"),
    ("2026-01-02t03:04:05.6z", "2026-01-02T03:04:05.600Z"),
    ("2026-01-02T03:04:05.678999999Z", "2026-01-02T03:04:05.678Z"),
    ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z"),
    ("2026-01-02T03:04:05-00:00", "2026-01-02T03:04:05.000Z"),
  ])
  func `every form of RFC 3339 is brought into one`(text: String, wire: String) throws {
    #expect(try Timestamp(wire: text).wire == wire)
  }

  @Test(arguments: [
    "", "2026-01-02", "2026-01-02T03:04:05", "2026-13-02T03:04:05Z", "2026-02-29T03:04:05Z",
    "1900-02-29T00:00:00Z", "2026-01-02T24:00:00Z", "2026-01-02T03:60:05Z", "2026-01-02T03:04:61Z",
    "2026-01-02T03:04:05.Z", "2026-01-02T03:04:05.5", "2026-01-02T03:04:05+1:00",
    "2026-01-02T03:04:05+24:00", "2026-01-02T03:04:05Zx", " 2026-01-02T03:04:05Z",
    "2026-01-02 03:04:05Z", "2026-1-02T03:04:05.00Z", "2026-01-00T03:04:05Z",
    "+026-01-02T03:04:05Z",
    "2026-01-02T03:04:05.000+01:00Z", "２026-01-02T03:04:05Z",
  ])
  func `what is no RFC 3339 time is refused`(text: String) {
    #expect(throws: Rejection.self) { try Timestamp(wire: text) }
  }

  @Test func `random moments survive being written and sort as their texts`() throws {
    let seed = UInt64.random(in: .min ... .max)
    var dice = SeededDice(seed: seed)
    var moments: [Timestamp] = []
    for _ in 0..<5000 {
      let moment = Timestamp(
        milliseconds: Int64.random(in: -62_167_219_200_000...253_402_300_799_999, using: &dice))
      #expect(try Timestamp(wire: moment.wire) == moment, "seed \(seed)")
      moments.append(moment)
    }
    #expect(moments.sorted().map(\.wire) == moments.map(\.wire).sorted(), "seed \(seed)")
  }

  @Test func `each day of eight centuries follows the one before`() throws {
    var (year, month, day) = (1600, 1, 1)
    var moment = try Timestamp(wire: "1600-01-01T00:00:00Z")
    while year < 2400 {
      let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
      if moment.wire != "\(date)T00:00:00.000Z" {
        Issue.record("\(date) is written as \(moment)")
        return
      }
      moment = moment + .days(1)
      let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      let lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
      day += 1
      if day > lengths[month - 1] { (month, day) = (month + 1, 1) }
      if month > 12 { (year, month) = (year + 1, 1) }
    }
  }

  private func padded(_ number: Int, _ width: Int) -> String {
    String(repeating: "0", count: width - String(number).count) + String(number)
  }

  @Test func `arithmetic stays at the ends of time`() {
    let end = Timestamp(milliseconds: .max)
    #expect(end + .hours(1) == end)
    #expect(Timestamp(milliseconds: .min) - .hours(1) == Timestamp(milliseconds: .min))
    #expect(Timestamp(milliseconds: 5000) - Timestamp(milliseconds: 2000) == Int64(3000))
    #expect(end - Timestamp(milliseconds: -1) == Int64.max)
    #expect(end.wire == "9999-12-31T23:59:59.999Z")
    #expect(Timestamp(milliseconds: .min).wire == "0000-01-01T00:00:00.000Z")
  }
}

/// Random numbers that can be had again from their seed.
struct SeededDice: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  // A linear congruential generator with mixed output: good enough to vary inputs.
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    let mixed = (state ^ state >> 33) &* 0xFF51_AFD7_ED55_8CCD
    return mixed ^ mixed >> 29
  }
}
