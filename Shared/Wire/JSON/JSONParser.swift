/// Reads a document once, from the first byte to the last, and writes the tape.
///
/// All of RFC 8259's grammar and nothing beside it is accepted, with the limits of I-JSON
/// (RFC 7493) that make a document mean the same to every reader: UTF-8, no byte order mark, no
/// lone surrogates, no repeated member names.
struct JSONParser {
  /// What is wrong and at which byte.
  struct Fault: Error {
    let offset: Int
    let reason: String
  }

  private let text: UnsafeBufferPointer<UInt8>
  private let deepest: Int
  private var at = 0
  private(set) var tape: ContiguousArray<JSONSlot> = []

  init(_ text: UnsafeBufferPointer<UInt8>, deepest: Int) {
    self.text = text
    self.deepest = deepest
    tape.reserveCapacity(text.count / 12 + 16)
  }

  /// Reads the whole text as one value.
  mutating func parse() throws(Fault) {
    try value(depth: 1)
    skipBlanks()
    if at < text.count { throw fault("there is text after the document") }
  }

  private func fault(_ reason: String, at offset: Int? = nil) -> Fault {
    Fault(offset: offset ?? at, reason: reason)
  }

  /// The byte at hand; zero, which no token begins with, at the end.
  private var byte: UInt8 {
    @inline(__always) get { at < text.count ? text[at] : 0 }
  }

  @inline(__always)
  private mutating func skipBlanks() {
    while at < text.count {
      switch text[at] {
      case 0x20, 0x0A, 0x0D, 0x09: at += 1
      default: return
      }
    }
  }

  private mutating func value(depth: Int) throws(Fault) {
    skipBlanks()
    switch byte {
    case UInt8(ascii: "\""): try string()
    case UInt8(ascii: "{"): try object(depth: depth)
    case UInt8(ascii: "["): try array(depth: depth)
    case UInt8(ascii: "-"), 0x30...0x39: try number()
    case UInt8(ascii: "t"): try literal("true", .truth)
    case UInt8(ascii: "f"): try literal("false", .falsehood)
    case UInt8(ascii: "n"): try literal("null", .null)
    default: throw fault(at < text.count ? "a value is expected" : "the document ends too early")
    }
  }

  /// Puts a value without inner values on the tape.
  @inline(__always)
  private mutating func put(_ kind: JSONSlot.Kind, from start: Int, to end: Int, plain: Bool) {
    tape.append(
      JSONSlot(
        start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end),
        next: UInt32(truncatingIfNeeded: tape.count + 1), kind: kind, plain: plain))
  }

  private mutating func literal(_ word: StaticString, _ kind: JSONSlot.Kind) throws(Fault) {
    let start = at
    for offset in 0..<word.utf8CodeUnitCount {
      guard byte == word.utf8Start[offset] else {
        throw fault("a value is expected", at: start)
      }
      at += 1
    }
    put(kind, from: start, to: at, plain: true)
  }

  private mutating func array(depth: Int) throws(Fault) {
    let slot = try open(.array, depth: depth)
    skipBlanks()
    if byte == UInt8(ascii: "]") { return close(slot) }
    while true {
      try value(depth: depth + 1)
      skipBlanks()
      if byte == UInt8(ascii: "]") { return close(slot) }
      guard byte == UInt8(ascii: ",") else { throw fault("\",\" or \"]\" is expected") }
      at += 1
    }
  }

  private mutating func object(depth: Int) throws(Fault) {
    let slot = try open(.object, depth: depth)
    var names = NameGuard(object: slot)
    skipBlanks()
    if byte == UInt8(ascii: "}") { return close(slot) }
    while true {
      skipBlanks()
      guard byte == UInt8(ascii: "\"") else { throw fault("a member's name is expected") }
      let name = tape.count
      try string()
      if names.repeats(name, tape, text) { throw repeated(name) }
      skipBlanks()
      guard byte == UInt8(ascii: ":") else { throw fault("\":\" is expected") }
      at += 1
      try value(depth: depth + 1)
      skipBlanks()
      if byte == UInt8(ascii: "}") { break }
      guard byte == UInt8(ascii: ",") else { throw fault("\",\" or \"}\" is expected") }
      at += 1
    }
    close(slot)
    if let name = names.repetition(tape, text) { throw repeated(name) }
  }

  private func repeated(_ name: Int) -> Fault {
    fault("a member's name is repeated", at: Int(tape[name].start) - 1)
  }

  private mutating func open(_ kind: JSONSlot.Kind, depth: Int) throws(Fault) -> Int {
    if depth > deepest { throw fault("values nest deeper than \(deepest) levels") }
    put(kind, from: at, to: at, plain: true)
    at += 1
    return tape.count - 1
  }

  private mutating func close(_ slot: Int) {
    at += 1
    tape[slot].end = UInt32(truncatingIfNeeded: at)
    tape[slot].next = UInt32(truncatingIfNeeded: tape.count)
  }

  private mutating func number() throws(Fault) {
    let start = at
    if byte == UInt8(ascii: "-") { at += 1 }
    if byte == UInt8(ascii: "0") {
      at += 1
      if decimalDigit(byte) != nil { throw fault("a number begins with a zero", at: start) }
    } else {
      try digits()
    }
    var plain = true
    if byte == UInt8(ascii: ".") {
      plain = false
      at += 1
      try digits()
    }
    if byte | 0x20 == UInt8(ascii: "e") {
      plain = false
      at += 1
      if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { at += 1 }
      try digits()
    }
    put(.number, from: start, to: at, plain: plain)
  }

  private mutating func digits() throws(Fault) {
    guard decimalDigit(byte) != nil else { throw fault("a digit is expected") }
    while decimalDigit(byte) != nil { at += 1 }
  }

  private mutating func string() throws(Fault) {
    let start = at + 1
    at = start
    var plain = true
    while true {
      at = JSONText.nextSpecial(in: text, from: at, stopAtNonASCII: true)
      guard at < text.count else { throw fault("a string does not end", at: start - 1) }
      switch text[at] {
      case UInt8(ascii: "\""):
        put(.string, from: start, to: at, plain: plain)
        at += 1
        return
      case UInt8(ascii: "\\"):
        plain = false
        try escape()
      case 0x80...:
        let length = JSONText.scalarLength(in: text, at: at)
        guard length > 0 else { throw fault("a string is not UTF-8") }
        at += length
      default:
        throw fault("a string holds a control character")
      }
    }
  }

  private mutating func escape() throws(Fault) {
    let start = at
    at += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      at += 1
    case UInt8(ascii: "u"):
      let unit = try codeUnit(start)
      if unit & 0xFC00 == 0xDC00 { throw fault("a surrogate stands alone", at: start) }
      guard unit & 0xFC00 == 0xD800 else { return }
      guard byte == UInt8(ascii: "\\"), at + 1 < text.count, text[at + 1] == UInt8(ascii: "u")
      else { throw fault("a surrogate stands alone", at: start) }
      at += 1
      guard try codeUnit(start) & 0xFC00 == 0xDC00 else {
        throw fault("a surrogate stands alone", at: start)
      }
    default:
      throw fault("an escape is not known", at: start)
    }
  }

  /// Reads `uXXXX`.
  private mutating func codeUnit(_ start: Int) throws(Fault) -> UInt32 {
    guard let unit = JSONText.codeUnit(in: text, at: at + 1) else {
      throw fault("an escape is not known", at: start)
    }
    at += 5
    return unit
  }
}
