"""P15: the same book and the same day give the same bytes, wherever and whenever they are asked."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date as Day
from datetime import timedelta
from itertools import cycle
from pathlib import Path

import pytest
from figures import Figures, sampled
from running import DAY, new_book

from funnel_cli.values.dates import Calendar
from funnel_cli.values.period import following, month_of, parts, preceding, quarter_of, week_of, year_of

ROOT = Path(__file__).resolve().parents[2]
ZONES = (
    "UTC",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Asia/Kolkata",
    "America/St_Johns",
    "Asia/Shanghai",
)
LOCALES = ("C", "C.UTF-8", "en_US.UTF-8", "de_DE.UTF-8", "zh_CN.GB18030", "tr_TR.UTF-8", "POSIX")
SEEDS = ("0", "1", "42", "4294967295")
CLOCKS = ("2026-02-28 23:59:59", "2000-01-01 00:00:01", "2037-12-31 12:00:00")
WORKERS = "import yaml, pydantic_core, typer, rich, tabulate, anyascii"
QUESTIONS = (
    *("list -f plain", "forecast -f json", "health -f md", "review -f plain", "next -f csv"),
    *("show acme-erp --history -f json", "export deals -f jsonl", "validate -f tsv", "list -f table"),
    *("conversion -f csv", "health -f table"),
)


def pythons() -> Iterator[str]:
    """This Python, and every other one on this machine that has what the program needs."""
    yield sys.executable
    places = ((Path.home() / ".pyenv" / "versions").glob("3.1*"), (ROOT / "build" / "pythons").glob("3.1*"))
    for place in (each for some in places for each in sorted(some)):
        python = str(place / "bin" / "python")
        try:
            has_all = not subprocess.run([python, "-c", WORKERS], capture_output=True, check=False).returncode
        except OSError:
            continue
        if has_all:
            yield python


def said(python: str, line: str, book: Path, language: str, clock: str | None, **environ: str) -> bytes:
    """What the program says on both streams, wherever it is told to be."""
    fake = ["faketime", "-f", clock] if clock and shutil.which("faketime") else []
    command = [*fake, python, "-m", "funnel_cli", "-C", str(book), "--lang", language, *line.split()]
    usual = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "FUNNEL_AS_OF": DAY, "COLUMNS": "100"}
    usual |= {"XDG_CACHE_HOME": os.environ["XDG_CACHE_HOME"], "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, env=usual | environ, capture_output=True, check=False)
    return b"%d\n" % done.returncode + done.stdout + done.stderr


def test_a_question_is_answered_alike_in_every_zone_locale_and_python_on_every_clock(
    tmp_path: Path, long: bool, figures: Figures
) -> None:
    book = new_book(tmp_path / "book", broken=True)
    others = list(pythons()) if long else [sys.executable]
    count = 0
    for language in ("en", "zh"):
        for line in sampled(QUESTIONS, 2, long=long):
            expected = said(sys.executable, line, book, language, None, TZ="UTC", LC_ALL="C.UTF-8")
            turning = zip(cycle(others), cycle(LOCALES), cycle(SEEDS), cycle((*CLOCKS, None)), strict=False)
            zones = ZONES * 3 if long else ZONES[1:4]
            for zone, (python, locale, seed, clock) in zip(zones, turning, strict=False):
                places = {"TZ": zone, "LC_ALL": locale, "LANG": locale, "PYTHONHASHSEED": seed}
                assert said(python, line, book, language, clock, **places) == expected, places
                count += 1
    figures("P15", "answers compared over zones, locales, hash seeds, clocks and Pythons", count)


@pytest.mark.parametrize("first", range(1, 13))
def test_every_day_of_a_century_is_in_one_week_month_quarter_and_year(
    first: int, long: bool, figures: Figures
) -> None:
    days = [Day(2000, 1, 1) + timedelta(n) for n in range(0, 36_890, 1 if long else 97)]
    for day in days:
        month, quarter, year = month_of(day), quarter_of(day, first), year_of(day, first)
        for period in (week_of(day), month, quarter, year):
            assert day in period
            assert following(period).start == period.end
            assert preceding(period).end == period.start
            assert Calendar(day, first).period(period.name) == period
        assert (week_of(day).days, week_of(day).start.weekday()) == (7, 0)
        assert year.start.month == first
        assert 365 <= year.days <= 366
        assert [cut.start for cut in parts(year)[0]] == [cut.start for cut in parts(year)[1][::3]]
        assert quarter in parts(year)[0]
        assert month in parts(year)[1]
    figures("P15", "days of 2000 to 2100 in years that begin in each month", len(days))
