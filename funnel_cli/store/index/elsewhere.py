"""Work for which a second process is worth its while."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from marshal import dumps

from funnel_cli.store.index.coding import Coded, loaded

WORTH = 256
"""From how many files on a second process reads half of them."""


def can_share() -> bool:
    """Whether there is a second processor, and a system on which a process may split safely."""
    return sys.platform == "linux" and (os.cpu_count() or 1) > 1


def begun(work: Callable[[], Coded]) -> Callable[[], Coded | None]:
    """Begin the work in another process; what waits for its result, which `marshal` must be able to carry.

    The result is `None` if it could not be had from there: then it is to be done here.
    """
    here, there = os.pipe()
    try:
        child = os.fork()
    except OSError:  # too many processes
        os.close(here)
        os.close(there)
        return lambda: None
    if not child:
        _work(work, there)
    os.close(there)

    def result() -> Coded | None:
        with open(here, "rb") as pipe:  # noqa: PTH123 - a descriptor has no path to open
            data = pipe.read()
        _, status = os.waitpid(child, 0)
        return loaded(data) if status == 0 else None

    return result


def _work(work: Callable[[], Coded], pipe: int) -> None:
    """Do the work, hand over what came out, and end this process, whatever happens."""
    code = 1
    try:
        with open(pipe, "wb") as stream:
            stream.write(dumps(work()))
        code = 0
    finally:
        os._exit(code)
