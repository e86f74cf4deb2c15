import HTTPTypes
package import NIOCore
package import NIOHTTPTypes

/// Ends a connection whose other side is too slow, sends too much, or has too many of them.
///
/// It sits between HTTP's decoder and the routes: a header that never ends reaches neither. One that
/// takes too long with a body is told so (408, RFC 9110 section 15.5.9); the others are just closed.
package final class Patience: ChannelDuplexHandler, RemovableChannelHandler {
  package typealias InboundIn = HTTPRequestPart
  package typealias InboundOut = HTTPRequestPart
  package typealias OutboundIn = HTTPResponsePart
  package typealias OutboundOut = HTTPResponsePart

  private let limits: EdgeLimits
  private let crowd: Crowd
  private var place: Crowd.Place?
  /// Between a request's header and its end.
  private var isReceiving = false
  /// Of the body that is being received.
  private var received = 0
  private var unanswered = 0
  private var waitingToRead: Scheduled<Void>?
  private var waitingToWrite: Scheduled<Void>?

  package init(_ limits: EdgeLimits, _ crowd: Crowd) {
    (self.limits, self.crowd) = (limits, crowd)
  }

  package func handlerAdded(context: ChannelHandlerContext) {
    if context.channel.isActive { begin(context) }
  }

  package func channelActive(context: ChannelHandlerContext) {
    begin(context)
    context.fireChannelActive()
  }

  private func begin(_ context: ChannelHandlerContext) {
    guard place == nil, waitingToRead == nil else { return }
    guard let place = crowd.enter(context.remoteAddress?.ipAddress) else {
      return context.close(promise: nil)
    }
    self.place = place
    wait(limits.headTime, context)
  }

  package func channelInactive(context: ChannelHandlerContext) {
    end()
    context.fireChannelInactive()
  }

  package func handlerRemoved(context: ChannelHandlerContext) {
    end()
  }

  private func end() {
    waitingToRead?.cancel()
    waitingToWrite?.cancel()
    if let place { crowd.leave(place) }
    place = nil
  }

  package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head:
      (isReceiving, received) = (true, 0)
      unanswered += 1
      wait(limits.bodyTime, context)
    case .body(let buffer):
      received += buffer.readableBytes
      guard received <= limits.mostDiscarded else { return context.close(promise: nil) }
    case .end:
      isReceiving = false
      waitingToRead?.cancel()
      if unanswered == 0 { wait(limits.idleTime, context) }
    }
    context.fireChannelRead(data)
  }

  package func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?)
  {
    if case .end = unwrapOutboundIn(data) {
      unanswered -= 1
      if unanswered == 0, !isReceiving { wait(limits.idleTime, context) }
    }
    context.write(data, promise: promise)
  }

  package func channelWritabilityChanged(context: ChannelHandlerContext) {
    waitingToWrite?.cancel()
    if !context.channel.isWritable {
      let bound = context.loopBound
      waitingToWrite = context.eventLoop.scheduleTask(in: limits.writeTime) {
        bound.value.close(promise: nil)
      }
    }
    context.fireChannelWritabilityChanged()
  }

  private func wait(_ time: TimeAmount, _ context: ChannelHandlerContext) {
    waitingToRead?.cancel()
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    waitingToRead = context.eventLoop.scheduleTask(in: time) {
      let (patience, context) = bound.value
      patience.giveUp(context)
    }
  }

  private func giveUp(_ context: ChannelHandlerContext) {
    if isReceiving, unanswered == 1 {
      let head = HTTPResponse(
        status: .requestTimeout, headerFields: [.connection: "close", .contentLength: "0"])
      context.write(wrapOutboundOut(.head(head)), promise: nil)
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
    context.close(promise: nil)
  }
}
