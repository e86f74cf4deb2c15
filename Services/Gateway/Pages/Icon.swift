/// The sign in a browser's tab: a word said, and its answer.
///
/// It must exist: browsers ask for one on every site, and report a fault where there is none. It
/// stands in the page itself, so that pages need no right to load any picture.
enum Icon {
  /// An address that holds the whole picture (RFC 2397).
  static let address = "data:image/svg+xml," + drawing.inQuery

  private static let drawing = """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">\
    <rect width="16" height="16" rx="4" fill="#1d4fbf"/>\
    <path fill="#fff" d="M3 3h8v5H7l-3 2V8H3z"/><path fill="#8fb4ff" d="M12 6h2v6h-1v2l-3-2H7v-2h5z"/>\
    </svg>
    """
}
