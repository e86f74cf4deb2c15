import Foundation
import ZeroMQ

/// A ZAP handler (ZeroMQ RFC 27) for the time of a test: public keys in, user ids out.
func withDoorkeeper(
  in context: Context, admitting users: [String: String], _ body: () throws -> Void
) throws {
  let (leave, bound, left) = (
    try WakeUp(), DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)
  )
  Thread.detachNewThread {
    do {
      try keepDoor(in: context, admitting: users, bound: bound, until: leave)
    } catch {
      fatalError("the doorkeeper stumbled: \(error)")
    }
    left.signal()
  }
  bound.wait()
  defer {
    leave.signal()
    left.wait()
  }
  try body()
}

private func keepDoor(
  in context: Context, admitting users: [String: String], bound: DispatchSemaphore,
  until leave: WakeUp
) throws(ZeroMQError) {
  let socket = try Socket(.rep, in: context)
  try socket.bind("inproc://zeromq.zap.01")
  bound.signal()
  var poller = Poller()
  let requests = poller.add(socket)
  let end = poller.add(descriptor: leave.descriptor)
  while try poller.wait(timeoutMilliseconds: -1) > 0, !poller.ready(end) {
    guard poller.ready(requests), let request = try socket.receiveFrames(limit: 7) else { continue }
    try socket.sendFrames(answer(to: request, admitting: users))
  }
}

// Request: version, request id, domain, address, routing id, mechanism, key.
// Answer: version, request id, status, reason, user id, metadata.
private func answer(to request: [[UInt8]], admitting users: [String: String]) -> [[UInt8]] {
  let key = Curve.Z85.encode(request[6]) ?? ""
  let user = request[5] == [UInt8]("CURVE") ? users[key] : nil
  return [
    request[0], request[1], [UInt8](user == nil ? "400" : "200"),
    [UInt8](user == nil ? "unknown key" : "OK"), [UInt8](user ?? ""), [],
  ]
}
