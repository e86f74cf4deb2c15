"""`rapport up` starts everything, and leaves nothing behind however it ends."""

import contextlib
import json
import os
import pathlib
import signal
import subprocess

import pytest

from suite import PORTS, Rapport, Suite
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
    found = []
    for task in pathlib.Path(f"/proc/{process.pid}/task").iterdir():
        with contextlib.suppress(FileNotFoundError):  # a thread that has ended meanwhile
            found += map(int, (task / "children").read_text().split())
    return found


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda s: s.name)
def test_nothing_is_left_of_it(up, how):
    started = children(up)
    assert len(started) == len(PORTS) + 1
    up.send_signal(how)
    assert up.wait(30) == (0 if how != signal.SIGKILL else -signal.SIGKILL)
    until(lambda: not any(os.path.exists(f"/proc/{pid}/exe") for pid in started), timeout=30)


def test_the_first_start_with_keys_shows_an_admin_key_once(tmp_path):
    suite = Suite(tmp_path, names=())
    key = None
    for start in range(2):
        with subprocess.Popen(
                [suite.binaries / "rapport", "up", "--data", tmp_path / "data", "--keys",
                 "--port-offset", str(suite.offset)],
                env=suite.environment, stdout=subprocess.PIPE, text=True) as process:
            try:
                shown = []
                for line in process.stdout:
                    shown += [line] if line.startswith('{"name"') else []
                    if "stop     Ctrl-C" in line:
                        break
                assert len(shown) == (1 if start == 0 else 0)
                key = key or json.loads(shown[0])
                admin = Rapport(suite.offset, key=key)
                assert admin.call("topics.list", {}, service="forms")["items"] is not None
                admin.close()
                assert "tickets" in suite.rapport("status")
            finally:
                process.terminate()
                process.stdout.close()
    suite.client.close()
