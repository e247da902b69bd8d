"""`funnel schedule`: what makes this machine write the weekly review and the monthly pack by itself."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from funnel_cli.commands.options import option, session_of
from funnel_cli.finding.names import demand_deals, word_among
from funnel_cli.store.system import usual_timer
from funnel_cli.values.message import message
from funnel_cli.wishes import at_home

_MONDAY = 1
_WEEKLY_HOUR = 7
_MONTHLY_HOUR = 6


_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")


class Job(NamedTuple):
    """A command with the day of the week (0 is Sunday) or else of the month on which it runs, at `hour`."""

    name: str
    words: Sequence[str]
    hour: int
    weekday: int | None = None
    day: int | None = None


def cron(jobs: Iterable[Job]) -> str:
    """A line each for `crontab -e`, where a bare `%` would end the command."""
    return "".join(
        f"0 {each.hour} {each.day or '*'} * {'*' if each.weekday is None else each.weekday} "
        + shlex.join(each.words).replace("%", r"\%")
        + "\n"
        for each in jobs
    )


def systemd(jobs: Iterable[Job]) -> str:
    """A service and a timer each, below the names of their files, for the units of a user."""
    return "\n".join(_units(each) for each in jobs)


def _units(job: Job) -> str:
    when = f"*-*-{job.day:02}" if job.day else f"{_DAYS[job.weekday or 0].title()} *-*-*"
    folder = "# ~/.config/systemd/user"
    return (
        f"{folder}/{job.name}.service\n[Service]\nType=oneshot\n"
        f"ExecStart={' '.join(map(_unit_word, job.words))}\n\n"
        f"{folder}/{job.name}.timer\n[Timer]\nOnCalendar={when} {job.hour:02}:00\nPersistent=true\n\n"
        f"[Install]\nWantedBy=timers.target\n\n# systemctl --user enable --now {job.name}.timer\n"
    )


def _unit_word(word: str) -> str:
    """The word in quotes, with what systemd would put something else for doubled."""
    kept = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{kept}"'


def launchd(jobs: Iterable[Job]) -> str:
    """A property list each, below the names of their files."""
    from plistlib import dumps

    def when(job: Job) -> dict[str, int]:
        day = {"Day": job.day} if job.day else {"Weekday": job.weekday or 0}
        return {**day, "Hour": job.hour, "Minute": 0}

    return "\n".join(
        f"# ~/Library/LaunchAgents/{each.name}.plist\n"
        + dumps(
            {
                "Label": each.name,
                "ProgramArguments": list(each.words),
                "StartCalendarInterval": when(each),
            },
            sort_keys=False,
        ).decode("utf-8")
        for each in jobs
    )


def schtasks(jobs: Iterable[Job]) -> str:
    """A command line each, for the command prompt of Windows."""
    from subprocess import list2cmdline

    def told(job: Job) -> list[str]:
        when = (
            ["MONTHLY", "/D", str(job.day)] if job.day else ["WEEKLY", "/D", _DAYS[job.weekday or 0].upper()]
        )
        return ["/TN", job.name, "/SC", *when, "/ST", f"{job.hour:02}:00", "/TR", list2cmdline(job.words)]

    return "".join(f"{list2cmdline(['schtasks', '/Create', *told(each)])}\n" for each in jobs)


TIMERS: Mapping[str, Callable[[Iterable[Job]], str]] = {
    "cron": cron,
    "systemd": systemd,
    "launchd": launchd,
    "schtasks": schtasks,
}
"""What runs commands by the clock, and how it is told."""


def schedule(
    ctx: typer.Context,
    timer: Annotated[
        str | None,
        option("TIMER", "cron, systemd, launchd or schtasks; default what this machine has.", "--for"),
    ] = None,
    into: Annotated[
        Path | None, option("DIR", "Where the files go; default reports beside stages.yaml.")
    ] = None,
) -> None:
    """Print what makes this machine write review and monthly pack by itself.

    The review as a page every Monday, the pack of the last month on the first day of each. Nothing is
    installed: paste what is printed where it says.
    """
    session = session_of(ctx)
    demand_deals(session.written.method)
    name = word_among(message("timer"), timer, TIMERS) if timer else usual_timer()
    root = session.root.resolve()
    folder = at_home(into).absolute() if into else root / "reports"
    place = ("-C", str(root), "--no-input", "--lang", session.language.code)
    start = (sys.executable, "-m", "funnel_cli", *place)
    page = str(folder / "review.html")
    jobs = (
        Job("funnel-review", (*start, "-o", page, "review", "--list"), _WEEKLY_HOUR, weekday=_MONDAY),
        Job("funnel-month", (*start, "-o", str(folder), "export", "month"), _MONTHLY_HOUR, day=1),
    )
    session.hand_over(TIMERS[name](jobs))
    if not os.path.isdir(folder):  # noqa: PTH112 - false where it may not be looked at
        session.tell(message("Make this folder first: {path}", path=str(folder)))
