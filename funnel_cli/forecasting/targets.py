"""Targets: what is to be reached in a period, by owner or for the whole book."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from funnel_cli.finding.names import choice_named, ids_of, term_of
from funnel_cli.finding.parties import is_team, members_of
from funnel_cli.records.book import Book
from funnel_cli.records.lists import Target
from funnel_cli.records.method import Choice
from funnel_cli.time.sums import book_money
from funnel_cli.values.message import Label, Term, message
from funnel_cli.values.money import Money
from funnel_cli.values.period import Period, parts

_TARGET = "target"
TIER_CHOICES = (
    Choice(id=_TARGET, title=Label({"en": "target", "zh": "目标"})),
    Choice(id="stretch", title=Label({"en": "stretch", "zh": "冲刺"})),
)
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
    of its reps' where each has one, and no other.
    """
    return _sum(book, lines_behind(book, period, owner, tier))


def own_target(book: Book, period: Period, owner: str | None, tier: str = _TARGET) -> Money | None:
    """The target set for just that owner, for each rep of just that team, or for just the whole book.

    A period without one of its own is the sum of its parts if every part has one; a whole is never
    split into parts.
    """
    return _sum(book, _own_lines(book, period, owner, tier))


def lines_behind(book: Book, period: Period, owner: str | None, tier: str = _TARGET) -> tuple[Target, ...]:
    """The lines whose amounts add up to `target_of`; none where no target is known."""
    if is_team(owner):
        return _own_lines(book, period, owner, tier)
    return (
        _own_lines(book, period, owner, tier)
        or _own_lines(book, period, None, tier)
        or tuple(line for each in owners(book, tier) for line in _own_lines(book, period, each, tier))
    )


def owners(book: Book, tier: str = _TARGET) -> tuple[str, ...]:
    """Everybody who has a target of that tier in some period, by name."""
    return tuple(sorted({target.owner for target in book.targets if target.owner and target.tier == tier}))


def in_books_currency(target: Target, book: Book) -> Money | None:
    """The line's amount at the rate of the book's day; `None` without one."""
    key = ".".join(filter(None, (target.period, target.owner, target.tier)))
    money, whose = book.money_of(target), f"target {target.period}"
    return book_money(money, book, book.day, whose=whose, file=TARGETS_FILE, key=key)


def _own_lines(book: Book, period: Period, owner: str | None, tier: str) -> tuple[Target, ...]:
    """The line for exactly that period, else those of the first way to cut it that is complete.

    Of a team, those of all its reps; none where one has no target.
    """
    if is_team(owner):
        reps = sorted(filter(None, members_of(owner, book) or ()))
        theirs = [_own_lines(book, period, rep, tier) for rep in reps]
        return tuple(line for some in theirs for line in some) if all(theirs) else ()
    latest = _latest(book, period, owner, tier)
    if latest and in_books_currency(latest, book):
        return (latest,)
    for cut in parts(period):
        lines = [_own_lines(book, part, owner, tier) for part in cut]
        if all(lines):
            return tuple(line for some in lines for line in some)
    return ()


def _latest(book: Book, period: Period, owner: str | None, tier: str) -> Target | None:
    """The latest line for exactly that period, owner and tier; of one day's the last."""
    matching = [t for t in book.targets if (t.owner, t.tier) == (owner, tier) and book.period_of(t) == period]
    return max(reversed(matching), key=lambda t: t.set, default=None)


def _sum(book: Book, lines: Iterable[Target]) -> Money | None:
    amounts = [money.amount for line in lines if (money := in_books_currency(line, book))]
    return Money(sum(amounts, Decimal(0)), book.currency) if amounts else None
