import Foundation
import Glibc

/// A throwaway PostgreSQL for this test process, on a Unix socket in a temporary folder.
///
/// It exists so that every suite can run on both databases with nothing to set up. A small shell
/// script starts the server and then waits at the end of a pipe: when this process ends, however it
/// ends, the pipe closes, and the script stops the server and removes the folder.
package struct PostgresServer: Sendable {
  /// What libpq connects to.
  package let url: String

  /// The server, started when it is first asked for.
  package static let shared = Result { try PostgresServer() }

  /// The newest installed PostgreSQL, or `nil`.
  package static let binaries: String? = {
    let root = "/usr/lib/postgresql"
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    return versions.sorted { (Int($0) ?? 0) < (Int($1) ?? 0) }.map { "\(root)/\($0)/bin" }
      .last { FileManager.default.isExecutableFile(atPath: $0 + "/postgres") }
  }()

  /// Why there is no server.
  package struct Missing: Error, CustomStringConvertible {
    /// One sentence.
    package let description: String
  }

  private init() throws {
    guard let binaries = Self.binaries else {
      throw Missing(description: "PostgreSQL's server is not installed")
    }
    let folder = "/tmp/rapport-postgres-\(getpid())"
    let (lifeline, hold) = try Self.pipe()
    let (answers, reply) = try Self.pipe()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", Self.script, "postgres-for-tests", binaries, folder]
    process.standardInput = lifeline
    process.standardOutput = reply
    try process.run()
    try lifeline.close()
    try reply.close()
    // Never closed by this process: the kernel does it at its end.
    _ = Unmanaged.passRetained(hold)
    let answer = String(decoding: answers.availableData, as: UTF8.self)
    guard answer == "ready\n" else {
      throw Missing(description: "PostgreSQL did not start; what it said is above")
    }
    url = "postgresql:///postgres?host=\(folder)&user=rapport"
  }

  /// Both ends of a pipe that other child processes do not inherit, or they would keep it open.
  private static func pipe() throws -> (reading: FileHandle, writing: FileHandle) {
    var ends: [Int32] = [0, 0]
    guard Glibc.pipe(&ends) == 0 else { throw Missing(description: "no pipe is left") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (FileHandle(fileDescriptor: ends[0]), FileHandle(fileDescriptor: ends[1]))
  }

  private static let script = """
    set -eu
    trap '' INT TERM HUP PIPE
    binaries=$1 folder=$2
    as=
    mkdir -m 700 "$folder"
    trap '$as "$binaries/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1
      rm -rf "$folder"' EXIT
    if [ "$(id -u)" = 0 ]; then
      chown postgres: "$folder"
      as='setpriv --reuid=postgres --regid=postgres --clear-groups'
    fi
    cd "$folder"
    $as "$binaries/initdb" -D "$folder/data" -U rapport -A trust -E UTF8 --locale=C --no-sync \
      >/dev/null
    $as "$binaries/pg_ctl" -D "$folder/data" -l "$folder/log" -w start -o "-k '$folder' -h '' \
      -c fsync=off -c full_page_writes=off -c shared_buffers=32MB -c max_connections=200" \
      </dev/null >/dev/null || { cat "$folder/log" >&2; exit 1; }
    echo ready
    exec >/dev/null
    read -r _ || true
    """
}
