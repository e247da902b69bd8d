"""An answer that is longer than the screen, in the reader's pager."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from rich.cells import cell_len

from funnel_cli.store.system import PAGER, words_of

_ITS_WAYS = "FRX"
"""What `less` is told where `LESS` says nothing: end if all fits, pass colours, leave the text standing."""

_STYLE = re.compile(r"\x1b\[[0-9;]*m")


def is_taller(text: str, size: os.terminal_size) -> bool:
    """Whether the text takes more lines than the terminal has; of one whose size is not known, nothing is."""
    if not size.columns or not size.lines:
        return False
    cells = (cell_len(_STYLE.sub("", line)) for line in text.splitlines())
    return sum(max(-(-wide // size.columns), 1) for wide in cells) > size.lines


def pager(environ: Mapping[str, str]) -> Sequence[str]:
    """The words of the command in `PAGER`, none where it is empty or `cat`; else the usual one."""
    command = environ.get("PAGER")
    if command is None:
        return [PAGER] if PAGER and shutil.which(PAGER) else []
    try:
        words = words_of(command)
    except ValueError:
        return [command]
    return [] if words == ["cat"] else words


def is_read(text: str, command: Sequence[str], environ: Mapping[str, str]) -> bool:
    """Give the text to the pager and wait for its end; `False` where it could not be started or failed.

    Ctrl-C is the pager's while it runs.
    """
    ways = {"LESS": _ITS_WAYS, "LESSCHARSET": "utf-8", **environ}
    data = text.encode(sys.stdout.encoding, "backslashreplace")
    sys.stdout.flush()
    with _interrupts_left_alone():
        try:
            return subprocess.run(command, input=data, env=ways, check=False).returncode <= 0
        except OSError:
            return False


@contextmanager
def _interrupts_left_alone() -> Iterator[None]:
    """Heed no Ctrl-C meanwhile; what is started meanwhile heeds it as usual."""
    usual = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)
