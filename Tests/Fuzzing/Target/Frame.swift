import Wire

/// One frame of bytes, as a request, an answer, an event and any JSON.
///
/// What is accepted has to survive being written: a crash, a hang and a changed value are all found.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let frame = Array(UnsafeBufferPointer(start: start, count: count))
  _ = try? Incoming.parse(frame)
  _ = try? Answer.parse(frame)
  _ = try? JSONCoding.decode(Heartbeat.self, from: frame, mode: .lenient)
  _ = try? JSONCoding.decode(EveryService.ReadEvents.Params.self, from: frame, mode: .strict)
  if let event = try? JSONCoding.decode(CloudEvent.self, from: frame, mode: .lenient) {
    var written: [UInt8] = []
    event.write(into: &written)
    let again = try? JSONCoding.decode(CloudEvent.self, from: written, mode: .lenient)
    precondition(again?.id == event.id && again?.sequence == event.sequence)
  }
  if let value = try? JSONCoding.decode(JSON.self, from: frame, mode: .strict) {
    let again = try? JSONCoding.decode(JSON.self, from: try JSONCoding.encode(value), mode: .strict)
    precondition(again == value)
  }
  return 0
}
