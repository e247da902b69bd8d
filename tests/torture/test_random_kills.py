"""P1: one book, killed at random thousands of times, in the middle of a write too: nothing is ever lost."""

import os
import signal
from pathlib import Path
from random import Random

from cases import is_whole, recover, seen
from faulty_disk import DAY, QuickDisk, Writes, deal, make_book, texts
from figures import Figures

from funnel_cli.store.journal.commit import commit

DEALS = 8
RISK = 0.03
"""How likely it is to be killed at a call."""


class DeadlyDisk(QuickDisk):
    """Kills its process at a random call, or halfway through a write."""

    def __init__(self, random: Random, *, exchanges: bool) -> None:
        super().__init__(exchanges)
        self.random = random

    def before(self, name: str) -> None:
        if name != "write" and self.random.random() < RISK:
            os.kill(os.getpid(), signal.SIGKILL)

    def write(self, file: int, text: memoryview) -> int:
        done = os.write(file, text[: self.random.randint(1, len(text))])
        if self.random.random() < RISK:
            os.kill(os.getpid(), signal.SIGKILL)
        return done


def wishes(root: Path, random: Random, number: int) -> Writes:
    """Some deals that get a new text, one that is removed, one that is made, as it falls."""
    found = texts(root)
    writes: Writes = {}
    for path in random.sample([deal(n) for n in range(DEALS)], random.randint(1, DEALS)):
        new = b"stage: verify  # %d\n" % number * random.randint(1, 50)
        writes[path] = (found.get(path), None if path in found and random.random() < 0.2 else new)
    return writes


def test_killed_at_random_again_and_again_a_book_loses_nothing(
    folder: Path, long: bool, figures: Figures
) -> None:
    root = make_book(folder / "book", DEALS)
    random = Random(2026)  # noqa: S311 - the same kills every time
    kills = 0
    for number in range(2_500 if long else 80):
        writes = wishes(root, random, number)
        old = texts(root)
        wanted = {**old, **{str(path): new for path, (_, new) in writes.items()}}
        new = {path: text for path, text in wanted.items() if text is not None}
        exchanges = random.random() < 0.7
        code = died(root, writes, DeadlyDisk(Random(number), exchanges=exchanges))  # noqa: S311
        kills += code != 0
        assert is_whole(root, old, new)
        expected = seen(root)
        recover(root)
        assert texts(root) == expected
        assert expected in ((old, new) if code else (new,))
    figures("P1", "random kills, half of them in the middle of a write", kills)
    assert kills > 0


def died(root: Path, writes: Writes, disk: DeadlyDisk) -> int:
    """Save in a process of its own; 0, or the signal that killed it."""
    child = os.fork()
    if child == 0:
        commit(root, writes, "a change", day=DAY, disk=disk)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
