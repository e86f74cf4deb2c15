import CClock
import Foundation
import Wire

/// The machine under the services: its clock, its disk, what it lets a process hold.
struct MachineExamination {
  /// The folder of the databases.
  let folder: String

  var findings: [Finding] {
    [Self.clock(rapport_clock_is_kept()), disk, descriptors]
  }

  /// - Parameter kept: 1 when a time service keeps it, 0 when none does, -1 when that is not told.
  static func clock(_ kept: Int32) -> Finding {
    switch kept {
    case 1: Finding(.good, "clock", "a time service keeps it")
    case 0:
      Finding(
        .warning, "clock", "no time service keeps it",
        advice: "Install chrony or systemd-timesyncd: due times and quiet hours follow this clock.")
    default: Finding(.unknown, "clock", "the kernel does not tell who keeps it")
    }
  }

  private var disk: Finding {
    var space = statvfs()
    guard statvfs(folder, &space) == 0, space.f_blocks > 0 else {
      return Finding(.unknown, "disk", "\(folder) cannot be looked at from here")
    }
    let bytes = UInt64(space.f_bavail) * UInt64(space.f_frsize)
    let used = 1 - Double(space.f_bavail) / Double(space.f_blocks - space.f_bfree + space.f_bavail)
    return Self.disk(used: used, free: bytes)
  }

  /// - Parameters:
  ///   - used: the share that is taken, 0 to 1.
  ///   - free: bytes that are left.
  static func disk(used: Double, free: UInt64) -> Finding {
    let sentence = "\(Int(used * 100)) % used, \(free / 1_048_576) MiB left"
    if used >= 0.9 {
      return Finding(
        .bad, "disk", sentence,
        advice: "Make room: from 90 % on only answers, withdrawals and erasures are accepted.")
    }
    let isTight = used >= 0.8 || free < 1_073_741_824
    return Finding(
      isTight ? .warning : .good, "disk", sentence,
      advice: isTight ? "Make room before it is needed; a backup needs as much as the data." : nil)
  }

  private var descriptors: Finding {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
      return Finding(.unknown, "open files", "the limit cannot be read")
    }
    return limit.rlim_cur >= 1_024
      ? Finding(.good, "open files", "a process may hold \(limit.rlim_cur)")
      : Finding(
        .warning, "open files", "a process may hold only \(limit.rlim_cur)",
        advice: "Raise it to 4096 or more: each frontend takes one.")
  }
}
