package import Wire

/// Where ids and random numbers come from: the system's generator, or a seeded one in tests.
package final class Entropy {
  private var generator: any RandomNumberGenerator
  private var lastMilliseconds: Int64 = 0
  private var counter: UInt64 = 0

  package init(_ generator: any RandomNumberGenerator = SystemRandomNumberGenerator()) {
    self.generator = generator
  }

  /// Random words drawn ahead: the system's generator is a call into the kernel each time.
  private var pool: [UInt64] = []

  private func next() -> UInt64 {
    if pool.isEmpty { pool = (0..<64).map { _ in generator.next() } }
    return pool.removeLast()
  }

  /// A UUIDv7 (RFC 9562); within one millisecond a counter keeps later ids after earlier ones.
  package func uuid(at now: Timestamp) -> UUIDv7 {
    if now.milliseconds != lastMilliseconds {
      lastMilliseconds = now.milliseconds
      counter = next() >> 56
    }
    counter += 1
    return UUIDv7(milliseconds: now.milliseconds, random: (counter, next()))
  }

  package func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) }
  }

  package func number(in range: Range<Int64>) -> Int64 {
    Int64.random(in: range, using: &generator)
  }
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers for the same seed.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(seed: UInt64) {
    state = seed
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
