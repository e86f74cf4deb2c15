import Foundation
import Testing

@Suite struct ShimTests {
  /// Compiles our declarations next to GMime's own header: what differs is an error.
  @Test func `the declarations of GMime are those of its header`() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let check = Process()
    check.executableURL = URL(fileURLWithPath: "/bin/sh")
    check.arguments = [
      "-c",
      """
      command -v cc >/dev/null && flags=$(pkg-config --cflags gmime-3.0) || exit 77
      printf '#include <gmime/gmime.h>\\n#include "shim.h"\\n' |
        cc -std=c11 -Wall -Werror -fsyntax-only -I '\(root.path)/Shared/CGMime' $flags -x c -
      """,
    ]
    let errors = Pipe()
    check.standardError = errors
    try check.run()
    let text = try errors.fileHandleForReading.readToEnd() ?? Data()
    check.waitUntilExit()
    // 77: no C compiler or pkg-config here.
    #expect(
      [0, 77].contains(check.terminationStatus), "\(String(decoding: text, as: UTF8.self))")
  }
}
