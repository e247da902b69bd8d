"""P3: a disk that refuses, at whichever call and for whatever reason, leaves everything as it was."""

import errno
import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

import pytest
from cases import COMMANDS, Case, case, recover, seen
from faulty_disk import Texts, texts
from figures import Figures, sampled
from running import run
from tracer import CHANGING, CRASHED, Act, Call, followed, needs_tracer, telling

EACH = 3
"""So many of the errors are tried at each call, others at the next."""

REASONS = (errno.EIO, errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EDQUOT, errno.EINTR, errno.ENOLCK)
PENDING = 8
PAGE = 4096

every_command = pytest.mark.parametrize("name", COMMANDS)


def disk_calls(victim: Case) -> tuple[Sequence[Call], Sequence[Call]]:
    """The calls by which the book is read, and from the writer's lock on those that save the change."""
    victim.prepare()
    calls = followed(victim.run, only=True).calls
    lock = max(call.place for call in calls if call.name == "flock")
    return telling(calls[: lock - 1]), telling(calls[lock - 1 :])


def fails_at(moment: Call, reason: int) -> Act:
    return lambda call: reason if call == moment else None


def attempt(victim: Case, act: Act) -> int:
    """The exit code of the command on a disk that acts like this."""
    victim.prepare()
    return followed(victim.run, act, only=True).code


def check(victim: Case, code: int) -> None:
    """Saved is saved; pending is finished by the next command; failed means that nothing has changed."""
    assert code != CRASHED
    expected = seen(victim.root)
    if code == PENDING:
        assert expected in (victim.old, victim.new)
    else:
        assert expected == (victim.old if code else victim.new)
        assert texts(victim.root) == expected
    recover(victim.root)
    assert texts(victim.root) == expected


@needs_tracer
@every_command
def test_a_call_that_fails_once_while_saving_changes_nothing_or_is_made_good(
    name: str, folder: Path, long: bool, figures: Figures
) -> None:
    victim = case(name, folder)
    _, saving = disk_calls(victim)
    reasons = [REASONS[n % len(REASONS)] for n in range(len(saving) + EACH)]
    faults = [(call, reason) for n, call in enumerate(saving) for reason in reasons[n : n + EACH]]
    chosen = sampled(faults, 40, long=long)
    for call, reason in chosen:
        check(victim, attempt(victim, fails_at(call, reason)))
    figures("P3", "three of seven errors at each call on the disk while saving", len(chosen))


@needs_tracer
@every_command
@pytest.mark.parametrize(
    "reason", [errno.EIO, errno.ENOSPC, errno.EROFS], ids=["broken", "full", "read-only"]
)
def test_a_disk_that_takes_nothing_more_from_some_call_on_is_told_and_survived(
    name: str, reason: int, folder: Path, long: bool, figures: Figures
) -> None:
    victim = case(name, folder)
    reading, saving = disk_calls(victim)
    changing = sampled([call for call in (*reading, *saving) if call.name in CHANGING], 6, long=long)
    for first in changing:

        def act(call: Call, first: Call = first) -> int | None:
            return reason if call.place >= first.place and call.name in CHANGING else None

        check(victim, attempt(victim, act))
    figures("P3", "a disk that is broken, full or read-only from some call on", len(changing))


@needs_tracer
@every_command
@pytest.mark.parametrize("reason", [errno.EIO, errno.EACCES], ids=["broken", "forbidden"])
def test_a_book_that_cannot_be_read_somewhere_is_never_a_crash_and_never_torn(
    name: str, reason: int, folder: Path, long: bool, figures: Figures
) -> None:
    victim = case(name, folder)
    reading, _ = disk_calls(victim)
    asking = [call for call in reading if call.name != "close"]  # nothing can go wrong with it after a read
    chosen = sampled(asking, 8, long=long)
    for call in chosen:
        code = attempt(victim, fails_at(call, reason))
        assert code != CRASHED, call
        written = touched(victim.old, texts(victim.root))
        whole = touched(victim.old, victim.new)
        assert written in ([set(), whole] if code == 0 else [set()]) or (code == PARTIAL and written <= whole)
    figures("P3", "an error at each call by which the book is read", len(chosen))


PARTIAL = 5


def touched(before: Texts, after: Texts) -> set[str]:
    """The paths of the files that are not as they were."""
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


@contextmanager
def small_disk(place: Path, pages: int) -> Iterator[Path]:
    """A file system of its own that holds so much; skips where nobody may mount one."""
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={pages * PAGE}", "tmpfs", str(place)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a small disk")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)
        place.rmdir()


@pytest.mark.parametrize("name", ["set", "import", "bulk", "undo"])
def test_a_disk_that_is_really_full_changes_nothing(
    name: str, tmp_path: Path, long: bool, figures: Figures
) -> None:
    with small_disk(tmp_path / "disk", 400) as disk:
        victim = case(name, disk)
        for free in count(0, 1 if long else 5):
            victim.prepare()
            fill(disk, free)
            code = run(victim.words, victim.root).exit
            (disk / "filler").unlink()
            check(victim, code)
            figures("P3", "a file system with ever more pages free", 1)
            if code == 0:
                break
        assert free > 0


def fill(disk: Path, free: int) -> None:
    """Take all its space but so many pages."""
    with (disk / "filler").open("wb", buffering=0) as filler, suppress(OSError):
        while filler.write(bytes(PAGE)):
            pass
    os.truncate(disk / "filler", max(0, (disk / "filler").stat().st_size - free * PAGE))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can stop being root")
@every_command
def test_in_a_folder_of_somebody_else_nothing_is_changed_and_everything_can_be_read(
    name: str, folder: Path
) -> None:
    victim = case(name, folder)
    victim.prepare()
    folder.chmod(0o755)
    assert run("list", victim.root).exit == 0
    assert (as_nobody("list", victim.root), as_nobody(victim.words, victim.root)) == (0, 1)
    assert texts(victim.root) == victim.old


def as_nobody(words: str, root: Path) -> int:
    """The exit code of a command that a user without rights gives."""
    child = os.fork()
    if child == 0:
        os.setuid(65534)
        os._exit(run(words, root).exit)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
