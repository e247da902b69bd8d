"""Git, where a book is kept in it: asked by its own commands, and told how records are merged.

The only place where it is started, as it may be asked in a stranger's repository: nothing is run or
fetched that a repository or the environment names, and no question is waited for long.

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
from typing import NamedTuple

from funnel_cli.store.handles import is_plain, real
from funnel_cli.store.journal.disk import read_plain
from funnel_cli.store.journal.place import Place, refusal_of
from funnel_cli.store.reading.plain import read_bytes
from funnel_cli.store.reading.unreadable import Unreadable
from funnel_cli.store.system import is_link_at
from funnel_cli.values.errors import FunnelError, system_reason
from funnel_cli.values.message import N_, Message, message

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

_DOING = 30.0
"""Seconds after which a change is given up."""


class GitFailed(FunnelError):
    """Git is not installed, or refused what it was asked for."""

    sentence = N_("Git could not do it: {reason}.")
    code = "git_failed"


def setting(folder: Path, name: str) -> str | None:
    """A setting of the clone, or of the user; `None` if it has no value."""
    done = ran(folder, "config", "--get", name)
    return done.stdout.decode("utf-8", "replace").rstrip("\n") if done.returncode == 0 else None


def _git_says(folder: Path, *words: str, patience: float = _ASKING) -> str:
    done = ran(folder, *words, patience=patience)
    if done.returncode:
        raise GitFailed(reason=_git_reason(done))
    return done.stdout.decode("utf-8", "replace").rstrip("\n")


def _git_reason(done: subprocess.CompletedProcess[bytes]) -> str:
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


_ATTRIBUTES = ".gitattributes"
_PATTERNS = (
    "data/**/*.yaml merge=funnel",
    "data/**/*.yml merge=funnel",
    "data/**/*.json merge=funnel",
    "data/.schema/** !merge",
)
"""What `.gitattributes` says: records are merged by their fields, schemas as every text."""

_NAME = "merge.funnel.name"
_DRIVER = "merge.funnel.driver"

_REPOSITORY = ".git"
"""What a working tree calls its repository."""

_FILES = " merge-file %O %A %B %P"
_UNDER_WAY = ("MERGE_HEAD", "rebase-merge", "rebase-apply", "CHERRY_PICK_HEAD", "REVERT_HEAD")
_MOST_CONFLICTS = 127


class Clone(NamedTuple):
    """What git says of the repository a book is in; `driver` is what this clone runs to merge a record.

    `is_own` says that its settings stand beside the files, and not in another repository, where a book
    could have led. Nothing is asked that would look at the contents of files, for which a repository may
    name filters.
    """

    folder: Path
    is_own: bool
    has_attributes: bool
    driver: str | None
    under_way: tuple[str, ...]
    unmerged: tuple[str, ...]

    @property
    def is_by_fields(self) -> bool:
        """Whether the driver is the program's own."""
        return self.driver is not None and self.driver.endswith(_FILES)

    @property
    def runs(self) -> bool:
        """Whether the program that the driver names is there."""
        try:
            words = shlex.split(self.driver or "")
        except ValueError:
            return False
        return bool(words) and shutil.which(words[0]) is not None


def clone_of(root: Path) -> Clone | None:
    """What git says of the repository the folder is in, `None` if it is in none; raises `GitFailed`."""
    top = _top(root)
    if top is None:
        return None
    answer = _git_says(top, "rev-parse", "--absolute-git-dir", "--git-common-dir").split("\n")
    folder, common = Path(answer[0]), Path(top, answer[-1])
    below = real(root).relative_to(top).as_posix()
    record = f"{below}/data/opportunities/any.yaml"
    known = _git_says(top, "check-attr", "-z", "merge", "--", record).split("\0")
    listed = _git_says(top, "--literal-pathspecs", "ls-files", "--unmerged", "-z", "--", below).split("\0")
    unmerged = [line.partition("\t")[2] for line in listed]
    return Clone(
        folder=folder,
        is_own=_is_own(top, folder, common),
        has_attributes="funnel" in known,
        driver=setting(top, _DRIVER),
        under_way=tuple(name for name in _UNDER_WAY if (folder / name).exists()),
        unmerged=tuple(dict.fromkeys(name.removeprefix(f"{below}/") for name in unmerged if name)),
    )


def start(root: Path) -> None:
    """A repository in the folder, an existing one as it is; raises `GitFailed`, `IsALink`."""
    if not os.path.lexists(root / _REPOSITORY):
        _git_says(root, "init", "--quiet", patience=_DOING)
    set_up(root)


def set_up(root: Path) -> tuple[Message, ...]:
    """Let this clone merge records by their fields; what was done for it. Raises `GitFailed`, `IsALink`.

    The settings of another repository are left alone.
    """
    done = []
    if missing := _missing(root):
        _append(root, missing)
        done.append(message("{path} now says how records are merged.", path=_ATTRIBUTES))
    clone, top = clone_of(root), _top(root)
    if clone and top and clone.is_own and clone.driver != (driver := _driver_here()):
        _git_says(top, "config", _NAME, "funnel records, by their fields", patience=_DOING)
        _git_says(top, "config", _DRIVER, driver, patience=_DOING)
        done.append(message("This clone now merges records with: {command}", command=driver))
    return tuple(done)


def _top(root: Path) -> Path | None:
    """The nearest folder from there upwards, by its real path, that has a repository; `None` without one.

    Git is asked there and not in the book, which may hold a repository of its own under other names.
    """
    here = real(root)
    return next((each for each in (here, *here.parents) if os.path.lexists(each / _REPOSITORY)), None)


def _is_own(top: Path, folder: Path, common: Path) -> bool:
    """Whether the settings in the common folder of a repository are those of these files.

    They are if it is the folder's own `.git`, or if it names the folder in turn, as that of a linked
    working tree or of a submodule does.
    """
    if not is_plain(common / "config"):
        return False
    here = top / _REPOSITORY
    if not is_link_at(here) and here.is_dir():
        return real(common) == here
    if folder.parent == common / "worktrees":
        return _text(folder / "gitdir") == os.fspath(here)
    named = setting(top, "core.worktree")
    return named is not None and real(folder / named) == top


def _text(path: Path) -> str:
    try:
        return read_bytes(path).decode("utf-8", "replace").strip()
    except Unreadable:
        return ""


def _driver_here() -> str:
    """The command with which git merges a record on this machine; `-P` keeps the folder's own code out."""
    program = "funnel" if shutil.which("funnel") else f"{shlex.quote(sys.executable)} -P -m funnel_cli"
    return f"{program}{_FILES}"


def merged_lines(base: Path, ours: Path, theirs: Path) -> tuple[bytes, bool]:
    """The text git makes of three by their lines, and whether all of it fits; raises `GitFailed`.

    No repository is asked for it.
    """
    here = Path(ours.absolute().anchor)
    words = ("merge-file", "-p", "-L", "ours", "-L", "base", "-L", "theirs")
    done = ran(here, *words, *(str(file.absolute()) for file in (ours, base, theirs)), patience=_DOING)
    if not 0 <= done.returncode <= _MOST_CONFLICTS:
        raise GitFailed(reason=_git_reason(done))
    return done.stdout, done.returncode == 0


def _missing(root: Path) -> list[str]:
    """The lines that `.gitattributes` lacks; raises `GitFailed` if it is no file that can be read."""
    path = root / _ATTRIBUTES
    if not os.path.lexists(path):
        return [*_PATTERNS]
    try:
        present = read_bytes(path).decode("utf-8", "replace").splitlines()
    except Unreadable as refusal:
        raise GitFailed(reason=refusal.said) from None
    return [line for line in _PATTERNS if line not in present]


def _append(root: Path, lines: list[str]) -> None:
    """Lines at the end of `.gitattributes`, new or not; raises `GitFailed`, `IsALink`."""
    place = Place(root)
    path = place.root / _ATTRIBUTES
    try:
        found = read_plain(path)
        old = found[0] if found else b""
        opening = "\n" if old and not old.endswith(b"\n") else ""
        place.disk.put_file(path, old + (opening + "".join(f"{line}\n" for line in lines)).encode())
    except OSError as error:
        raise refusal_of(error, place) or GitFailed(reason=system_reason(error)) from error
