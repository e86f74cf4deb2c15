"""The reference of methods and events is what the types say, not what somebody remembered."""

import os
import pathlib
import subprocess

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
BINARIES = pathlib.Path(os.environ.get("RAPPORT_BIN", CHECKOUT / ".build/debug"))


def test_the_reference_page_is_up_to_date():
    """If not: rapport docs reference > deploy/docs/reference.md"""
    generated = subprocess.run(
        [BINARIES / "rapport", "docs", "reference"], capture_output=True, text=True, check=True)
    assert CHECKOUT.joinpath("deploy/docs/reference.md").read_text() == generated.stdout
