"""What tests of killed, stopped and refused processes share."""

import pathlib
import sys

import pytest

# The installation of real processes, and the shop in it, are the interop tests'.
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Interop"))

from suite import Suite

REPORT = pytest.StashKey[dict]()


@pytest.fixture
def installation(tmp_path):
    """Makes an installation of some processes; it is started by `with`."""
    return lambda *names, **environment: Suite(tmp_path, names=names, **environment)


@pytest.fixture(scope="module")
def report(request):
    """Figures that are printed when all tests are through, in the order in which they came."""
    title = request.module.__doc__.splitlines()[0]
    return request.config.stash.setdefault(REPORT, {}).setdefault(title, {})


def pytest_terminal_summary(terminalreporter, config):
    for title, figures in config.stash.get(REPORT, {}).items():
        terminalreporter.section(title)
        for name, figure in figures.items():
            terminalreporter.write_line(f"{figure!s:>12}  {name}")
