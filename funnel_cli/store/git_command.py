"""Git as it may be asked in a stranger's repository, and the only place where it is started.

Nothing is run or fetched that a repository or the environment names, and no question is waited for long.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from funnel_cli.values.errors import FunnelError, system_reason
from funnel_cli.values.message import N_, message

_HARMLESS = {
    "protocol.allow": "never",
    "safe.bareRepository": "explicit",
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.pager": "cat",
    "core.sshCommand": "false",
    "core.askPass": "",
    "credential.helper": "",
    "diff.external": "",
    "gc.auto": "0",
    "maintenance.auto": "false",
}
"""What git is told first, so that nothing is run or fetched that a repository names."""

_SURROUNDINGS = {
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ALLOW_PROTOCOL": "",
}
_OF_THE_USER = frozenset({"GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_EXEC_PATH"})
"""What git may still be told by the environment; the rest could name another repository or a program."""

_ASKING = 1.5
"""Seconds after which a question is given up: a pipe in the place of a file would keep git for ever."""

_SILENT: set[Path] = set()
"""The folders in which a question was given up: git is not waited for there a second time."""

DOING = 30.0
"""Seconds after which a change is given up."""


class GitFailed(FunnelError):
    """Git is not installed, or refused what it was asked for."""

    sentence = N_("Git could not do it: {reason}.")
    code = "git_failed"


def setting(folder: Path, name: str) -> str | None:
    """A setting of the clone, or of the user; `None` if it has no value."""
    done = ran(folder, "config", "--get", name)
    return done.stdout.decode("utf-8", "replace").rstrip("\n") if done.returncode == 0 else None


def git_says(folder: Path, *words: str, patience: float = _ASKING) -> str:
    """What git says; raises `GitFailed` with its own words."""
    done = ran(folder, *words, patience=patience)
    if done.returncode:
        raise GitFailed(reason=git_reason(done))
    return done.stdout.decode("utf-8", "replace").rstrip("\n")


def git_reason(done: subprocess.CompletedProcess[bytes]) -> str:
    """The last line that git said about it."""
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return said[-1].removeprefix("fatal: ").removeprefix("error: ") if said else str(done.returncode)


def ran(folder: Path, *words: str, patience: float = _ASKING) -> subprocess.CompletedProcess[bytes]:
    """How git ended in the folder; raises `GitFailed` where there is none, or no end in so many seconds."""
    slow = message("it gave no answer within {seconds} s", seconds=str(patience))
    if folder in _SILENT:
        raise GitFailed(reason=slow)
    told = [part for name, value in _HARMLESS.items() for part in ("-c", f"{name}={value}")]
    line = ["git", "--no-pager", *told, "-C", str(folder), *words]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    ours = {name: os.environ[name] for name in _OF_THE_USER & os.environ.keys()}
    try:
        return subprocess.run(
            line,
            env=kept | ours | _SURROUNDINGS,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=patience,
        )
    except subprocess.TimeoutExpired:
        _SILENT.add(folder)
        raise GitFailed(reason=slow) from None
    except OSError as error:
        raise GitFailed(reason=system_reason(error)) from error
