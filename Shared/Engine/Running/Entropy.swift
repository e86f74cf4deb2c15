package import Wire

#if canImport(Glibc)
  import Glibc
#endif

/// Where ids and random numbers come from: the system's generator, or a seeded one in tests.
package final class Entropy {
  private var generator: any RandomNumberGenerator
  private var lastMilliseconds: Int64 = 0
  private var counter: UInt64 = 0
  /// What twelve bits hold.
  private static let lastCount: UInt64 = 0xFFF

  package init(_ generator: any RandomNumberGenerator = PooledGenerator()) {
    self.generator = generator
  }

  /// A UUIDv7 (RFC 9562, method 1 of section 6.2): a counter keeps later ids after earlier ones
  /// within a millisecond; when it is used up, or time has gone back, the next millisecond is lent.
  package func uuid(at now: Timestamp) -> UUIDv7 {
    if now.milliseconds > lastMilliseconds {
      (lastMilliseconds, counter) = (now.milliseconds, generator.next() >> 56)
    } else if counter == Self.lastCount {
      (lastMilliseconds, counter) = (lastMilliseconds + 1, generator.next() >> 56)
    } else {
      counter += 1
    }
    return UUIDv7(milliseconds: lastMilliseconds, random: (counter, generator.next()))
  }

  package func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
  }

  package func number(in range: Range<Int64>) -> Int64 {
    Int64.random(in: range, using: &generator)
  }
}

/// The kernel's generator, drawn on ahead: each call into the kernel costs as much as an id.
package struct PooledGenerator: RandomNumberGenerator, Sendable {
  /// As much as one call gives, 256 bytes.
  private static let words = 32
  private var pool: [UInt64] = []

  package init() {}

  package mutating func next() -> UInt64 {
    if pool.isEmpty { fill() }
    return pool.removeLast()
  }

  private mutating func fill() {
    pool = [UInt64](unsafeUninitializedCapacity: Self.words) { buffer, count in
      count = Self.words
      let failed = getentropy(buffer.baseAddress!, Self.words * MemoryLayout<UInt64>.size)
      precondition(failed == 0, "the kernel has no randomness")
    }
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
