"""Targets: what is to be reached in a period, by owner or for the whole book."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain

from funnel_cli.finding.names import choice_named, ids_of, term_of
from funnel_cli.finding.parties import is_team, members_of
from funnel_cli.records.book import Book
from funnel_cli.records.lists import TIER_CHOICES, Target
from funnel_cli.time.sums import all_added, book_money
from funnel_cli.values.message import Term, message
from funnel_cli.values.money import Money
from funnel_cli.values.period import Period, parts

_TARGET = "target"
TIERS = ids_of(TIER_CHOICES)
"""The tiers a target may have, the one that counts first."""

TARGETS_FILE = "data/targets.yaml"
"""Where the targets stand in a book."""


def tier_term(tier: str) -> Term | str:
    """The tier by its id; the bare word where it is none of ours."""
    return term_of(tier, TIER_CHOICES) or tier


def tier_named(word: str) -> str:
    """The tier that the word means; raises `NoSuchWord`."""
    return choice_named(message("tier"), word, TIER_CHOICES).id


def target_of(book: Book, period: Period, owner: str | None = None, tier: str = _TARGET) -> Money | None:
    """The target in force on the book's day, in the book's currency, or `None` where none is known.

    It is that owner's, else the one set for the whole book, else the sum of the owners'. A team's is the sum
    of its reps' where each has one, and no other. A sum is unknown where one of it has no rate.
    """
    return _sum(book, lines_behind(book, period, owner, tier))


def own_target(book: Book, period: Period, owner: str | None, tier: str = _TARGET) -> Money | None:
    """The target set for just that owner, for each rep of just that team, or for just the whole book."""
    return _sum(book, own_lines(book, period, owner, tier))


def own_lines(book: Book, period: Period, owner: str | None, tier: str = _TARGET) -> tuple[Target, ...]:
    """The lines whose amounts add up to `own_target`; of a team none where one of its reps has none.

    A period without one of its own is the sum of its parts if every part has one; a whole is never
    split into parts.
    """
    if is_team(owner):
        reps = sorted(filter(None, members_of(owner, book) or ()))
        theirs = [own_lines(book, period, rep, tier) for rep in reps]
        return tuple(line for some in theirs for line in some) if all(theirs) else ()
    if latest := book.targets_in_force.get((period, book.as_spelled(owner), tier)):
        return (latest,)
    return _lines_of_parts(period, lambda part: own_lines(book, part, owner, tier))


def lines_behind(book: Book, period: Period, owner: str | None, tier: str = _TARGET) -> tuple[Target, ...]:
    """The lines whose amounts add up to `target_of`; none where no target is set."""
    own = own_lines(book, period, owner, tier)
    return own or (() if is_team(owner) else _lines_of_all(book, period, tier))


def owners(book: Book, tier: str = _TARGET) -> tuple[str, ...]:
    """Every rep who has a target of that tier in some period, by name."""
    reps = {
        book.as_spelled(line.owner) for line in book.targets if line.tier == tier and not is_team(line.owner)
    }
    return tuple(sorted(filter(None, reps)))


def in_books_currency(target: Target, book: Book) -> Money | None:
    """The line's amount at the rate of the book's day, of a period that is over at its last day's.

    `None` without a rate. What came since is no reason for another attainment.
    """
    day = min(book.day, book.period_of(target).last)
    key = ".".join(filter(None, (target.period, target.owner, target.tier)))
    money, whose = book.money_of(target), f"target {target.period}"
    return book_money(money, book, day, whose=whose, file=TARGETS_FILE, key=key)


def _lines_of_all(book: Book, period: Period, tier: str) -> tuple[Target, ...]:
    """The whole book's lines, else the owners', else those of its parts, of either kind.

    Beside owners with a target of the period stand those who have one for some of its parts alone.
    """
    if whole := own_lines(book, period, None, tier):
        return whole
    everybody = owners(book, tier)
    theirs = {each: lines for each in everybody if (lines := own_lines(book, period, each, tier))}
    if theirs and len(theirs) == len(everybody):
        return tuple(chain.from_iterable(theirs.values()))
    by_parts = _lines_of_parts(period, lambda part: _lines_of_all(book, part, tier))
    if not theirs:
        return by_parts
    is_of_reps = all(line.owner for line in by_parts)
    more = [line for line in by_parts if is_of_reps and book.as_spelled(line.owner) not in theirs]
    return (*chain.from_iterable(theirs.values()), *more)


def _lines_of_parts(period: Period, lines_of: Callable[[Period], tuple[Target, ...]]) -> tuple[Target, ...]:
    for cut in parts(period):
        lines = [lines_of(part) for part in cut]
        if all(lines):
            return tuple(line for some in lines for line in some)
    return ()


def _sum(book: Book, lines: Iterable[Target]) -> Money | None:
    return all_added((in_books_currency(line, book) for line in lines), book.currency)
