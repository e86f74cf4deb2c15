import Engine
import Models
import Store
import Wire

// How the words of this service stand in a column: enumerations as their raw value, whole values as
// JSON text.

extension Campaign.State: SQLConvertible {}
extension Enrolment.State: SQLConvertible {}
extension Channel: SQLConvertible {}
extension MessageClass: SQLConvertible {}
extension MessageStatus: SQLConvertible {}
extension Identity.Kind: SQLConvertible {}
extension DeclineReason: SQLConvertible {}
extension Catalogue.Noun: SQLConvertible {}
