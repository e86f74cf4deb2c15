import CCares
import Glibc

/// The names and addresses of a C host entry.
struct Hosts {
  private(set) var names: [String] = []
  private(set) var addresses: [String] = []

  init(_ entry: UnsafeMutablePointer<hostent>?) {
    guard let entry = entry?.pointee else { return }
    names = Self.texts(entry.h_aliases)
    if names.isEmpty, let name = entry.h_name { names = [String(cString: name)] }
    var next = entry.h_addr_list
    while let bytes = next?.pointee {
      withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { text in
        let room = socklen_t(text.count)
        if let text = inet_ntop(entry.h_addrtype, bytes, text.baseAddress!, room) {
          addresses.append(String(cString: text))
        }
      }
      next = next?.successor()
    }
  }

  private static func texts(
    _ list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
  ) -> [String] {
    var texts: [String] = []
    var next = list
    while let text = next?.pointee {
      texts.append(String(cString: text))
      next = next?.successor()
    }
    return texts
  }
}
