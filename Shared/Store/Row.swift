/// One row of an answer, valid while the closure that got it runs.
///
/// ```swift
/// try tx.read("SELECT id, subject FROM ticket") { row in
///   Ticket(id: row["id"], subject: row["subject"])
/// }
/// ```
///
/// A column that is not there, or that holds what the type cannot be, is a mistake in the program
/// and traps with a sentence; read what may be NULL as an optional.
package struct Row: ~Copyable {
  private let cells: any RowCells

  init(_ cells: any RowCells) {
    self.cells = cells
  }

  /// The value of the column with this name.
  package subscript<Value: SQLDecodable>(name: StaticString) -> Value {
    let index = cells.columns.index(of: name)
    guard index >= 0 else { fatalError("no column \(name) in: \(cells.text)") }
    return self[index]
  }

  /// How many columns there are.
  package var count: Int { cells.columns.count }

  /// The column at this place, for whoever does not know its type.
  package func column(_ index: Int) -> SQLColumn {
    SQLColumn(cells: cells, index: Int32(index))
  }

  /// The value of the column at this place, counted from 0.
  package subscript<Value: SQLDecodable>(index: Int) -> Value {
    guard let value = Value.decode(SQLColumn(cells: cells, index: Int32(index))) else {
      fatalError("column \(index) is no \(Value.self) in: \(cells.text)")
    }
    return value
  }
}

/// One column of a row, as ``SQLDecodable`` types see it; each getter is `nil` for NULL.
package struct SQLColumn {
  fileprivate let cells: any RowCells
  fileprivate let index: Int32

  /// Whether it is NULL.
  package var isNull: Bool { cells.type(at: index) == nil }

  /// A whole number; PostgreSQL's booleans are 0 and 1, its exact sums are whole numbers too.
  package var integer: Int64? {
    cells.type(at: index) == .integer ? cells.integer(at: index) : nil
  }

  /// A number, whole or not.
  package var real: Double? {
    switch cells.type(at: index) {
    case .real: cells.real(at: index)
    case .integer: Double(cells.integer(at: index))
    case .text, .blob, nil: nil
    }
  }

  /// A text.
  package var text: String? {
    guard cells.type(at: index) == .text else { return nil }
    return String(decoding: cells.bytes(at: index), as: UTF8.self)
  }

  /// A blob, or the UTF-8 of a text.
  package var bytes: [UInt8]? {
    switch cells.type(at: index) {
    case .text, .blob: Array(cells.bytes(at: index))
    case .integer, .real, nil: nil
    }
  }
}

/// What a driver offers of the row it stands on. Each getter is asked only after the type.
protocol RowCells: AnyObject {
  var text: String { get }
  var columns: ColumnNames { get }
  func type(at index: Int32) -> SQLType?
  func integer(at index: Int32) -> Int64
  func real(at index: Int32) -> Double
  func bytes(at index: Int32) -> UnsafeRawBufferPointer
}

/// The names of a statement's columns, and where a name was found before.
///
/// A name in the source is a literal, so its address finds it again without comparing text.
final class ColumnNames {
  private let names: [String]
  @exclusivity(unchecked) private var found: [(name: UnsafePointer<UInt8>, index: Int)] = []

  init(_ names: [String]) {
    self.names = names
  }

  var count: Int { names.count }

  /// The place of the column, or −1.
  func index(of name: StaticString) -> Int {
    for known in found where known.name == name.utf8Start { return known.index }
    let text = name.description
    guard let index = names.firstIndex(of: text) else { return -1 }
    found.append((name.utf8Start, index))
    return index
  }
}
