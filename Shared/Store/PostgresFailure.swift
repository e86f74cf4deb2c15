extension StoreError {
  /// PostgreSQL's SQLSTATE codes (appendix A of its manual).
  init(sqlState: String, _ text: String) {
    switch sqlState {
    case "23505": self = .constraint(.unique, text)
    case "23503": self = .constraint(.foreignKey, text)
    case "23502": self = .constraint(.notNull, text)
    case "23514": self = .constraint(.check, text)
    case "57014": self = .interrupted(text)
    case "55P03", "40001", "40P01", "53300": self = .busy(text)
    case "53100", "53200": self = .full(text)
    case "25006": self = .readOnly(text)
    case "XX001", "XX002": self = .corrupt(text)
    case "57P01", "57P02", "57P03": self = .lost(text)
    case "3D000", "28000", "28P01": self = .cannotOpen(text)
    default: self = sqlState.hasPrefix("08") ? .lost(text) : .other(text)
    }
  }
}
