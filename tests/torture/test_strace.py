"""P1 once more from outside: the whole program, from its start, killed by strace."""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from cases import case
from faulty_disk import texts
from figures import Figures
from running import DAY
from test_kills import outcome
from tracer import CHANGING

ROOT = Path(__file__).resolve().parents[2]
CALL = re.compile(r"(?:\d+ +)?(\w+)\(")
DECISIVE = ("rename", "renameat", "renameat2")

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not here")


def strace(words: str, root: Path, *options: str) -> int:
    """The exit code of the program under strace."""
    done = subprocess.run(
        ["strace", "-f", *options, sys.executable, "-m", "funnel_cli", "-C", root, *words.split()],
        env=os.environ | {"PYTHONPATH": str(ROOT), "FUNNEL_AS_OF": DAY, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        check=False,
    )
    return done.returncode


def test_the_program_killed_by_strace_has_saved_all_or_nothing(
    folder: Path, long: bool, figures: Figures
) -> None:
    victim = case("set", folder)
    words = "set acme amount=130k name=Renamed"
    names = ",".join(sorted(CHANGING - {"create"}) if long else DECISIVE)
    victim.prepare()
    if strace(words, victim.root, "-e", f"trace={names}", "-o", str(folder / "calls")):
        pytest.skip("strace may not follow a process here")
    assert texts(victim.root) == victim.new
    calls = Counter(CALL.findall((folder / "calls").read_text()))
    kills = 0
    for name, times in calls.items():
        for n in range(1, times + 1):
            victim.prepare()
            strace(words, victim.root, "-o", os.devnull, "-e", f"inject={name}:signal=KILL:when={n}")
            outcome(victim)
            kills += 1
    figures("P1", "SIGKILL by strace before each change of the disk, program start included", kills)
    assert kills >= 2
