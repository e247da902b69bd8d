"""A user whom the system refuses what modes forbid, since who runs the tests may be root."""

import ctypes
import os
import pickle
import sys
import traceback
from pathlib import Path

import pytest
from running import Answer, run

needs_refusals = pytest.mark.skipif(
    sys.platform == "win32" or (sys.platform != "linux" and os.geteuid() == 0),
    reason="only Linux takes from root what makes it pass over modes",
)

_VERSION = 0x20080522
"""Of the structures in which Linux has capabilities."""


def run_refused(line: str, *closed: Path, mode: int = 0) -> Answer:
    """What the program answers to somebody for whom these folders have that mode, which counts."""
    for each in closed:
        each.chmod(mode)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _leave_powers()
            os.write(writer, pickle.dumps(run(line)))
        finally:  # whatever happened, there is no second run of the tests
            traceback.print_exc()
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as told:
        answer = told.read()
    os.waitpid(child, 0)
    for each in closed:
        each.chmod(0o755)
    assert answer, "a traceback"
    found: Answer = pickle.loads(answer)  # noqa: S301 - of our own child
    return found


def _leave_powers() -> None:
    """Be root by name only, for whom permissions count; others are so already."""
    if os.geteuid() == 0:
        done = ctypes.CDLL(None).capset((ctypes.c_uint32 * 2)(_VERSION, 0), (ctypes.c_uint32 * 6)())
        assert done == 0
