"""What moved in a period: every dated change of the deals, told as what it means for the funnel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date as Day
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from funnel_cli.records.book import Book
from funnel_cli.records.deal import LOST, OUTCOMES, WON, HistoryLine, Opportunity
from funnel_cli.records.method import Method
from funnel_cli.reports.deal_names import deal_column
from funnel_cli.reports.deals import place_term
from funnel_cli.time.facts import is_same, opening_currency, priced_lines
from funnel_cli.time.history import with_outcome
from funnel_cli.time.standing import money_of
from funnel_cli.values.message import Term, message
from funnel_cli.values.money import Money
from funnel_cli.values.period import Period
from funnel_cli.values.table import Cell, Table, currency, day, money, table, text


class Move(Enum):
    """What a dated change means, as a term."""

    NEW = Term("new", message("new"))
    PROMOTED = Term("promoted", message("promoted"))
    FORCED = Term("forced", message("promoted by force"))
    DEMOTED = Term("demoted", message("demoted"))
    WON = Term("won", message("won"))
    LOST = Term("lost", message("lost"))
    REOPENED = Term("reopened", message("reopened"))
    PUSHED = Term("pushed", message("close pushed out"))
    PULLED = Term("pulled", message("close pulled in"))
    UP = Term("up", message("amount up"))
    DOWN = Term("down", message("amount down"))
    CURRENCY = Term("currency", message("other currency"))
    OWNER = Term("owner", message("handed over"))
    PAUSED = Term("paused", message("paused"))
    RESUMED = Term("resumed", message("resumed"))
    REMOVED = Term("removed", message("removed"))


_STAGE_MOVES = {Move.PROMOTED, Move.FORCED, Move.DEMOTED, Move.WON, Move.LOST, Move.REOPENED}


class Movement(NamedTuple):
    """One move of one deal: from what to what, and the reason if one was given."""

    deal: Opportunity
    day: Day
    move: Move
    old: object
    new: object
    reason: str | None


def movements(deals: Iterable[Opportunity], period: Period, method: Method) -> tuple[Movement, ...]:
    """Every move inside the period, by day and deal."""
    found = (move for deal in deals for move in _moves(deal, method) if move.day in period)
    return tuple(sorted(found, key=lambda move: (move.day, move.deal.id)))


def _moves(deal: Opportunity, method: Method) -> Iterator[Movement]:
    """Every move of the deal, oldest first."""
    if deal.created:
        yield Movement(deal, deal.created, Move.NEW, None, deal.name or deal.customer, None)
    whole = with_outcome(deal)
    known = _as_meant(whole.opening.changes if whole.opening else {}, opening_currency(whole), method)
    for line, unit in priced_lines(whole):
        for key, new in _as_meant(line.changes, unit, method).items():
            old = known.get(key)
            move = _meaning(key, old, new, line, method) if key in known or _speaks(key, new) else None
            if move:
                yield Movement(deal, line.date, move, old, new, line.reason)
            known[key] = new
    if deal.removed:
        yield Movement(deal, deal.removed, Move.REMOVED, None, None, None)


def _as_meant(changes: Mapping[str, object], currency: str | None, method: Method) -> dict[str, object]:
    """The changes with the amount in its currency, which says nothing by itself, and the settings' owner."""
    known = {key: value for key, value in changes.items() if key != "currency"}
    if isinstance(amount := known.get("amount"), Decimal):
        known["amount"] = Money(amount, currency or method.settings.currency)
    return known | ({"owner": known["owner"] or method.settings.owner} if "owner" in known else {})


def _speaks(key: str, new: object) -> bool:
    """The key's first line tells a move although the value before it is unknown."""
    return key == "paused" or (key == "stage" and new in OUTCOMES)


def _meaning(key: str, old: object, new: object, line: HistoryLine, method: Method) -> Move | None:
    """What the change of a key means, if it means anything for the funnel."""
    if key == "stage":
        return _stage_move(old, new, line, method) if old != new else None
    if key == "expected_close" and isinstance(old, Day) and isinstance(new, Day) and old != new:
        return Move.PUSHED if new > old else Move.PULLED
    if key == "amount" and isinstance(old, Money) and isinstance(new, Money) and old != new:
        return _amount_move(old, new)
    if key == "owner" and not is_same(old, new):
        return Move.OWNER
    if key == "paused" and bool(old) != bool(new):
        return Move.PAUSED if new else Move.RESUMED
    return None


def _amount_move(old: Money, new: Money) -> Move:
    if old.currency != new.currency:
        return Move.CURRENCY
    return Move.UP if new.amount > old.amount else Move.DOWN


def _stage_move(old: object, new: object, line: HistoryLine, method: Method) -> Move | None:
    """Forward, back, out or in again; `None` to or from a stage that the method does not know."""
    if new in (WON, LOST):
        return Move.WON if new == WON else Move.LOST
    if old in OUTCOMES:
        return Move.REOPENED
    before, after = method.position(str(old)), method.position(str(new))
    if min(before, after) < 0:
        return None
    if after < before:
        return Move.DEMOTED
    return Move.FORCED if line.forced else Move.PROMOTED


def movement_table(some: Iterable[Movement], book: Book) -> Table:
    """A row per move, with the deal's amount."""
    return table(
        "movement",
        some,
        day("date", message("On"), "day", weight=9),
        deal_column(),
        text("move", message("Move"), "move.value", weight=9),
        text("from", message("From"), lambda each: _cell(each.old, each, book), weight=6),
        text("to", message("To"), lambda each: _cell(each.new, each, book), weight=7),
        text("reason", message("Reason"), weight=5),
        money("amount", message("Amount"), lambda each: money_of(each.deal, book), weight=4),
        currency(lambda each: (amount := money_of(each.deal, book)) and amount.currency),
        title=message("What moved"),
        empty=message("Nothing moved."),
    )


def _cell(value: object, each: Movement, book: Book) -> Cell:
    if isinstance(value, Money):
        return message("{money}", money=value)
    if isinstance(value, str) and each.move in _STAGE_MOVES:
        return place_term(value, book.method)
    return value if isinstance(value, str | Day) else None
