/// Finds a repeated name among the members of one object, in a time that input cannot stretch.
///
/// Two readers of `{"amount":1,"amount":2}` may disagree, so such an object is refused. A 64-bit
/// mask proves most names new at the cost of a few instructions; a name that the mask cannot clear
/// is compared with those before it while they are few, and left to one pass with a set when they
/// are many or hold escapes.
struct NameGuard {
  private static let few = 32

  private let object: Int
  private var mask: UInt64 = 0
  private var count = 0
  private var doubtful = false

  init(object: Int) { self.object = object }

  /// Takes note of a name; true if it certainly repeats an earlier one.
  @inline(__always)
  mutating func repeats(
    _ name: Int, _ tape: ContiguousArray<JSONSlot>, _ text: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    let slot = tape[name]
    let bit = UInt64(1) << Self.hash(slot, text)
    count += 1
    if !slot.plain { doubtful = true }
    if mask & bit == 0 {
      mask |= bit
      return false
    }
    if count > Self.few {
      doubtful = true
      return false
    }
    return hasTwin(name, tape, text)
  }

  @inline(__always)
  private static func hash(_ slot: JSONSlot, _ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
    let content = slot.content
    guard let first = content.first, let last = content.last else { return 0 }
    let sum = UInt64(text[first]) &* 31 &+ UInt64(text[last]) &* 7 &+ UInt64(content.count) &* 3
    return (sum ^ sum >> 6) & 63
  }

  private func hasTwin(
    _ name: Int, _ tape: ContiguousArray<JSONSlot>, _ text: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    let wanted = UnsafeBufferPointer(rebasing: text[tape[name].content])
    var other = object + 1
    while other < name {
      if JSONText.matches(tape[other].content, of: text, wanted) { return true }
      other = Int(tape[other + 1].next)
    }
    return false
  }

  /// The name that repeats an earlier one, for objects that could not be cleared on the way.
  func repetition(
    _ tape: ContiguousArray<JSONSlot>, _ text: UnsafeBufferPointer<UInt8>
  ) -> Int? {
    guard doubtful else { return nil }
    var known: Set<[UInt8]> = []
    var name = object + 1
    while name < Int(tape[object].next) {
      let bytes =
        tape[name].plain
        ? Array(text[tape[name].content])
        : Array(JSONText.unescaped(text[tape[name].content]).utf8)
      if !known.insert(bytes).inserted { return name }
      name = Int(tape[name + 1].next)
    }
    return nil
  }
}
