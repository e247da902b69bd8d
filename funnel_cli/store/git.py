"""Git, where a book is kept in it: asked by its own commands, and told how records are merged.

How a file is merged stands in two places: `.gitattributes`, which travels with the book, names the
driver; what the driver runs stands in each clone's own configuration, where no book can put it.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from funnel_cli.errors import FunnelError
from funnel_cli.frozen import dataclass
from funnel_cli.message import N_, Message, message
from funnel_cli.store.reading.plain import read_bytes
from funnel_cli.store.reading.unreadable import Unreadable

ATTRIBUTES = ".gitattributes"
PATTERNS = (
    "data/**/*.yaml merge=funnel",
    "data/**/*.yml merge=funnel",
    "data/**/*.json merge=funnel",
    "data/.schema/** !merge",
)
"""What `.gitattributes` says: records are merged by their fields, schemas as every text."""

NAME = "merge.funnel.name"
DRIVER = "merge.funnel.driver"

_SAFE = ("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}")
_UNDER_WAY = ("MERGE_HEAD", "rebase-merge", "rebase-apply", "CHERRY_PICK_HEAD", "REVERT_HEAD")
_MOST_CONFLICTS = 127


class GitFailed(FunnelError):
    """Git is not installed, or refused what it was asked for."""

    sentence = N_("Git could not do it: {reason}.")
    code = "git_failed"


@dataclass(frozen=True, slots=True)
class Clone:
    """What git says of the folder a book is in; `driver` is what this clone runs to merge a record.

    Nothing is asked that would look at the contents of files, for which a repository may name filters.
    """

    folder: Path
    has_attributes: bool
    driver: str | None
    under_way: tuple[str, ...]
    unmerged: tuple[str, ...]

    @property
    def runs(self) -> bool:
        """Whether the program that the driver names is there."""
        words = shlex.split(self.driver or "")
        return bool(words) and shutil.which(words[0]) is not None


def clone_of(root: Path) -> Clone | None:
    """What git says of the folder, `None` if it is in no repository or there is no git."""
    try:
        folder = Path(_said(root, "rev-parse", "--absolute-git-dir"))
    except GitFailed:
        return None
    known = _said(root, "check-attr", "-z", "merge", "--", "data/opportunities/any.yaml").split("\0")
    unmerged = [line.partition("\t")[2] for line in _said(root, "ls-files", "--unmerged", "-z").split("\0")]
    return Clone(
        folder=folder,
        has_attributes="funnel" in known,
        driver=_setting(root, DRIVER),
        under_way=tuple(name for name in _UNDER_WAY if (folder / name).exists()),
        unmerged=tuple(dict.fromkeys(filter(None, unmerged))),
    )


def start(root: Path) -> None:
    """A repository in the folder, an existing one as it is; raises `GitFailed`."""
    _said(root, "init", "--quiet")
    set_up(root)


def set_up(root: Path) -> tuple[Message, ...]:
    """Let this clone merge records by their fields; what was done for it. Raises `GitFailed`."""
    done = []
    if missing := _missing(root):
        _append(root / ATTRIBUTES, missing)
        done.append(message("{path} now says how records are merged.", path=ATTRIBUTES))
    if _setting(root, DRIVER) != (driver := driver_here()):
        _said(root, "config", NAME, "funnel records, by their fields")
        _said(root, "config", DRIVER, driver)
        done.append(message("This clone now merges records with: {command}", command=driver))
    return tuple(done)


def driver_here() -> str:
    """The command with which git merges a record on this machine; `-P` keeps the folder's own code out."""
    program = "funnel" if shutil.which("funnel") else f"{shlex.quote(sys.executable)} -P -m funnel_cli"
    return f"{program} merge-file %O %A %B %P"


def merged_lines(base: Path, ours: Path, theirs: Path) -> tuple[bytes, bool]:
    """The text git makes of three by their lines, and whether all of it fits; raises `GitFailed`."""
    words = ("merge-file", "-p", "-L", "ours", "-L", "base", "-L", "theirs")
    done = _run(Path.cwd(), *words, str(ours), str(base), str(theirs))
    if not 0 <= done.returncode <= _MOST_CONFLICTS:
        raise GitFailed(reason=_reason(done))
    return done.stdout, done.returncode == 0


def _missing(root: Path) -> list[str]:
    """The lines that `.gitattributes` lacks; raises `GitFailed` if it is no file that can be read."""
    path = root / ATTRIBUTES
    if not os.path.lexists(path):
        return [*PATTERNS]
    try:
        present = read_bytes(path).decode("utf-8", "replace").splitlines()
    except Unreadable as refusal:
        raise GitFailed(reason=refusal.said) from None
    return [line for line in PATTERNS if line not in present]


def _append(path: Path, lines: list[str]) -> None:
    """Lines at the end of a text file, new or not."""
    try:
        old = path.read_bytes() if path.exists() else b""
        opening = "\n" if old and not old.endswith(b"\n") else ""
        with path.open("a", encoding="utf-8", newline="") as file:
            file.write(opening + "".join(f"{line}\n" for line in lines))
    except OSError as error:
        raise GitFailed(reason=error.strerror or str(error)) from error


def _setting(root: Path, name: str) -> str | None:
    """A setting of the clone, or of the user; `None` if it has no value."""
    done = _run(root, "config", "--get", name)
    return done.stdout.decode("utf-8", "replace").rstrip("\n") if done.returncode == 0 else None


def _said(root: Path, *words: str) -> str:
    """What git says; raises `GitFailed` with its own words."""
    done = _run(root, *words)
    if done.returncode:
        raise GitFailed(reason=_reason(done))
    return done.stdout.decode("utf-8", "replace").rstrip("\n")


def _reason(done: subprocess.CompletedProcess[bytes]) -> str:
    """The last line that git said about it."""
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return said[-1].removeprefix("fatal: ").removeprefix("error: ") if said else str(done.returncode)


def _run(folder: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    """Git in the folder, with nothing run that a repository names; raises `GitFailed` where there is none."""
    try:
        return subprocess.run(["git", *_SAFE, "-C", str(folder), *words], capture_output=True, check=False)
    except OSError as error:
        raise GitFailed(reason=error.strerror or str(error)) from error
