"""What makes a machine run commands by the clock: cron, systemd, launchd and the tasks of Windows."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

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
