"""The systemd units start what they name, harden it, and say what cannot be mended."""

import configparser
import os
import pathlib
import re
import shlex
import shutil
import socket
import subprocess

import pytest

from suite import CHECKOUT, PORTS

UNITS = CHECKOUT / "deploy" / "systemd"


def unit(name):
    """A unit's sections; keys that stand there twice keep their last value."""
    parser = configparser.ConfigParser(strict=False, interpolation=None, delimiters=("=",))
    parser.optionxform = str
    parser.read(UNITS / name)
    return parser


def command(name, instance, binaries):
    """What the unit's ExecStart line runs, with the installed path replaced by the built one."""
    program, *rest = shlex.split(unit(name)["Service"]["ExecStart"].replace("%i", instance))
    assert program.startswith("/usr/local/bin/rapport")
    return [str(binaries / pathlib.Path(program).name), *rest]


@pytest.mark.parametrize("service", PORTS)
def test_a_unit_starts_its_service_and_hears_that_it_is_ready(installation, tmp_path, service):
    suite = installation(service)
    path = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(path)
        manager.settimeout(20)
        process = subprocess.Popen(
            command("rapport@.service", service, suite.binaries),
            env=suite.environment | {"NOTIFY_SOCKET": path}, stderr=subprocess.DEVNULL)
        try:
            assert manager.recv(100) == b"READY=1"
            assert suite.client.call("service.status", service=service)["service"] == service
            process.terminate()
            assert manager.recv(100) == b"STOPPING=1"
            assert process.wait(20) == 0
        finally:
            process.kill()
            process.wait()


def test_the_target_wants_every_process():
    wanted = " ".join(re.findall(r"^Wants=(.*)$", (UNITS / "rapport.target").read_text(), re.M))
    assert set(wanted.split()) == {
        *(f"rapport@{service}.service" for service in PORTS), "rapport-gateway.service"}


@pytest.mark.parametrize("name", ["rapport@.service", "rapport-gateway.service"])
def test_a_unit_bounds_and_hardens_its_process(name):
    service = unit(name)["Service"]
    assert service["MemoryMax"] and service["TasksMax"] and service["LimitNOFILE"]
    assert service["NoNewPrivileges"] == "yes" and service["ProtectSystem"] == "strict"
    # Starting again helps against a lost database (75), not against wrong configuration (78).
    hopeless = {int(code) for code in service["RestartPreventExitStatus"].split()}
    assert os.EX_CONFIG in hopeless and os.EX_TEMPFAIL not in hopeless


def test_systemd_itself_finds_nothing_wrong(tmp_path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed")
    for path in UNITS.iterdir():
        if path.suffix in {".service", ".target", ".timer"}:
            # It looks for the programs, which are not installed here.
            text = re.sub(r"/usr/local/bin/\S+", "/bin/true", path.read_text())
            (tmp_path / path.name).write_text(text)
    for name in [f"rapport@{service}.service" for service in PORTS]:
        shutil.copy(tmp_path / "rapport@.service", tmp_path / name)
    units = sorted(str(path) for path in tmp_path.iterdir() if "@." not in path.name)
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True)
    assert (checked.returncode, checked.stderr) == (0, "")
