"""Small disks of their own, to be filled, locked and broken."""

import contextlib
import os
import subprocess

import pytest


def run(*command):
    return subprocess.run(command, capture_output=True, text=True)


@contextlib.contextmanager
def memory_disk(folder, megabytes):
    """A disk in memory."""
    folder.mkdir()
    mounted = run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder)
    if mounted.returncode:
        pytest.skip(f"no disk can be mounted here: {mounted.stderr.strip()}")
    try:
        yield folder
    finally:
        unmount(folder)


@contextlib.contextmanager
def real_disk(folder, megabytes):
    """A file system of a disk, in a file."""
    image = folder.with_suffix(".image")
    folder.mkdir()
    with image.open("wb") as file:
        file.truncate(megabytes << 20)
    for command in (["mkfs.ext4", "-q", "-m", "0", image], ["mount", "-o", "loop", image, folder]):
        done = run(*command)
        if done.returncode:
            pytest.skip(f"no disk can be made here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        unmount(folder)


def unmount(folder):
    done = run("umount", folder)
    assert done.returncode == 0, done.stderr


def fill(folder, leaving=0):
    """Takes all room there is but so many bytes; what is returned can be removed."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        size = room(folder) - leaving
        if size > 0:
            os.posix_fallocate(file.fileno(), 0, size)
        with contextlib.suppress(OSError):
            while not leaving:
                file.write(bytes(4096))
    return filler


def room(folder):
    space = os.statvfs(folder)
    return space.f_bavail * space.f_frsize


def remount(folder):
    """Mounts the disk again, checked as at a restart of the machine."""
    unmount(folder)
    image = folder.with_suffix(".image")
    run("e2fsck", "-fy", image)
    done = run("mount", "-o", "loop", image, folder)
    assert done.returncode == 0, done.stderr
