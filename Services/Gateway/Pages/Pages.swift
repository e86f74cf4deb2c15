import HTTPTypes
import Hummingbird
import NIOCore

/// Makes responses of views.
struct Pages: Sendable {
  /// Whether every page says that mail is captured instead of sent.
  let isCapturing: Bool

  func page<View: PageView>(
    _ view: View, _ status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
  ) -> Response {
    let screen = Screen(
      title: view.title, isCapturing: isCapturing, styleSheet: StyleSheet.path, view: view)
    var headers = headers
    headers[.contentType] = "text/html; charset=utf-8"
    return Response(
      status: status, headers: headers,
      body: .init(byteBuffer: ByteBuffer(string: View.template.render(screen))))
  }

  /// Sends a browser that has posted something on to a page that it may load again.
  static func seeOther(_ path: String) -> Response {
    Response(status: .seeOther, headers: [.location: path])
  }
}

/// A page that says one thing.
struct NoteView: PageView {
  let title: String
  let sentence: String
  var link: Link?

  struct Link: Sendable {
    let url: String
    let words: String
  }

  static let template = Template(
    """
    <h1>{{title}}</h1>
    <p>{{sentence}}</p>
    {{#link}}<p><a href="{{url}}">{{words}}</a></p>{{/link}}
    """)
}
