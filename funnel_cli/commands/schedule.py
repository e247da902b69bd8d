"""`funnel schedule`: what makes this machine write the weekly review and the monthly pack by itself."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from funnel_cli.commands.options import option, session_of
from funnel_cli.finding.words import word_among
from funnel_cli.store.system import usual_timer
from funnel_cli.values.message import message
from funnel_cli.wishes import at_home

_MONDAY = 1
_WEEKLY_HOUR = 7
_MONTHLY_HOUR = 6


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
    from funnel_cli.exchange.timers import TIMERS, Job

    session = session_of(ctx)
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
