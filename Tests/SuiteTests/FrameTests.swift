import Access
import Foundation
import Models
import TestSupport
import Testing

@testable import Engine
@testable import Wire

/// Whatever comes over a socket is answered or ignored, and crashes nothing.
///
/// `RAPPORT_FRAMES=1000000` for the full run; `RAPPORT_SEED` repeats one.
struct FrameTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let count = environment["RAPPORT_FRAMES"].flatMap(Int.init) ?? 20_000
  private static let seed =
    environment["RAPPORT_SEED"].flatMap(UInt64.init) ?? .random(in: .min ... .max)

  /// A request for every method there is, with params of the right shape.
  private static func requests() throws -> [[UInt8]] {
    try (Suite.members.flatMap(\.methods) + EveryService.all).map { method in
      let params = try JSONCoding.encode(try example(method))
      return Array(
        #"{"jsonrpc":"2.0","id":1,"method":"\#(method.name)","meta":{"idempotencyKey":"k","#.utf8)
        + Array(#""actor":"staff:mia","timeoutMs":100},"params":"#.utf8) + params + [0x7D]
    }
  }

  private static func example<M: Wire.Method>(_ method: M.Type) throws -> JSON {
    try Schema.of(M.Params.self).example()
  }

  private static func events() throws -> [[UInt8]] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Corpus")
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map {
      Array(try Data(contentsOf: folder.appending(path: $0)))
    }
  }

  @Test func `random and mutated frames are answered with JSON or not at all`() throws {
    print("\(Self.count) frames of seed \(Self.seed)")
    var mutation = Mutation(try Self.requests() + Self.events(), seed: Self.seed)
    let receptions = Shop.services.map { Reception($0, clock: VirtualClock()) }
    let callers = [
      Caller.local, Caller(key: "shop", scopes: [.frontend], delegates: true),
      Caller(key: "nobody", scopes: []),
    ]
    var (accepted, refused) = (0, 0)
    for round in 0..<Self.count {
      let frame = mutation.next()
      let reception = receptions[round % receptions.count]
      let exchange = reception.receive(
        frame, from: callers[round % callers.count], route: [[1], []])
      if exchange.isRefused { refused += 1 } else { accepted += 1 }
      for reply in [exchange.refused, exchange.refused(Port.full)] {
        guard let body = reply?.body else { continue }
        #expect(
          (try? Answer.parse(body)) != nil,
          "seed \(Self.seed), round \(round): \(String(decoding: frame, as: UTF8.self))")
      }
      // The same bytes as an answer, an event and a heartbeat, as a client would get them.
      _ = try? Answer.parse(frame)
      _ = try? JSONCoding.decode(CloudEvent.self, from: frame, mode: .lenient)
      _ = try? JSONCoding.decode(Heartbeat.self, from: frame, mode: .lenient)
    }
    #expect(accepted > 0 && refused > 0, "seed \(Self.seed)")
  }

  @Test func `random key files and rings are read or refused`() throws {
    let folder = KeyFolder(
      FileManager.default.temporaryDirectory.appending(path: "frames-\(UUID().uuidString)").path)
    defer { try? FileManager.default.removeItem(atPath: folder.path) }
    try folder.make(services: ["forms"], now: VirtualClock.start)
    let seeds = try [folder.ring, folder.keyFile(of: "forms")].map {
      Array(try Data(contentsOf: URL(filePath: $0)))
    }
    var mutation = Mutation(seeds, seed: Self.seed)
    for _ in 0..<Self.count / 10 {
      let text = mutation.next()
      _ = try? KeyRing(parsing: text, of: "ring")
      _ = try? KeyFile(parsing: text, of: "key")
    }
  }
}

/// Frames that once were good ones.
private struct Mutation {
  private let seeds: [[UInt8]]
  private var dice: SeededGenerator
  private static let marks =
    Array(#"{}[]",:\u0-.eE+tfn 1d8"#.utf8) + [0x00, 0x0A, 0x80, 0xC3, 0xED, 0xF0, 0xFF]

  init(_ seeds: [[UInt8]], seed: UInt64) {
    (self.seeds, dice) = (seeds, SeededGenerator(seed: seed))
  }

  mutating func next() -> [UInt8] {
    if Int.random(in: 0..<20, using: &dice) == 0 { return noise() }
    var frame = seeds[Int.random(in: 0..<seeds.count, using: &dice)]
    for _ in 0..<Int.random(in: 0...4, using: &dice) { change(&frame) }
    // Now and then a batch of it.
    guard Int.random(in: 0..<20, using: &dice) == 0 else { return frame }
    let copies = Array(repeating: frame, count: Int.random(in: 1...3, using: &dice))
    return [0x5B] + Array(copies.joined(separator: [0x2C])) + [0x5D]
  }

  private mutating func noise() -> [UInt8] {
    (0..<Int.random(in: 0...300, using: &dice)).map { _ in
      .random(in: .min ... .max, using: &dice)
    }
  }

  private mutating func change(_ frame: inout [UInt8]) {
    guard !frame.isEmpty else { return }
    let at = Int.random(in: 0..<frame.count, using: &dice)
    let mark = Self.marks[Int.random(in: 0..<Self.marks.count, using: &dice)]
    switch Int.random(in: 0..<6, using: &dice) {
    case 0: frame[at] = mark
    case 1: frame[at] = .random(in: .min ... .max, using: &dice)
    case 2: frame.insert(mark, at: at)
    case 3: frame.remove(at: at)
    case 4: frame.removeLast(frame.count - at)
    default:
      // A piece of another frame in the place of one of its own.
      let other = seeds[Int.random(in: 0..<seeds.count, using: &dice)]
      let from = Int.random(in: 0..<other.count, using: &dice)
      let piece = other[from..<min(other.count, from + Int.random(in: 1...40, using: &dice))]
      frame.replaceSubrange(at..<min(frame.count, at + piece.count), with: piece)
    }
  }
}
