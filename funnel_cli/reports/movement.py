"""What moved in a period: every dated change of the deals, told as what it means for the funnel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal
from enum import Enum

from funnel_cli.facts import opening_currency, priced_lines
from funnel_cli.message import Term, message
from funnel_cli.method import Method
from funnel_cli.model import LOST, OUTCOMES, WON, Book, HistoryLine, Opportunity
from funnel_cli.money import Money
from funnel_cli.period import Period
from funnel_cli.reports.deals import place_term
from funnel_cli.table import Cell, Column, Kind, Table


class Move(Enum):
    """What a dated change means."""

    NEW = "new"
    PROMOTED = "promoted"
    FORCED = "forced"
    DEMOTED = "demoted"
    WON = "won"
    LOST = "lost"
    REOPENED = "reopened"
    PUSHED = "pushed"
    PULLED = "pulled"
    UP = "up"
    DOWN = "down"
    CURRENCY = "currency"
    OWNER = "owner"
    PAUSED = "paused"
    RESUMED = "resumed"
    REMOVED = "removed"


STAGE_MOVES = {Move.PROMOTED, Move.FORCED, Move.DEMOTED, Move.WON, Move.LOST, Move.REOPENED}

LABELS = {
    Move.NEW: message("new"),
    Move.PROMOTED: message("promoted"),
    Move.FORCED: message("promoted by force"),
    Move.DEMOTED: message("demoted"),
    Move.WON: message("won"),
    Move.LOST: message("lost"),
    Move.REOPENED: message("reopened"),
    Move.PUSHED: message("close pushed out"),
    Move.PULLED: message("close pulled in"),
    Move.UP: message("amount up"),
    Move.DOWN: message("amount down"),
    Move.CURRENCY: message("other currency"),
    Move.OWNER: message("handed over"),
    Move.PAUSED: message("paused"),
    Move.RESUMED: message("resumed"),
    Move.REMOVED: message("removed"),
}


@dataclass(frozen=True, slots=True)
class Movement:
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
    known: dict[str, object] = dict(deal.opening.changes) if deal.opening else {}
    if deal.created:
        yield Movement(deal, deal.created, Move.NEW, None, deal.name or deal.customer, None)
    home = method.settings.currency
    known = _with_money(known, opening_currency(deal) or home)
    for line, currency in priced_lines(deal):
        for key, new in _with_money(line.changes, currency or home).items():
            old = known.get(key)
            move = _meaning(key, old, new, line, method) if key in known or _speaks(key, new) else None
            if move:
                yield Movement(deal, line.date, move, old, new, line.reason)
            known[key] = new
    if deal.removed:
        yield Movement(deal, deal.removed, Move.REMOVED, None, None, None)


def _with_money(changes: Mapping[str, object], currency: str) -> dict[str, object]:
    """The changes with the amount in its currency, which says nothing by itself."""
    known = {key: value for key, value in changes.items() if key != "currency"}
    if isinstance(amount := known.get("amount"), Decimal):
        known["amount"] = Money(amount, currency)
    return known


def _speaks(key: str, new: object) -> bool:
    """Whether a key's first line tells a move although the value before it is unknown."""
    return key == "paused" or (key == "stage" and new in OUTCOMES)


def _meaning(key: str, old: object, new: object, line: HistoryLine, method: Method) -> Move | None:
    """What the change of a key means, if it means anything for the funnel."""
    if key == "stage":
        return _stage_move(old, new, line, method) if old != new else None
    if key == "expected_close" and isinstance(old, Day) and isinstance(new, Day) and old != new:
        return Move.PUSHED if new > old else Move.PULLED
    if key == "amount" and isinstance(old, Money) and isinstance(new, Money) and old != new:
        return _amount_move(old, new)
    if key == "owner" and old != new:
        return Move.OWNER
    if key == "paused" and bool(old) != bool(new):
        return Move.PAUSED if new else Move.RESUMED
    return None


def _amount_move(old: Money, new: Money) -> Move:
    """Up or down, or no more than another currency."""
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
    return Table(
        name="movement",
        title=message("What moved"),
        columns=(
            Column(key="date", title=message("On"), kind=Kind.DAY, weight=9),
            Column(key="id", title=message("Deal"), weight=10, is_whole=True),
            Column(key="move", title=message("Move"), weight=9),
            Column(key="from", title=message("From"), weight=6),
            Column(key="to", title=message("To"), weight=7),
            Column(key="reason", title=message("Reason"), weight=5),
            Column(key="amount", title=message("Amount"), kind=Kind.MONEY, weight=4),
            Column(key="currency", title=message("Currency"), on_screen=False),
        ),
        rows=tuple(
            (
                each.day,
                each.deal.id,
                Term(each.move.value, LABELS[each.move]),
                _cell(each.old, each, book),
                _cell(each.new, each, book),
                each.reason,
                None
                if each.deal.amount is None
                else Money(each.deal.amount, each.deal.currency or book.currency),
                None if each.deal.amount is None else each.deal.currency or book.currency,
            )
            for each in some
        ),
        empty=message("Nothing moved."),
    )


def _cell(value: object, each: Movement, book: Book) -> Cell:
    """An old or new value for reading."""
    if isinstance(value, Money):
        return message("{money}", money=value)
    if isinstance(value, str) and each.move in STAGE_MOVES:
        return place_term(value, book.method)
    return value if isinstance(value, str | Day) else None
