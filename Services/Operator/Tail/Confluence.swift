import Client
import Wire

/// The events of several services as one stream; each log waits until it is read on. It lives as
/// long as the command.
///
///     let stream = Confluence.following(["forms", "tickets"], of: installation, from: .now)
///     while let event = try await stream.next() { … }
actor Confluence {
  private var merge: Merge
  private var room: [String: CheckedContinuation<Void, Never>] = [:]
  private var reader: CheckedContinuation<Void, Never>?
  private var failure: (any Error)?
  private static let most = 200

  private init(_ services: [String]) {
    merge = Merge(services, now: Self.now)
  }

  /// - Parameter types: prefixes of event types; all when empty.
  static func following(
    _ services: [String], of installation: Installation, from position: LogPosition,
    types: [String] = []
  ) -> Confluence {
    let confluence = Confluence(services)
    for service in services {
      let events = installation[service].follow(
        from: position, types: Self.types(types, of: service))
      Task { await confluence.follow(events, of: service) }
    }
    return confluence
  }

  private func follow(_ events: AsyncThrowingStream<CloudEvent, any Error>, of service: String)
    async
  {
    do {
      for try await event in events { await put(event, of: service) }
    } catch {
      failure = failure ?? error
      wake()
    }
  }

  /// The prefixes that say something about a service's events; none if one of them means all.
  static func types(_ types: [String], of service: String) -> [String] {
    let meansAll = types.contains { (service + ".").hasPrefix($0) }
    return meansAll ? [] : types.filter { $0.hasPrefix(service + ".") }
  }

  private func put(_ event: CloudEvent, of service: String) async {
    merge.took(event, of: service, now: Self.now)
    wake()
    guard merge.waiting(of: service) >= Self.most else { return }
    await withCheckedContinuation { room[service] = $0 }
  }

  private func wake() {
    reader?.resume()
    reader = nil
  }

  /// The next event. For one reader.
  ///
  /// - Parameter within: how long to wait for it; for ever if nil.
  /// - Returns: nil when none came in time.
  func next(within patience: Period? = nil) async throws -> CloudEvent? {
    let deadline = patience.map { Self.now + UInt64($0.milliseconds) * 1_000_000 }
    while true {
      if let (service, event) = merge.next(now: Self.now) {
        room.removeValue(forKey: service)?.resume()
        return event
      }
      if let failure { throw failure }
      try Task.checkCancellation()
      let now = Self.now
      if let deadline, now >= deadline, merge.isEmpty { return nil }
      // Whatever waits in the merge is sure within a moment.
      await pause(merge.isEmpty ? deadline.map { $0 - now } : 50_000_000)
    }
  }

  /// Waits for an event, or for some nanoseconds.
  private func pause(_ nanoseconds: UInt64?) async {
    let alarm = nanoseconds.map { nanoseconds in
      Task {
        try? await Task.sleep(nanoseconds: nanoseconds)
        if !Task.isCancelled { self.wake() }
      }
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { reader = $0 }
    } onCancel: {
      Task { await self.wake() }
    }
    alarm?.cancel()
  }

  private static let origin = ContinuousClock.now
  private static var now: UInt64 {
    UInt64(origin.duration(to: .now) / .nanoseconds(1))
  }
}
