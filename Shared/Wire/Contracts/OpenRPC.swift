/// The description of a service's methods in OpenRPC 1.3.2, the answer to `rpc.discover`.
///
/// Generated from the very types that decode the requests, so that it cannot lie. Params are by
/// name; named types are in `components.schemas`, those of params with the suffix `Input` because
/// they refuse unknown members. Beside the standard it says `x-kind`, `x-scopes` and
/// `x-reads-personal-data`.
///
///     let document = try OpenRPC.document(
///       service: "tickets", version: "1.0.0", methods: [OpenTicket.self, CloseTicket.self])
///
/// Source: https://spec.open-rpc.org/1.3.2
public enum OpenRPC {
  /// The document of one service. Methods stand in the order given.
  ///
  /// - Throws: `SchemaError` when a contract cannot be described; see there.
  public static func document(
    service: String, version: String, methods: [any Method.Type], description: String? = nil
  ) throws -> RawJSON {
    var catalogue = SchemaCatalogue(prefix: "#/components/schemas/")
    let descriptions = try methods.map { try self.description(of: $0, in: &catalogue) }
    var components = MemberList()
    components.add("schemas", MemberList(catalogue.definitions))
    components.add("errors", errors(of: methods))
    var document = MemberList()
    document.add("openrpc", "1.3.2")
    document.add("info", MemberList.info(service: service, version: version, description))
    document.add("methods", descriptions)
    document.add("components", components)
    return RawJSON(bytes: try JSONCoding.encode(document))
  }

  private static func description<M: Method>(
    of method: M.Type, in catalogue: inout SchemaCatalogue
  ) throws(SchemaError) -> MemberList {
    var tag = MemberList()
    tag.add("name", method.kind.rawValue)
    var result = MemberList()
    result.add("name", "result")
    result.add(
      "schema", ResolvedSchema(schema: try catalogue.resolve(.of(M.Result.self), closed: false)))
    var list = MemberList()
    list.add("name", method.name)
    list.add("summary", method.summary)
    list.add("tags", [tag])
    list.add("paramStructure", "by-name")
    list.add("params", try params(of: method, in: &catalogue))
    list.add("result", result)
    list.add("errors", method.errors.isEmpty ? nil : method.errors.map(reference))
    list.add("x-kind", method.kind)
    list.add("x-reads-personal-data", method.readsPersonalData ? true : nil)
    list.add("x-scopes", Scope.allCases.filter(method.scopes.contains))
    return list
  }

  private static func params<M: Method>(
    of method: M.Type, in catalogue: inout SchemaCatalogue
  ) throws(SchemaError) -> [MemberList] {
    try catalogue.object(of: M.Params.self, closed: true).properties.map { property in
      var param = MemberList()
      param.add("name", property.name)
      param.add("required", property.required)
      param.add("schema", ResolvedSchema(schema: property.schema))
      return param
    }
  }

  /// The errors that any of the methods names, one component a kind.
  private static func errors(of methods: [any Method.Type]) -> MemberList {
    let named = Set(methods.flatMap { $0.errors })
    var list = MemberList()
    for kind in ServiceError.Kind.allCases where named.contains(kind) {
      var error = MemberList()
      error.add("code", kind.code)
      error.add("message", kind.meaning)
      list.add(kind.rawValue, error)
    }
    return list
  }

  private static func reference(to error: ServiceError.Kind) -> MemberList {
    var list = MemberList()
    list.add("$ref", "#/components/errors/\(error.rawValue)")
    return list
  }
}

extension MemberList {
  /// What both documents say about the service.
  static func info(service: String, version: String, _ description: String?) -> MemberList {
    var info = MemberList()
    info.add("title", "Rapport \(service)")
    info.add("version", version)
    info.add("description", description)
    return info
  }
}

extension ServiceError.Kind {
  /// One sentence for documents; a real error's message names the value that is wrong.
  fileprivate var meaning: String {
    switch self {
    case .parseError: "The bytes are not JSON."
    case .invalidRequest: "The JSON is not a request."
    case .methodNotFound: "The service has no such method."
    case .invalidParams: "The params do not have the method's shape."
    case .internalError: "The service made a mistake; the reference leads to its log."
    case .unauthenticated: "The caller is not known."
    case .forbidden: "The caller may not do this."
    case .notFound: "There is no such thing."
    case .conflict: "The state has changed meanwhile."
    case .invalid: "A value breaks its rule."
    case .rejected: "A rule of the business says no."
    case .tooLarge: "This is more than the service takes."
    case .busy: "Surely not done; repeat after a while."
    case .deadlineExceeded: "Surely not done; the deadline had passed."
    case .unavailable: "Something that the answer depends on cannot be reached."
    }
  }
}
