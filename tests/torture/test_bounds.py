"""P10: whatever four megabytes hold, they are read or refused in under a second and 200 MB.

The short form holds the memory alone. The long form holds seconds of the processor, beside those of the same
book without the file, since other work on the machine, and the hour, make more of both: a book alone takes
two thirds of a second on the cores for which the bound was set. A run that took too long is repeated; every
run reads anew, without a cache.
"""

import os
import subprocess
import sys
from pathlib import Path
from shutil import rmtree

import pytest
from broken_folders import DEALS
from broken_texts import BOMBS
from figures import Figures
from running import DAY, new_book

ROOT = Path(__file__).resolve().parents[2]
TIMES = 1.5
"""How many times as long as the book alone the file may take beside it, which is a second of two thirds."""
MEGABYTES = 200
QUICK = (
    "a line of brackets",
    "laughs",
    "four megabytes of keys",
    "four megabytes of flow",
    "a colon behind four megabytes",
)


SPAWNER = """\
import os, sys
pid = os.posix_spawn(sys.executable, [sys.executable, "-m", "funnel_cli", *sys.argv[1:]], os.environ)
_, status, used = os.wait4(pid, 0)
seconds = used.ru_utime + used.ru_stime
print(os.waitstatus_to_exitcode(status), seconds, used.ru_maxrss / 1024, file=sys.stderr)
"""
"""A small parent: the most memory of a program is never told as less than its parent's."""


def cost(words: list[str], folder: Path) -> tuple[int, float, float]:
    """The exit code of the program, its seconds of work, and the most memory it had, in megabytes."""
    cache = folder / "cache"
    rmtree(cache, ignore_errors=True)
    ours = {"PYTHONPATH": str(ROOT), "FUNNEL_AS_OF": DAY, "XDG_CACHE_HOME": str(cache)}
    done = subprocess.run(
        [sys.executable, "-S", "-c", SPAWNER, *words],
        env=os.environ | ours,
        capture_output=True,
        text=True,
        check=True,
    )
    *said, figures = done.stderr.splitlines()
    (folder / "said").write_text(done.stdout + "\n".join(said), encoding="utf-8")
    code, seconds, megabytes = figures.split()
    return int(code), float(seconds), float(megabytes)


@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.parametrize("suffix", ["yaml", "json"])
def test_four_megabytes_take_under_a_second_and_two_hundred_megabytes(
    name: str, suffix: str, tmp_path: Path, long: bool, figures: Figures
) -> None:
    if not long and (name not in QUICK or suffix == "json"):
        pytest.skip("in the long form")
    book = new_book(tmp_path / "book")
    words = ["-C", str(book), "validate"]
    usual = min(cost(words, tmp_path)[1] for _ in range(3 if long else 1))
    (book / DEALS / f"bomb.{suffix}").write_bytes(BOMBS[name])
    for _ in range(5):
        code, seconds, megabytes = cost(words, tmp_path)
        if seconds - usual < TIMES * usual or not long:
            break
    said = (tmp_path / "said").read_text("utf-8")
    assert (code, "Traceback" in said) == (5, False)
    assert f"{DEALS}/bomb.{suffix}" in said
    assert seconds - usual < TIMES * usual or not long
    assert megabytes < MEGABYTES
    figures("P10", "files of four megabytes that are hard to read", 1)
    figures("P10", "at most: megabytes of memory for such a file", round(megabytes))
    figures("P10", "at most: milliseconds for such a file", round(1000 * (seconds - usual)))
    figures("P10", "at most: percent of what the book alone takes", round(100 * (seconds - usual) / usual))
