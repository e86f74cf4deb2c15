/// Columns that line up, for people.
struct Table: Equatable {
  let header: [String]
  var rows: [[String]]

  init(_ header: [String], rows: [[String]] = []) {
    (self.header, self.rows) = (header, rows)
  }

  /// One line a row, without blanks at the end.
  var lines: [String] {
    let all = [header] + rows
    let widths = header.indices.map { column in
      all.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return all.map { row in
      let cells = zip(row, widths).map { cell, width in
        cell + String(repeating: " ", count: width - cell.count)
      }
      return String(cells.joined(separator: "  ").trimmingSuffix { $0 == " " })
    }
  }
}

extension String {
  /// The text without the last characters that meet a condition.
  func trimmingSuffix(while isUnwanted: (Character) -> Bool) -> Substring {
    var rest = self[...]
    while let last = rest.last, isUnwanted(last) { rest.removeLast() }
    return rest
  }
}
