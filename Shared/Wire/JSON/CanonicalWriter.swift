/// Writes a document's values in the one form that `JSONCoding.canonical` promises.
struct CanonicalWriter {
  private let document: JSONDocument

  init(_ document: JSONDocument) { self.document = document }

  func write(_ node: JSONDocument.Node, into bytes: inout [UInt8]) {
    let slot = document.slot(node)
    switch slot.kind {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .truth: bytes.append(contentsOf: "true".utf8)
    case .falsehood: bytes.append(contentsOf: "false".utf8)
    case .string: bytes.appendQuoted(document.text(of: slot))
    case .number: number(slot, into: &bytes)
    case .array: array(node, into: &bytes)
    case .object: object(node, into: &bytes)
    }
  }

  private func array(_ node: JSONDocument.Node, into bytes: inout [UInt8]) {
    var separator = UInt8(ascii: "[")
    for element in document.elements(of: node) {
      bytes.append(separator)
      write(element, into: &bytes)
      separator = UInt8(ascii: ",")
    }
    if separator == UInt8(ascii: "[") { bytes.append(separator) }
    bytes.append(UInt8(ascii: "]"))
  }

  private func object(_ node: JSONDocument.Node, into bytes: inout [UInt8]) {
    let members = document.members(of: node).map { (document.text($0.name) ?? "", $0.value) }
    let sorted = members.sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
    var separator = UInt8(ascii: "{")
    for (name, value) in sorted {
      bytes.append(separator)
      bytes.appendQuoted(name)
      bytes.append(UInt8(ascii: ":"))
      write(value, into: &bytes)
      separator = UInt8(ascii: ",")
    }
    if separator == UInt8(ascii: "{") { bytes.append(separator) }
    bytes.append(UInt8(ascii: "}"))
  }

  private func number(_ slot: JSONSlot, into bytes: inout [UInt8]) {
    let text = document.bytes[slot.content]
    let double = document.double(of: slot)
    if double == 0 {
      bytes.append(UInt8(ascii: "0"))
    } else if slot.plain || double.isInfinite {
      bytes.append(contentsOf: text)
    } else if double.magnitude < 0x1p53, double.rounded() == double {
      bytes.appendDecimal(Int64(double))
    } else {
      bytes.appendDouble(double)
    }
  }
}
