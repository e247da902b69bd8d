"""What a row changes in its deal: what it says otherwise than last time, where the deal still says that.

What it said last time is in the deal's record under `imported`, field by field: a row is compared with
that, not with the deal, so what it says as before is nobody's news, whatever became of the deal since.
A sheet adds and corrects; a blank cell is not known and touches nothing. What a rep changed meanwhile
is never undone: where the row and the deal both moved on, they *clash*, and the user decides.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date as Day
from hashlib import sha256
from typing import Any, NamedTuple

from funnel_cli.exchange.row_deals import item_name, joined_items, told_fields
from funnel_cli.finding.deal_keys import rivals
from funnel_cli.records.customer import Contact, NextStep
from funnel_cli.records.deal import DATED, LOST, OUTCOMES, Opportunity
from funnel_cli.records.method import Method
from funnel_cli.store.codec import as_plain_record
from funnel_cli.store.patching.edits import Bare, Plain
from funnel_cli.store.patching.yaml_spelling import flow
from funnel_cli.time.facts import entered, is_unset, since
from funnel_cli.time.history import recorded
from funnel_cli.values.message import Message, message
from funnel_cli.values.money import plain_digits
from funnel_cli.values.typed import normal

_RowTold = Mapping[str, str]
"""A text by field; a part of a field is named behind a point, as in `next_step.due`."""

_OURS = frozenset({"id", "history", "opening", "milestones", "refs", "imported", "lead"})
"""What is no cell of a sheet."""

_IMPORTS_OWN = frozenset({"probability.date", "probability.reason"})
"""What an import adds by itself, differently each day."""

_RESTS = "yes"
"""What is told of a rest without an end; since when, the import says by itself."""

_LONGEST = 80
"""Of a text with more characters only a checksum is kept, except for names, by which a deal is found."""

_NAMES = frozenset({"customer", "name"})


def _told_of(deal: Opportunity) -> dict[str, str]:
    """What a deal says in the fields that a sheet can have; unset ones are not in it."""
    said = as_plain_record(deal)
    if deal.amount is not None:
        said["amount"] = plain_digits(deal.amount)
    if deal.paused is not None:
        said["paused"] = deal.paused.until.isoformat() if deal.paused.until else _RESTS
    leaves = (
        (key, text) for field in said if field not in _OURS for key, text in _leaves(field, said[field])
    )
    return {key: text for key, text in leaves if key not in _IMPORTS_OWN}


def _is_alike(one: str | None, other: str | None) -> bool:
    return one == other or (one is not None and other is not None and normal(one) == normal(other))


def _field_of(key: str) -> str:
    return key.partition(".")[0]


def _leaves(key: str, value: Plain) -> Iterator[tuple[str, str]]:
    """Each single text below a value, by its dotted key; a list is one checksum of its items."""
    value = value.mapping if isinstance(value, Bare) else value
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _leaves(f"{key}.{name}", item)
    elif isinstance(value, list):
        yield key, _checksum("\n".join(map(_undated, value)))
    elif value is not None:
        yield key, value if len(value) <= _LONGEST or key in _NAMES else _checksum(normal(value))


def _undated(item: Plain) -> str:
    """An item of a list without its date, which may be the day of the import."""
    return flow(
        {key: value for key, value in item.items() if key != "date"} if isinstance(item, dict) else item
    )


def _checksum(text: str) -> str:
    return f"sha256-{sha256(text.encode()).hexdigest()[:12]}"


_FACTS = (("stage", "closed", "lost"), ("amount", "currency"))
"""Fields that are one fact: they change together or not at all."""

_OUTCOME = _FACTS[0]
_ADDED = ("contacts", "tags", "log")
"""Lists, which a sheet only adds to."""

_PAUSED = "paused"
_NO = "no"

_FILE = "file"
_BOOK = "book"
SIDES = (_FILE, _BOOK)
"""Whose value a clash can be decided for."""


class Difference(NamedTuple):
    """A field of a deal before and after."""

    field: str
    before: Any
    after: Any


class Clash(NamedTuple):
    """A field that the book and the sheet say differently, and why the sheet's word was not taken."""

    field: str
    book: Any
    file: Any
    why: Message


class Terms(NamedTuple):
    """How a sheet is taken in: in a book of this method, on this day, with clashes decided for a side.

    `is_reopening` lets a row reopen a closed deal or move one back, `takes_negative` lets it have an amount
    below zero. By the evidence `taken_over`, if there is one, its deal has met what earlier stages ask for.
    A sheet that `is_own`, a table of ours, is compared with the book itself, and nobody remembers it.
    """

    method: Method
    day: Day
    side: str | None = None
    is_reopening: bool = False
    takes_negative: bool = False
    taken_over: str | None = None
    is_own: bool = False


class TakenRow(NamedTuple):
    """The deal after its row was taken in, what changed in it, and what was left to the user."""

    after: Opportunity
    changes: tuple[Difference, ...] = ()
    clashes: tuple[Clash, ...] = ()


def row_verdict(
    deal: Opportunity, row: Opportunity, system: str, terms: Terms, typed: str | None = None
) -> TakenRow:
    """What taking the row in does to the deal it means, which knows it under that system.

    `typed` is how the sheet spells the customer, if the row has the book's spelling.

    Raises `BeforeLastLine` where the deal's history already knows something later.
    """
    last = {} if terms.is_own else deal.imported.get(system, {})
    judged = _Judged(deal, row, last, terms, _said_by(row, typed))
    changes: list[Difference] = []
    clashes: list[Clash] = []
    kept: set[str] = set()  # keys of which the row's word is not taken, and so not remembered
    for keys in _by_fact(judged.now):
        news = judged.news(keys)
        taken = judged.taken(keys, news) if news else False
        if isinstance(taken, Message):
            clashes += judged.clashes(news, taken)
            kept |= keys
        elif taken:
            changes += judged.changes(news)
    refs = {**deal.refs, **row.refs}
    if refs != deal.refs:
        changes.append(Difference("refs", deal.refs, refs))
    said = {key: judged.remembered(key) for key in judged.said if key not in kept}
    after = _with_differences(deal, row, changes, terms.day) if changes else deal
    if not terms.is_own:
        undone = {change.field for change in changes if change.field in _OUTCOME and is_unset(change.after)}
        held = {key: text for key, text in last.items() if _field_of(key) not in undone}
        after = _remembered(after, system, {**held, **said})
    return TakenRow(after, tuple(changes), tuple(clashes))


def remembering(deal: Opportunity, system: str, typed: str | None = None) -> Opportunity:
    """A new deal that remembers what its row said."""
    return replace(deal, imported={system: _said_by(deal, typed)})


def _said_by(row: Opportunity, typed: str | None) -> dict[str, str]:
    told = _told_of(row)
    return told | {"customer": typed} if typed else told


def _remembered(deal: Opportunity, system: str, said: _RowTold) -> Opportunity:
    if deal.imported.get(system) == said:
        return deal
    return replace(deal, imported={**deal.imported, system: said})


def _by_fact(keys: Collection[str]) -> Iterator[set[str]]:
    facts = {field: fact for fact in _FACTS for field in fact}
    together: dict[object, set[str]] = {}
    for key in keys:
        field = _field_of(key)
        together.setdefault(facts.get(field, field), set()).add(key)
    yield from together.values()


class _Judged:
    """A row beside its deal and beside what it said last time."""

    def __init__(
        self, deal: Opportunity, row: Opportunity, last: _RowTold, terms: Terms, said: _RowTold
    ) -> None:
        self.deal, self.row, self.last, self.terms = deal, row, last, terms
        self.now, self.held, self.said = _told_of(row), _told_of(deal), dict(said)
        if _PAUSED in last:  # a sheet that knows of rests says by leaving one out that it is over
            self.held.setdefault(_PAUSED, _NO)
            if row.stage not in OUTCOMES:
                self.now.setdefault(_PAUSED, _NO)
                self.said.setdefault(_PAUSED, _NO)
        settings = terms.method.settings
        self.meant = {
            key: text for key, text in (("currency", settings.currency), ("owner", settings.owner)) if text
        } | self.held
        if rivals(deal):
            self.meant |= _leaves("competitors", [*rivals(deal)])

    def remembered(self, key: str) -> str:
        """What is to be remembered of a key: what the row says, unless only its case is another."""
        said, last = self.said[key], self.last.get(key)
        return last if last is not None and _is_alike(last.casefold(), said.casefold()) else said

    def news(self, keys: Collection[str]) -> list[str]:
        """The keys of which the row says something that neither it said before nor the deal says."""
        told = {key for key, text in self.last.items() if _is_alike(text, self.said.get(key))}
        return [key for key in self.now if key in keys and key not in told and not self._is_held(key)]

    def _is_held(self, key: str) -> bool:
        """Whether the deal says of a key what the row says; until when it rests a row need not know."""
        meant, now = self.meant.get(key), self.now[key]
        if key == "created" and self.deal.lead and self.deal.lead.created == self.row.created:
            return True
        return _is_alike(meant, now) or (key == _PAUSED and now == _RESTS and meant not in {None, _NO})

    def taken(self, keys: Collection[str], news: Collection[str]) -> Message | bool:
        """Whether the row's word on a fact is taken, not where the user decided for the book; or why not.

        The expected close, which may be the day of an outcome, is not taken where that outcome is not.
        """
        on_outcome = self._on_outcome() if "expected_close" in keys else True
        return self._taken(keys, news) if on_outcome is True else on_outcome

    def _taken(self, keys: Collection[str], news: Collection[str]) -> Message | bool:
        late, is_moved = self._known_before(news), self._is_moved(keys, news)
        is_back = self._is_back(news) and not self.terms.is_reopening
        if self.terms.side == _BOOK:
            return not (late or is_moved or is_back)
        if late:
            return message("the deal is known since {day}; only --take book settles this", day=late)
        if is_back:
            return message("this would reopen the deal or move it back; --reopen lets it")
        if not is_moved or self.terms.side == _FILE:
            return True
        if not self.last:
            return message("the book says otherwise, and what the row said before is not known")
        return message("both the file and the book have changed")

    def _on_outcome(self) -> Message | bool:
        """Whether the row's word on the deal's outcome is taken, or it has nothing new of one; or why not."""
        keys = {key for key in self.now if _field_of(key) in _OUTCOME}
        is_open = OUTCOMES.isdisjoint({self.deal.stage, self.row.stage})
        return is_open or not (news := self.news(keys)) or self._taken(keys, news)

    def _known_before(self, news: Collection[str]) -> Day | None:
        """The day since which the deal is known, where the row has it created only later.

        The past would lose it, whoever was asked.
        """
        known, created = since(self.deal), self.row.created
        return known if "created" in news and known and created and created > known else None

    def _is_moved(self, keys: Collection[str], news: Collection[str]) -> bool:
        """Whether the deal no longer says what the row said last time about one of these."""
        fields = {_field_of(key) for key in keys}
        if self.terms.is_own:
            return any(key in self.held or self._was_said(_field_of(key)) for key in news)
        if fields & {*_ADDED}:
            return "contacts" in fields and any(map(self._is_met_otherwise, self.row.contacts))
        told = {*keys, *(key for key in self.last if _field_of(key) in fields)}
        return not all(_is_alike(self.held.get(key), self.last.get(key)) for key in told)

    def _is_met_otherwise(self, person: Contact) -> bool:
        """Whether the deal says of somebody what neither the row says now nor said last time."""
        known = next((each for each in self.deal.contacts if item_name(each) == item_name(person)), person)
        person = replace(person, name=known.name)
        as_told = replace(person, **{key: getattr(known, key) for key in told_fields(person)})
        is_as_told = _told_of(replace(self.deal, contacts=(as_told,)))["contacts"] == self.last.get(
            "contacts"
        )
        return not is_as_told and joined_items((known,), (person,)) != joined_items((person,), (known,))

    def _was_said(self, field: str) -> bool:
        """Whether the deal said something in a field before."""
        told = [line.changes.get(field) for line in self.deal.history]
        opening = self.deal.opening and self.deal.opening.changes.get(field)
        return any(value not in (None, ()) for value in (opening, *told))

    def _is_back(self, news: Collection[str]) -> bool:
        """Whether the row would reopen the deal, or move it to an earlier stage."""
        before, after = self.deal.stage, self.row.stage
        if "stage" not in news or after in OUTCOMES:
            return False
        ids = [stage.id for stage in self.terms.method.stages]
        return before in OUTCOMES or (before in ids and after in ids and ids.index(after) < ids.index(before))

    def clashes(self, news: Collection[str], why: Message) -> Iterator[Clash]:
        """The fields in question with both values."""
        for change in self._told(news):
            yield Clash(change.field, change.before, change.after, why)

    def _told(self, news: Collection[str]) -> Iterator[Difference]:
        for field in dict.fromkeys(map(_field_of, news)):
            if (wanted := self._wanted(field)) != (before := getattr(self.deal, field)):
                yield Difference(field, before, wanted)

    def changes(self, news: Collection[str]) -> Iterator[Difference]:
        """The fields as the row would have them, an outcome that no longer holds undone."""
        yield from self._told(news)
        if "stage" in news and self.row.stage not in OUTCOMES and self.deal.closed:
            yield Difference("closed", self.deal.closed, None)
        if "stage" in news and self.row.stage != LOST and self.deal.lost:
            yield Difference("lost", self.deal.lost, None)

    def _wanted(self, field: str) -> object:
        """What the deal would say in a field, with what only the book knows of it."""
        before, after = getattr(self.deal, field), getattr(self.row, field)
        if field == "next_step":
            return _next_step(before, after)
        if field in {"lost", "contract"} and before:
            return replace(before, **told_fields(after))
        return joined_items(before, after) if field in _ADDED else after


def _next_step(before: NextStep | None, after: NextStep) -> NextStep:
    """The row's next step; one without a day leaves the day of the same action alone."""
    if before is None:
        return after
    is_kept = after.due is None and after.action == before.action
    return replace(after, due=before.due) if is_kept else replace(after, action=after.action or before.action)


def _with_differences(
    deal: Opportunity, row: Opportunity, changes: Collection[Difference], day: Day
) -> Opportunity:
    """The deal with the changes in force, dated ones with a line in its history.

    A line is dated as the row dates it, else `day`.
    """
    new: dict[str, Any] = {change.field: change.after for change in changes}
    plain = {field: value for field, value in new.items() if field not in DATED}
    changed = replace(deal, **plain) if plain else deal
    dated = {field: value for field, value in new.items() if field in DATED}
    for when, lines in _steps(deal, row, dated, day):
        changed = recorded(changed, when, lines)
    return changed


def _steps(
    deal: Opportunity, row: Opportunity, dated: Mapping[str, object], day: Day
) -> Iterator[tuple[Day, Mapping[str, object]]]:
    """The dated changes in order: the stages and outcome on their own days, the rest on `day`."""
    outcome = {field: dated[field] for field in _OUTCOME if field in dated}
    rest = {field: value for field, value in dated.items() if field not in outcome}
    if outcome:
        own = row.history[-1:] if "stage" in outcome or "closed" in outcome else ()
        if row.stage not in OUTCOMES and own and own[0].date == entered(deal):
            own = ()  # the day is that of the stage in which the deal is still
        yield from _new_entries(deal, row) if "stage" in outcome else ()
        yield own[0].date if own else day, outcome
    if rest:
        yield day, rest


def _new_entries(deal: Opportunity, row: Opportunity) -> Iterator[tuple[Day, Mapping[str, object]]]:
    """The stages on the row's way to its present one that the deal's history does not know yet."""
    known = [(line.date, line.changes["stage"]) for line in deal.history if "stage" in line.changes]
    last = max((date for date, _ in known), default=Day.min)
    for line in row.history[:-1]:
        if line.date >= last and (line.date, line.changes["stage"]) not in known:
            yield line.date, line.changes
