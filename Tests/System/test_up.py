"""`rapport up` starts everything, and leaves nothing behind however it ends."""

import os
import pathlib
import signal
import subprocess

import pytest

from suite import PORTS, Suite
from waiting import until


@pytest.fixture
def up(tmp_path):
    """A running `rapport up`: the supervisor's process, once everything is up."""
    suite = Suite(tmp_path, names=())
    process = subprocess.Popen(
        [suite.binaries / "rapport", "up", "--data", tmp_path / "data",
         "--port-offset", str(suite.offset)],
        env=suite.environment, stdout=subprocess.PIPE, text=True)
    try:
        for line in process.stdout:
            if "stop     Ctrl-C" in line:
                break
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        suite.client.close()


def children(process):
    tasks = pathlib.Path(f"/proc/{process.pid}/task")
    return [int(pid) for task in tasks.iterdir() for pid in (task / "children").read_text().split()]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda s: s.name)
def test_nothing_is_left_of_it(up, how):
    started = children(up)
    assert len(started) == len(PORTS) + 1
    up.send_signal(how)
    assert up.wait(30) == (0 if how != signal.SIGKILL else -signal.SIGKILL)
    until(lambda: not any(os.path.exists(f"/proc/{pid}/exe") for pid in started), timeout=30)
