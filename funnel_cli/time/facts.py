"""What the dated facts of a deal come to: its stays and rests, and when it was made and last touched.

A key of a record that no history line names always had its present value, or that of its opening line;
what was edited by hand is taken for a line of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from funnel_cli.records.book import Book
from funnel_cli.records.deal import OUTCOMES, Contract, HistoryLine, Opportunity, Override, Pause
from funnel_cli.records.planned import payment_days, plan_days
from funnel_cli.values.typed import folded, normal

_ENDLESS = Day.max.toordinal()


class Stint(NamedTuple):
    """A stay in one stage from `start` up to, not including, `end` (`None`: still there).

    The first stay of a deal may have begun on a day that nobody knows: then `start` is `None`.
    """

    stage: str
    start: Day | None
    end: Day | None


_StageEntry = tuple[str, int | None]
"""A stage or outcome, and the day it was entered by its ordinal; `None` where it is unknown."""

Span = tuple[int, int]
"""Days by their ordinal, from the first up to, not including, the second."""


@dataclass(frozen=True)
class Way:
    """The stages and outcomes that a deal entered, oldest first, and the days it was paused, in order.

    `seen` is the day by its ordinal on which the deal is known to have stood in its first stage, where it
    is not known when it came there.
    """

    entries: tuple[_StageEntry, ...]
    rests: tuple[Span, ...]
    seen: int | None = None

    @cached_property
    def stints(self) -> tuple[Stint, ...]:
        """The stays in its stages and outcomes, oldest first; the last one is still running."""
        starts = [None if start is None else Day.fromordinal(start) for _, start in self.entries]
        stays = zip(self.entries, starts, (*starts[1:], None), strict=False)
        return tuple(Stint(stage, start, end) for (stage, _), start, end in stays)


def in_order(deal: Opportunity) -> tuple[HistoryLine, ...]:
    """The history by date; lines of one day stay in the order of the file."""
    return tuple(sorted(deal.history, key=lambda line: line.date))


def facts(deal: Opportunity) -> list[Day]:
    """Every day on which something is known to have happened to the deal, or it was first seen."""
    days = [line.date for line in deal.history]
    days += [entry.date for entry in deal.log]
    days += [tick.date for ticks in deal.milestones.values() for tick in ticks]
    days += [filing.date for filings in deal.forms.values() for filing in filings]
    days += payment_days(deal.payments)
    days += plan_days(deal.planned)
    seen = deal.opening.date if deal.opening else None
    days += [day for day in (closing_of(deal), seen) if day]
    return days


def since(deal: Opportunity) -> Day | None:
    """The day from which on the deal exists; `None` if it exists on every day.

    That of its creation, else its first dated fact; an opening line without a day is older than any, and
    what was first known when it was won or lost had been there before.
    """
    if deal.created:
        return deal.created
    if deal.opening:
        return min(facts(deal)) if deal.opening.date else None
    first = min(facts(deal), default=None)
    return None if first and _begins_closed(deal, first) else first


def _begins_closed(deal: Opportunity, day: Day) -> bool:
    stage, entered = next(iter(stages_entered(deal)), ("", None))
    return stage in OUTCOMES and entered == day.toordinal()


def created_on(deal: Opportunity) -> Day | None:
    """The day it was created: as written, else its first dated fact, else unknown.

    Of a deal with an opening line only what is written is known: it had been there before.
    """
    if deal.created:
        return deal.created
    return None if deal.opening else since(deal)


def way_of(deal: Opportunity) -> Way:
    """The stages that the deal entered and the days it rested."""
    entries = stages_entered(deal)
    seen = deal.opening.date if deal.opening and entries and entries[0][1] is None else None
    return Way(entries, _rests_of(deal), seen.toordinal() if seen else None)


def stints(deal: Opportunity) -> tuple[Stint, ...]:
    """The deal's stays in its stages and outcomes, oldest first; the last one is still running.

    Where no line tells how it came into its first stage, the day of that entry is unknown. An outcome began
    on the day of closing, wherever the history tells of it, though not before the stay that it ended.
    """
    stays = way_of(deal).stints
    if not any(stay.stage in OUTCOMES for stay in stays):
        return stays
    starts = [_began(stay, deal) for stay in stays]
    starts = [
        start and max(start, before or start) for before, start in zip((None, *starts), starts, strict=False)
    ]
    return tuple(
        Stint(stay.stage, start, end)
        for stay, start, end in zip(stays, starts, (*starts[1:], None), strict=True)
    )


def _began(stay: Stint, deal: Opportunity) -> Day | None:
    """The day on which it came into the stage; an outcome on the last day of closing that was told in it."""
    if stay.stage not in OUTCOMES or stay.start is None:
        return stay.start
    if stay.end is None:
        return closing_of(deal) or stay.start
    told = [to for on, to in said_of(deal, "closed") if on and stay.start <= on < stay.end and to]
    last = told[-1] if told else None
    return min(last, stay.end) if isinstance(last, Day) else stay.start


def entered(deal: Opportunity) -> Day | None:
    """The day it entered its present stage or outcome, or `None` where no line tells."""
    last = next((on for _, on in reversed(stages_entered(deal))), None)
    return Day.fromordinal(last) if last else None


def last_touch(deal: Opportunity) -> Day | None:
    """The last day on which something was logged or ticked, or `None`."""
    days = [entry.date for entry in deal.log]
    days += [tick.date for ticks in deal.milestones.values() for tick in ticks]
    return max(days, default=None)


def awake(start: int, end: int, rests: Sequence[Span]) -> Sequence[Span]:
    """The days from `start` up to `end` outside the rests, which are in order."""
    spans: list[Span] = []
    for begin, until in rests:
        if start < begin < end:
            spans.append((start, begin))
        if begin < end:
            start = max(start, until)
    return (*spans, (start, end)) if start < end else spans


def active_days(deal: Opportunity, start: Day, day: Day) -> int:
    """How many days have passed from `start` to `day` on which the deal did not rest."""
    days = awake(start.toordinal(), day.toordinal(), _rests_of(deal))
    return sum(end - begin for begin, end in days)


def said_of(deal: Opportunity, key: str) -> list[tuple[Day | None, object]]:
    """Each value of a dated key with the day of its line, oldest first, one edited by hand last.

    That of the opening line has no day. None where no line names the key. What was edited by hand is dated
    as `completed` has it.
    """
    said: list[tuple[Day | None, object]] = []
    if deal.opening and key in deal.opening.changes:
        said.append((None, deal.opening.changes[key]))
    said += [(line.date, line.changes[key]) for line in in_order(deal) if key in line.changes]
    present = getattr(deal, key)
    if said and not is_same(present, said[-1][1]):
        last, own = said[-1][0], own_day(deal, key)
        if last is None and own is None:
            said.pop()
        said.append((max(last, own) if last and own else last or own, present))
    return said


def drift(deal: Opportunity) -> Mapping[str, Day | None]:
    """The keys whose top level differs from their last line, with its day; the opening line has none."""
    last: dict[str, tuple[Day | None, object]] = {}
    if deal.opening:
        last |= {key: (None, value) for key, value in deal.opening.changes.items()}
    for line in in_order(deal):
        last |= {key: (line.date, value) for key, value in line.changes.items()}
    return {key: day for key, (day, value) in last.items() if not is_same(getattr(deal, key), value)}


def opening_currency(deal: Opportunity) -> str | None:
    """The deal's currency before its first line; `None` is that of the settings."""
    if deal.opening and "currency" in deal.opening.changes:
        known = deal.opening.changes["currency"]
        return str(known) if known else None
    return None if any("currency" in line.changes for line in deal.history) else deal.currency


def priced_lines(deal: Opportunity) -> Iterator[tuple[HistoryLine, str | None]]:
    """The history by date, each line with the deal's currency once it was written, `None` the settings'."""
    known = opening_currency(deal)
    for line in in_order(deal):
        if "currency" in line.changes:
            said = line.changes["currency"]
            known = str(said) if said else None
        yield line, known


def stages_entered(deal: Opportunity) -> tuple[_StageEntry, ...]:
    """The stages and outcomes that are known, each with the day it was entered, as far as a line tells."""
    entries: list[_StageEntry] = []
    for day, stage in said_of(deal, "stage") or [(closing_of(deal), deal.stage)]:
        if isinstance(stage, str) and (not entries or entries[-1][0] != stage):
            entries.append((stage, day.toordinal() if day else None))
    return tuple(entries)


def _rests_of(deal: Opportunity) -> tuple[Span, ...]:
    """When the deal rested, in order: each pause until its day, or until a later line ends it."""
    pauses = [(day.toordinal() if day else 0, pause) for day, pause in said_of(deal, "paused")]
    if not pauses:
        return (_rest(deal.paused, 0, _ENDLESS),) if deal.paused else ()
    turns = pairwise((*pauses, (_ENDLESS, None)))
    return tuple(sorted(_rest(to, on, next) for (on, to), (next, _) in turns if isinstance(to, Pause)))


def _rest(pause: Pause, on: int, next: int) -> Span:
    return (
        pause.since.toordinal() if pause.since else on,
        min(pause.until.toordinal() if pause.until else _ENDLESS, next),
    )


def is_unset(value: object) -> bool:
    """Whether nothing is said; an empty mapping or list says nothing, a zero does."""
    return value is None or value == {} or value == ()  # noqa: PLR1714 - a mapping may be of no hash


def is_same(top: object, line: object) -> bool:
    """Whether two spellings of a value agree; case and width make nobody another."""
    if isinstance(top, str) and isinstance(line, str):
        return folded(top) == folded(line)
    return top == line or (is_unset(top) and is_unset(line))


def own_day(deal: Opportunity, key: str) -> Day | None:
    """The day that the present value of a key states itself, before which it did not hold."""
    return closing_of(deal) if key in {"stage", "closed"} else stated_day(getattr(deal, key))


def closing_of(deal: Opportunity) -> Day | None:
    """The day the deal was closed; one that an open deal still carries does not count."""
    return deal.closed if deal.stage in OUTCOMES else None


def stated_day(value: object) -> Day | None:
    """The day from which an override, a pause or a contract holds, as it says itself."""
    match value:
        case Override(date=day) | Pause(since=day) | Contract(date=day):
            return day
    return None


DECIDES = "decision-maker"
"""The buying role of whoever decides."""


def has_role(deal: Opportunity, role: str, book: Book, says: Collection[str] = ()) -> bool:
    """Whether the deal or its customer has a contact with that buying role, of whom all that is known.

    Of one person both may say something.
    """
    customer = book.customer_of(deal)
    people = (*deal.contacts, *(customer.contacts if customer else ()))
    names = {normal(person.name) for person in people if person.role == role}
    told = [(normal(person.name), key) for person in people for key in says if getattr(person, key)]
    return any(all((name, key) in told for key in says) for name in names)


def credited(deal: Opportunity, id: str, book: Book) -> int | None:
    """The score of the deal on that axis, at most its ceiling while no decision maker is known.

    `None` where the deal is not scored on it.
    """
    score, axis = deal.strength.get(id), book.method.strength.get(id)
    if score is None or axis is None or has_role(deal, DECIDES, book):
        return score
    return min(score, axis.ceiling) if any(said.is_deciding for said in axis.statements) else score
