public import ArgumentParser
public import Wire

// Values of the wire as they are typed.

extension Slug: ExpressibleByArgument {
  public init?(argument: String) {
    guard let slug = try? Slug(wire: argument) else { return nil }
    self = slug
  }
}

extension Period: ExpressibleByArgument {
  public init?(argument: String) {
    guard let period = try? Period(wire: argument), period.milliseconds > 0 else { return nil }
    self = period
  }
}

extension Scope: ExpressibleByArgument {}
