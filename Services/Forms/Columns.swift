import Models
import Store
import Wire

// How the words of this service stand in a column: enumerations as their raw value, whole values as
// JSON text.

extension LawfulBasis: SQLConvertible {}
extension Tracking: SQLConvertible {}
extension ConsentAct: SQLConvertible {}
extension Identity.Kind: SQLConvertible {}
extension Subscription.State: SQLConvertible {}
