"""What tests of killed, stopped and refused processes share."""

import pathlib
import sys

import pytest

# The installation of real processes, and the shop in it, are the interop tests'.
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Interop"))

from suite import Suite


@pytest.fixture
def installation(tmp_path):
    """Makes an installation of some processes; it is started by `with`."""
    return lambda *names, **environment: Suite(tmp_path, names=names, **environment)
