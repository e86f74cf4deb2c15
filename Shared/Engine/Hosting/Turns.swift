/// A line in which everybody has a turn: first come first served for one party, and one after the
/// other among parties, so that who sends a thousand requests does not make the others wait for them.
struct Turns<Element> {
  private var lines: [[UInt8]: ArraySlice<Element>] = [:]
  /// Those who have something in line, the next one first.
  private var parties: ArraySlice<[UInt8]> = []
  private(set) var count = 0

  var isEmpty: Bool { count == 0 }

  mutating func append(_ element: Element, of party: [UInt8]) {
    if lines[party] == nil { parties.append(party) }
    lines[party, default: []].append(element)
    count += 1
  }

  mutating func popFirst() -> Element? {
    guard let party = parties.popFirst(), let element = lines[party]?.popFirst() else { return nil }
    if lines[party]?.isEmpty == false { parties.append(party) } else { lines[party] = nil }
    count -= 1
    return element
  }
}
