extension CloudEvent: SchemaDescribed {
  /// The envelope; each event's own `type` and `data` are said where it is described.
  public static var schema: Schema {
    .object([
      .required("specversion", .constant("1.0")),
      .required("id", .string(minLength: 1)),
      .required("source", .string(format: "uri-reference", minLength: 1)),
      .required("type", .string(minLength: 1)),
      .optional("subject", .string(minLength: 1).described("The id of what it happened to.")),
      .required("time", .of(Timestamp.self)),
      .optional("datacontenttype", .constant("application/json")),
      .optional(
        "sequence",
        .string(pattern: "^[0-9]{20}$", example: "00000000000000000042")
          .described("The place in its log, without gaps; absent when it is not in the log.")),
      .required("log", .string.described("The id of the log.")),
      .optional("contact", .string.described("Whom it is about.")),
      .optional("actor", .string.described("Who caused it.")),
      .optional("key", .string.described("The key of the caller whose request caused it.")),
      .optional("causationid", .string.described("The id of the event that caused it.")),
      .optional("traceparent", .string.described("W3C Trace Context.")),
      .required("hops", .integer(minimum: 0).described("How many events led to it.")),
      .optional(
        "seen",
        .string(
          pattern: "^[a-z0-9._-]+=[0-9]+(,[a-z0-9._-]+=[0-9]+)*$", example: "forms=12,tickets=9"
        ).described("How far the emitter had applied the logs it follows.")),
      .optional("data", .anything),
    ])
  }
}
