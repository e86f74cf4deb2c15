import Testing
import Wire

@Suite struct PeriodTests {
  @Test(arguments: [
    ("PT0S", 0, "PT0S"), ("PT5M", 300_000, "PT5M"), ("P1DT12H", 129_600_000, "P1DT12H"),
    ("P2W", 1_209_600_000, "P14D"), ("PT36H", 129_600_000, "P1DT12H"), ("PT0.25S", 250, "PT0.250S"),
    ("PT1H1M1.001S", 3_661_001, "PT1H1M1.001S"), ("-PT1M", -60_000, "-PT1M"), ("P0D", 0, "PT0S"),
    ("PT1,5S", 1500, "PT1.500S"), ("PT90S", 90_000, "PT1M30S"), ("PT1.23456S", 1234, "PT1.234S"),
  ])
  func `a duration is read and written`(text: String, milliseconds: Int64, wire: String) throws {
    let period = try Period(wire: text)
    #expect(period.milliseconds == milliseconds)
    #expect(period.wire == wire)
    #expect(try Period(wire: wire) == period)
  }

  @Test(arguments: [
    "", "P", "PT", "P1", "1D", "P1Y", "P1M", "PT1D", "P1H", "P1DT", "PT1S1M", "P1D1D", "PT1.5M",
    "PT.5S", "PT1.S", "P-1D", "p1d", "P1D ", "P99999999D", "PT99999999999999999999S", "P１D",
  ])
  func `what is no duration of fixed length is refused`(text: String) {
    #expect(throws: Rejection.self) { try Period(wire: text) }
  }

  @Test func `factories and sums do not overflow`() {
    #expect(Period.minutes(5) == .seconds(300))
    #expect(Period.weeks(1) == .days(7))
    #expect(Period.hours(.max) == .milliseconds(.max))
    #expect(Period.days(.min) + .days(-1) == .milliseconds(.min))
    #expect(Period.seconds(1) < .seconds(2))
    #expect(Period.milliseconds(.min).wire == "-P106751991167DT7H12M55.808S")
  }
}
