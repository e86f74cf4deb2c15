"""What tests of the real processes share."""

import json

import pytest

from suite import CHECKOUT, Suite

SHARED_DATA = CHECKOUT.parent / "shared" / "data"


@pytest.fixture(scope="session")
def suite(tmp_path_factory):
    """A running installation; see suite.Suite. It fails the run if a process of it died."""
    with Suite(tmp_path_factory.mktemp("suite")) as running:
        yield running


@pytest.fixture
def rapport(suite):
    """A client of the running installation."""
    suite.check()
    yield suite.client
    suite.check()


@pytest.fixture(scope="session")
def published():
    """Loads a published schema by its file name; skips where those are not at hand."""

    def load(name):
        path = SHARED_DATA / name
        if not path.exists():
            pytest.skip(f"{name} is not in ../shared/data")
        return json.loads(path.read_text())

    return load
