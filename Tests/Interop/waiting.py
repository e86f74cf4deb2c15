"""Waiting for what can be seen, never for time to pass."""

import time


def until(look, timeout=10):
    """What `look` gives as soon as that is true; it is asked again and again for a while."""
    deadline = time.monotonic() + timeout
    while not (seen := look()):
        assert time.monotonic() < deadline, f"not within {timeout} seconds"
        time.sleep(0.01)
    return seen
