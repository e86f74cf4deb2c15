import Testing
import Wire

struct TraceparentTests {
  @Test func `a traceparent has the form of W3C Trace Context`() {
    let trace = UUIDv7(milliseconds: 0x0123_4567_89AB, random: (0xFFF, 0x1))
    let text = Traceparent.make(trace: trace, span: 0xB7AD_6B71_6920_3331)
    #expect(text == "00-0123456789ab7fff8000000000000001-b7ad6b7169203331-01")
    #expect(Traceparent.trace(of: text) == "0123456789ab7fff8000000000000001")
    #expect(
      Traceparent.time(ofTrace: "0123456789ab7fff8000000000000001")?.milliseconds
        == 0x0123_4567_89AB)
  }

  @Test(arguments: ["", "00-0-0-01", "0af7651916cd43dd8448eb211c80319c"])
  func `what is no traceparent names no trace`(text: String) {
    #expect(Traceparent.trace(of: text) == nil)
  }

  @Test(arguments: ["0af7651916cd43dd8448eb211c80319c", "", "zz", "0123456789ab7fff"])
  func `a trace of another making tells no time`(id: String) {
    #expect(Traceparent.time(ofTrace: id) == nil)
  }
}
