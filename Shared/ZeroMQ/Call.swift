import CZeroMQ
import Glibc

/// Calls libzmq again for as long as a signal interrupts it, and throws whatever else goes wrong.
///
/// Every call of this module goes through here or through `transfer`: a profiler or a child's exit
/// must never look like a failing socket.
@discardableResult
func call(
  _ operation: @autoclosure () -> String, _ endpoint: String? = nil, _ body: () -> Int32
) throws(ZeroMQError) -> Int32 {
  while true {
    let result = body()
    if result >= 0 { return result }
    let code = zmq_errno()
    if code != EINTR {
      throw ZeroMQError(code: code, operation: operation(), endpoint: endpoint)
    }
  }
}

/// The same for moving one frame: `false` means that the call would have had to wait and may not.
func transfer(
  _ operation: @autoclosure () -> String, wait: Bool, _ body: () -> Int32
) throws(ZeroMQError) -> Bool {
  while body() < 0 {
    let code = zmq_errno()
    if code == EINTR { continue }
    if code == EAGAIN && !wait { return false }
    throw ZeroMQError(code: code, operation: operation())
  }
  return true
}
