extension EveryService {
  /// The service's measurements, in Prometheus' terms.
  public enum Metrics: Method {
    public static let name = "service.metrics"
    public static let summary = "Gives the service's measurements."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = [.observer, .service]
    public struct Params: Codable, Sendable { public init() {} }

    public struct Result: Codable, Sendable {
      /// One number, with the labels it belongs to.
      public struct Sample: Codable, Sendable {
        /// The family's name; for a line of a histogram with `_bucket`, `_sum` or `_count`.
        public var name: String
        /// `counter`, `gauge` or `histogram`.
        public var type: String
        public var labels: [String: String]
        public var value: Double
        public init(name: String, type: String, labels: [String: String], value: Double) {
          (self.name, self.type, self.labels, self.value) = (name, type, labels, value)
        }
      }
      /// What the samples of one name tell.
      public struct Family: Codable, Sendable {
        public var name: String
        /// `counter`, `gauge` or `histogram`.
        public var type: String
        public var help: String
        public init(name: String, type: String, help: String) {
          (self.name, self.type, self.help) = (name, type, help)
        }
      }
      public var samples: [Sample]
      /// All that the service measures, be there a sample now or not.
      public var families: [Family]?
      public init(samples: [Sample], families: [Family]? = nil) {
        (self.samples, self.families) = (samples, families)
      }
    }
  }
}
