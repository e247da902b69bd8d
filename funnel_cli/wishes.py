"""What a run was asked for beside its command, and what no run does for anybody."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from funnel_cli.finding.names import DEALS, is_below
from funnel_cli.values.errors import DataRefused, FunnelError, NotFound, Problem, UsageRefused, placed
from funnel_cli.values.message import N_


class Wishes(NamedTuple):
    """The global options of a run, as typed."""

    directory: Path | None = None
    as_of: str | None = None
    language: str | None = None
    colour: str = "auto"
    format: str | None = None
    output: Path | None = None
    fields: tuple[str, ...] = ()
    part: str | None = None
    is_quiet: bool = False
    is_raw: bool = False
    is_for_excel: bool = False
    is_masked: bool = False
    may_ask: bool = True
    may_page: bool = True


def at_home(path: Path | str) -> Path:
    """The path with a `~` at its beginning as the home folder, for where no shell has said it."""
    return Path(os.path.expanduser(path))  # noqa: PTH111 - pathlib raises for a user that nobody knows


class NotSure(NotFound):
    """A change would go to a deal that only a part of its name led to, and nobody can be asked."""

    sentence = N_("{word} is only a part of a name; it would mean {deal}.")
    cure = N_("Say it with the id: {deal}")
    code = "not_sure"


class NothingNamed(UsageRefused):
    """A change was asked for without saying of which deals."""

    sentence = N_("Say which deal, or which deals: an id, or key:value words.")


class OnePeriodAtATime(UsageRefused):
    """Several periods were named where one is looked at."""

    sentence = N_("This looks at one period at a time.")
    cure = N_("For several months as one, name the days: 2026-07-01..2026-09-30")


class RepOrTeam(UsageRefused):
    """A call was to be a rep's and a team's at once."""

    sentence = N_("A call is a rep's (--owner) or a team's (--on), not both.")


class TeamsAlone(UsageRefused):
    """Teams were asked for together with what looks at deals one way only."""

    sentence = N_("--team shows reps, teams and the whole book; it does not go with {option}.")
    cure = N_("Ask for one after the other.")


class NotConfirmed(UsageRefused):
    """A change of many deals was not confirmed."""

    sentence = N_("Nothing was changed.")
    cure = N_("Repeat with --yes to change {count:deal|deals}.")


class NotRead(DataRefused):
    """The deal that was meant stands in a file that cannot be read."""

    sentence = N_("The record of {deal} cannot be read.")
    cure = N_("Mend the file; see: funnel validate")
    code = "unread"


def not_read_instead(refusal: FunnelError, word: str, hidden: Mapping[str, Problem]) -> FunnelError:
    """The refusal of a word that no deal answers to; that its file cannot be read, if one begins so.

    Likewise where the folder of the deals cannot be read as a whole.
    """
    for stem, problem in hidden.items():
        is_folder = problem.path.count("/") == 1 and is_below(problem.path, DEALS)
        if word and (is_folder or stem.startswith(word)):
            return NotRead(deal=word if is_folder else stem, details=[placed(problem)])
    return refusal


class NoSuchFile(NotFound):
    """A file was named that is not there, or is no file of the book."""

    sentence = N_("There is no file {path} in this book.")
