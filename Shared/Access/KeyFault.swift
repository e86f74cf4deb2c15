/// Why keys cannot be had or changed, in one sentence for whoever looks after them.
public struct KeyFault: Error, Sendable, Equatable, CustomStringConvertible {
  public let sentence: String

  public init(_ sentence: String) {
    self.sentence = sentence
  }

  public var description: String { sentence }
}
