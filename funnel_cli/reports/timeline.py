"""What happened to a deal, day by day: dated changes, milestones and words, the oldest first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date as Day
from operator import attrgetter
from typing import Any, NamedTuple

from funnel_cli.finding.names import term_of
from funnel_cli.records.book import Book
from funnel_cli.records.customer import LogEntry, NextStep
from funnel_cli.records.deal import DATED, HistoryLine, Loss, Opportunity, Override, Pause
from funnel_cli.records.kinds import Kinds
from funnel_cli.reports.deals import place_term, words_of
from funnel_cli.time.facts import opening_currency, priced_lines, since
from funnel_cli.time.history import with_outcome
from funnel_cli.time.standing import CATEGORIES
from funnel_cli.values.message import Message, Term, Text, message
from funnel_cli.values.money import Money
from funnel_cli.values.table import Cell, Table, day, table, text

_HANDOVER = re.compile(r"handover from (.+)")
"""How a handover is noted."""

_OPENING = Term("opening", message("at first"))
_MET = Term("met", message("met"))
_LAPSED = Term("lapsed", message("lapsed"))
_PLANNED = Term("planned", message("planned"))
_DROPPED = Term("dropped", message("dropped"))


class Event(NamedTuple):
    """When something happened, what it was, and what it came to."""

    date: Day
    event: Cell
    text: Cell


def timeline(deal: Opportunity, book: Book) -> Table:
    """One row an event; on one day changes come first, then milestones, words and plans."""
    events = (*_changes(deal, book), *_ticks(deal, book), *_words(deal, book.method.kinds))
    events += tuple(_plans(deal, book.method.kinds))
    return table(
        "timeline",
        sorted(events, key=attrgetter("date")),
        day("date", message("On"), weight=10),
        text("event", message("Event"), weight=8),
        text("text", message("Text"), weight=9, is_prose=True),
        title=message("What happened"),
        empty=message("Nothing dated is written down."),
    )


def log_table(entries: Iterable[LogEntry], kinds: Kinds, **told: Any) -> Table:
    """Visits, calls, mails and notes, oldest first; `told` are the further words of `Table`."""
    return table(
        "log",
        entries,
        day("date", message("On"), weight=10),
        text("kind", message("Kind"), lambda entry: kinds.term(entry.kind), weight=5),
        text("text", message("Text"), words_of, weight=9, is_prose=True),
        text("next", message("Then"), weight=4, is_prose=True),
        empty=message("Nothing is logged yet."),
        **told,
    )


def _changes(deal: Opportunity, book: Book) -> Iterator[Event]:
    """What held at first, and every dated change, called by what changed first in it."""
    deal = with_outcome(deal)
    if held := opening_line(deal):
        told = tuple(_told(held, opening_currency(deal), book)) or message("as it was imported")
        yield Event(held.date, _OPENING, told)
    for line, currency in priced_lines(deal):
        first = next(iter(line.changes), "stage")
        yield Event(line.date, Term(first, DATED[first]), tuple(_told(line, currency, book)))


def opening_line(deal: Opportunity) -> HistoryLine | None:
    """What held of all that changed since, dated to the day from which on it is known; `None` of nothing."""
    if deal.opening is None:
        return None
    changed = {key for line in deal.history for key in line.changes}
    held = {key: value for key, value in deal.opening.changes.items() if key in changed}
    on = deal.opening.date or since(deal) or min((line.date for line in deal.history), default=None)
    return HistoryLine(date=on, changes=held) if on and (held or deal.opening.date) else None


def _told(line: HistoryLine, currency: str | None, book: Book) -> Iterator[Message]:
    """The new values of one line, why, and past which criteria by force."""
    for place, (key, value) in enumerate(line.changes.items()):
        told = _spelled(changed_value(key, value, currency, book), book)
        template = "{key} {value}" if place else "{value}"
        yield Message(template, {"key": DATED[key], "value": told})
    if line.reason:
        yield message("{reason}", reason=reason_of(line))
    if line.forced:
        criteria = tuple(_milestone(id, book) for id in line.forced)
        yield message("forced past {criteria}", criteria=criteria)


def _ticks(deal: Opportunity, book: Book) -> Iterator[Event]:
    """Every milestone on the days on which it was met and lapsed, in the order of the method."""
    order = {milestone.id: place for place, milestone in enumerate(book.method.milestones)}
    for id, ticks in sorted(
        deal.milestones.items(), key=lambda some: (order.get(some[0], len(order)), some[0])
    ):
        label = _milestone(id, book)
        for tick in ticks:
            yield Event(tick.date, _MET, _joined(label, tick.evidence))
            if tick.lapsed:
                yield Event(tick.lapsed, _LAPSED, label)


def _words(deal: Opportunity, kinds: Kinds) -> Iterator[Event]:
    for entry in deal.log:
        then = message("then {next}", next=entry.next) if entry.next else None
        yield Event(entry.date, kinds.term(entry.kind), _joined(words_of(entry), then))


def _plans(deal: Opportunity, kinds: Kinds) -> Iterator[Event]:
    """On which day what was planned for which day, and dropped."""
    for each in deal.planned:
        kind = kinds.term(each.kind)
        if each.since:
            due = message("{kind} on {day}", kind=kind, day=each.due)
            yield Event(each.since, _PLANNED, _joined(due, each.text))
        if each.dropped:
            yield Event(each.dropped, _DROPPED, message("{kind} on {day}", kind=kind, day=each.due))


def _joined(*parts: Cell) -> Cell:
    said = tuple(message("{part}", part=part) for part in parts if part is not None)
    return said if len(said) > 1 else parts[0]


def _milestone(id: str, book: Book) -> Term | str:
    milestone = book.method.milestone(id)
    return Term(id, milestone.label) if milestone else id


def reason_of(line: HistoryLine) -> Text | None:
    """Why something changed; a handover, which the program notes itself, in the reader's language."""
    handed = _HANDOVER.fullmatch(line.reason or "")
    if handed is None or line.reason is None:
        return line.reason
    return Term(line.reason, message("handed over by {owner}", owner=handed[1]))


def changed_value(key: str, value: object, currency: str | None, book: Book) -> object:
    """A changed value for reading: words of the method by their titles, amounts with their currency."""
    if key == "stage" and isinstance(value, str):
        return place_term(value, book.method)
    if key == "category" and isinstance(value, str):
        return term_of(value, CATEGORIES)
    if key in {"strength", "scored_by"} and isinstance(value, Mapping):
        axes = book.method.strength
        return {Term(id, axes[id].label(id)) if id in axes else id: said for id, said in value.items()}
    if key == "amount" and value is not None:
        return Money(value, currency or book.currency)  # type: ignore[arg-type] # the codec typed it
    return value


def _spelled(value: object, book: Book) -> object:
    """A record's small part as a reader takes it in; anything else as it is."""
    match value:
        case NextStep():
            return _dashed(value.due, value.action)
        case Override():
            return _dashed(value.value, value.reason)
        case Pause():
            return _dashed(value.until, value.reason)
        case Loss():
            return _dashed(term_of(value.reason, book.method.lost_reasons), value.said)
    return value


def _dashed(first: object, then: object) -> object:
    parts: Iterable[object] = (part for part in (first, then) if part is not None)
    one, two = (*parts, None, None)[:2]
    return one if two is None else message("{one}: {two}", one=one, two=two)
