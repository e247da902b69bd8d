"""P1, P4: killed at any moment, every record is whole, and a command happened or it did not."""

import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cases import COMMANDS, Case, case, is_whole, recover, seen
from faulty_disk import DAY, after, edits, make_book, texts
from figures import Figures, sampled
from tracer import CHANGING, End, followed, killed_at, needs_tracer, telling

from funnel_cli.store.journal.commit import commit
from funnel_cli.store.journal.place import Place

pytestmark = needs_tracer
every_command = pytest.mark.parametrize("name", COMMANDS)


SMALL = 40
"""With more files than so many the calls of the one are like those of the other, and not all are tried."""


def moments(case: Case, work: Callable[[], int], *, long: bool) -> list[int]:
    """The places of its telling system calls; in the short form of those before which a disk changes."""
    case.prepare()
    calls = telling(followed(work).calls)
    return [call.place for call in calls if long or call.name in CHANGING]


@every_command
def test_killed_at_any_system_call_a_command_happened_or_not(
    name: str, folder: Path, long: bool, figures: Figures
) -> None:
    victim = case(name, folder)
    chosen = sampled(moments(victim, victim.run, long=long), 20, long=long)
    outcomes = []
    for place in chosen:
        victim.prepare()
        end = killed_at(victim.run, place)
        assert end.was_killed or len(end.calls) < place, "it ended before, with a call less this time"
        outcomes.append(outcome(victim))
    figures("P1", "SIGKILL at each system call of a command", len(outcomes))
    assert outcomes == sorted(outcomes), "once decided it stays"
    assert set(outcomes) == {0, 1}


def outcome(victim: Case) -> int:
    """0 if the book is as it was, 1 if the command is in it; anything else is wrong."""
    assert is_whole(victim.root, victim.old, victim.new)
    expected = seen(victim.root)
    recover(victim.root)
    assert texts(victim.root) == expected, "readers saw what recovery then did"
    return (victim.old, victim.new).index(expected)


@pytest.mark.parametrize("name", ["set", "bulk", "undo"])
def test_killed_at_any_system_call_of_a_recovery_it_is_still_whole(
    name: str, folder: Path, long: bool, figures: Figures
) -> None:
    victim = case(name, folder)
    count = 0
    for interrupted in interruptions(victim, folder):
        again = Case(victim.words, interrupted, victim.root, victim.old, victim.new)
        wanted = seen(interrupted)

        def recovery(again: Case = again) -> int:
            return len(recover(again.root).targets)

        for place in sampled(moments(again, recovery, long=long), 6, long=long):
            again.prepare()
            assert killed_at(recovery, place).was_killed
            count += 1
            assert seen(victim.root) == wanted
            recover(victim.root)
            assert texts(victim.root) == wanted
    figures("P1", "SIGKILL at each system call of the recovery after that", count)
    assert count > 0


def interruptions(victim: Case, folder: Path) -> Iterator[Path]:
    """A book for every state in which a kill can leave a decided command."""
    known = set()
    for place in moments(victim, victim.run, long=False):
        victim.prepare()
        killed_at(victim.run, place)
        if Place(victim.root).pending.exists():
            journal = Place(victim.root).pending.iterdir()
            state = (*texts(victim.root).items(), *sorted((path.name, path.read_bytes()) for path in journal))
            if state not in known:
                known.add(state)
                yield Path(shutil.copytree(victim.root, folder / f"state-{place}"))


@pytest.mark.parametrize("size", [1, 3, 200])
def test_killed_at_any_call_that_changes_a_disk_many_files_are_one(
    size: int, folder: Path, long: bool, figures: Figures
) -> None:
    old = texts(make_book(folder / "old", size))
    victim = Case("", folder / "old", folder / "book", old, after(old, edits(size)))

    def save() -> int:
        commit(victim.root, edits(size), "a change", day=DAY)
        return 0

    changing = moments(victim, save, long=False)
    chosen = changing[:: max(1, size // SMALL)] if long else sampled(changing, 12, long=False)
    for place in chosen:
        victim.prepare()
        assert killed_at(save, place).was_killed
        outcome(victim)
    figures("P4", f"SIGKILL before each change of the disk, {size} files", len(chosen))


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "terminated"])
@every_command
def test_interrupted_at_any_system_call_a_command_happened_or_not(
    name: str, sign: signal.Signals, folder: Path, long: bool, figures: Figures
) -> None:
    victim = case(name, folder)
    chosen = sampled(moments(victim, victim.run, long=long), 8, long=long)
    for place in chosen:
        end = signalled(victim, place, sign)
        assert end.code in (-sign, 0, 130), place
        assert end.code != 0 or texts(victim.root) == victim.new, place
        outcome(victim)
    figures("P1", "SIGINT or SIGTERM at each system call of a command", len(chosen))


def signalled(victim: Case, place: int, sign: signal.Signals) -> End:
    victim.prepare()
    return followed(victim.run, lambda call: sign if call.place == place else None)
