"""Reps and their teams: who is in which, and under what name a team's manager stands."""

from __future__ import annotations

from funnel_cli.records.book import Book
from funnel_cli.records.method import Choice
from funnel_cli.values.message import Label

TEAM = "team:"
"""What stands before the name of a team where an owner would: it is the manager's."""


def is_team(owner: str | None) -> bool:
    """Whether a team stands there."""
    return owner is not None and owner.startswith(TEAM)


def members_of(owner: str | None, book: Book) -> frozenset[str | None] | None:
    """Whose deals stand under that name: a team's reps, one rep; `None` for everybody."""
    if owner is None:
        return None
    team = book.method.settings.team.get(owner.removeprefix(TEAM), ()) if is_team(owner) else (owner,)
    return frozenset(map(book.as_spelled, team))


def belongs(name: str | None, owner: str | None, book: Book) -> bool:
    """Whether what is that owner's stands under that name: a rep's, a team's, everybody's.

    In a team, what has no owner is the settings' owner's.
    """
    members = members_of(name, book)
    own = owner or (book.method.settings.owner if is_team(name) else None)
    return members is None or book.as_spelled(own) in members


def team_choices(book: Book) -> tuple[Choice, ...]:
    """The teams of the settings, under the names in which they stand for an owner."""
    return tuple(
        Choice(id=f"{TEAM}{name}", title=Label({"en": name, "zh": f"团队:{name}"}))
        for name in book.method.settings.team
    )
