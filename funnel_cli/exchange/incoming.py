"""The rows of a foreign sheet as deals, before anybody looks whether the book knows them.

Facts only: an outcome comes with the day it is dated to, a stage gets an entry in the history only
where a column says on which day it was entered. The present stage of a plain export was entered on
an unknown day, never on the day of creation, which would poison every stage's age; it goes into the
opening line, as does the stage that a decided deal still has in a column of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date as Day
from functools import lru_cache
from pathlib import PurePath
from typing import Any, NamedTuple

from funnel_cli.exchange.known import SYSTEM_MARKS
from funnel_cli.exchange.labels import (
    LABELLED,
    Meanings,
    SheetLabel,
    by_odds,
    choice_of,
    meanings,
    used_labels,
)
from funnel_cli.exchange.mapping import ColumnMap, demand_system
from funnel_cli.exchange.own_table import read_back
from funnel_cli.exchange.row_deals import (
    LabelFault,
    closing_day,
    contract_of,
    decided,
    joined,
    log_of,
    missing_words,
    outcome_faults,
    outcome_remarks,
    override_of,
    own_list,
    pause_of,
    recurring_faults,
    row_contacts,
    row_stage,
    says_paused,
    tags_of,
    unknown_words,
)
from funnel_cli.exchange.row_facts import RowFacts, facts_of
from funnel_cli.exchange.sheet import NO_RESULT, Sheet
from funnel_cli.exchange.sheet_columns import Columns, columns_of
from funnel_cli.exchange.sheet_dates import as_days
from funnel_cli.finding.method_words import as_method_id
from funnel_cli.finding.words import MANY
from funnel_cli.records.customer import NextStep
from funnel_cli.records.deal import LOST, OUTCOMES, HistoryLine, Loss, Opening, Opportunity
from funnel_cli.records.method import Method
from funnel_cli.store.layout import is_id, slug
from funnel_cli.values.errors import Problem
from funnel_cli.values.message import Message, message

_NOTHING: Mapping[str, Any] = {}
"""What all rows share that a sheet does not tell, so that each of very many deals need not have its own."""

_NOT_AVAILABLE = "#N/A"  # in a text file it is how some say that nothing is there
_ERRORS = frozenset({
    _NOT_AVAILABLE, "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!",
    "#FIELD!", "#BLOCKED!", "#CONNECT!", "#BUSY!", "#UNKNOWN!", "#GETTING_DATA",
})  # fmt: skip
"""What a spreadsheet shows where it could not work a cell out."""

_DAYS_OF_OUTCOMES = frozenset({"won_on", "lost_on", "closed"})
"""The fields that hold nothing but the day of an outcome."""

_OWN_STEP = re.compile(r"due=([0-9]{4}-[0-9]{2}-[0-9]{2})?; action=(.*)", re.DOTALL)
"""How our own tables write a next step."""


class IncomingRow(NamedTuple):
    """A row and the deal it tells of; the deal's id is empty unless the sheet carries ids of ours.

    `remarks` are what is to be said of its cells; a row with a `doubt` is for a person to look at.
    `region` is the customer's.
    """

    line: int
    deal: Opportunity
    remarks: tuple[Message, ...] = ()
    doubt: Message | None = None
    region: str | None = None


_LACKS = frozenset({"missing-stage", "missing-name", "missing-close"})
"""The codes of what a row need not say of a deal that the book knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A sheet as deals, with what was made of its columns and labels in the words of the method.

    `rows` are the good ones, and those on the lines `lacking`, which are bad unless the book knows what they
    lack; each bad one has its reasons in `problems`, or where the mapping leaves it out in `left_out`, and in
    `bad`, by its line, what it tells as far as that could be read. `system` is the key
    of its ids and of what it said; `is_named` tells that the user or the header named it, else it is the
    file's name. The `sheet` has no cells any more. `notes` are what is to be said of whole columns, `unknown`
    the words that the method lacks, each with the key of its list. `typed`
    has, by its line, how a row spells its customer where the deal has the book's spelling. Rows on the lines
    `undated` tell an outcome, and in no column of its own on which day.
    """

    method: Method
    system: str
    is_named: bool
    sheet: Sheet
    columns: Columns
    labels: tuple[SheetLabel, ...]
    rows: tuple[IncomingRow, ...]
    bad: Mapping[int, Opportunity]
    problems: tuple[Problem, ...]
    left_out: tuple[Problem, ...] = ()
    lacking: frozenset[int] = frozenset()
    undated: frozenset[int] = frozenset()
    notes: tuple[Message, ...] = ()
    unknown: tuple[tuple[str, str], ...] = ()
    typed: Mapping[int, str] = field(default_factory=dict)


def incoming_of(
    sheet: Sheet, wishes: ColumnMap, method: Method, today: Day | None = None, ids: Collection[str] = ()
) -> Incoming:
    """The deals a sheet tells of, in the words of the method; `today` dates what has no day of its own, `ids`
    are those of deals that no stranger's sheet told of.

    A row with a label that means nothing here is bad. Raises a `DataRefused` where columns, date order or
    decimal mark are not clear.
    """
    sheet = sheet if wishes.is_of_a_stranger else read_back(sheet, wishes.own, ids)
    demand_system(sheet.header, sheet.path, wishes)
    columns = columns_of(sheet, wishes)
    known = meanings(method, wishes)
    sheet = joined(sheet, columns)
    settings = method.settings
    facts = facts_of(sheet, columns, wishes, settings.currency, settings.fiscal_year_start, today)
    system = columns.system or unnamed_system(sheet.path)
    making = _Making(sheet, columns, wishes, known, method, today, system)
    rows: list[IncomingRow] = []
    used: dict[str, Counter[str]] = {key: Counter() for key in LABELLED}
    unknown: Counter[tuple[str, str]] = Counter()
    unfit: list[Problem] = []
    for row in facts.rows:
        rows.append(making.row(row))
        unknown.update(unknown_words(row, rows[-1].deal.stage, method, wishes))
        for key, label in _used(row, known):
            used[key][label] += 1
        unfit += _unfit(sheet.path, row, known)
    problems = sorted(
        (*_ragged(sheet), *_in_error(sheet, columns), *facts.problems, *unfit),
        key=lambda problem: problem.line,
    )
    labels = used_labels(known, used)
    bad = {problem.line for problem in problems}
    lacking = {problem.line for problem in problems if problem.code in _LACKS}
    lacking -= {each.line for each in problems if each.line in lacking and each.code not in _LACKS}
    left_out = {problem.line for problem in problems if problem.code in wishes.leave_out}
    return Incoming(
        method=method,
        system=system,
        is_named=columns.system is not None,
        sheet=sheet._replace(rows=(), ragged=()),
        columns=columns,
        labels=labels,
        rows=tuple(row for row in rows if row.line not in bad or row.line in lacking),
        bad={row.line: row.deal for row in rows if row.line in bad},
        lacking=frozenset(lacking),
        undated=frozenset(making.undated),
        problems=tuple(problem for problem in problems if problem.line not in left_out),
        left_out=tuple(problem for problem in problems if problem.line in left_out),
        notes=(*by_odds(labels, known), *sheet.notes, *facts.notes, *missing_words(unknown)),
        unknown=tuple(each for each, _ in unknown.most_common(MANY)),
    )


def with_known(incoming: Incoming, lines: Collection[int]) -> Incoming:
    """The sheet with the lacking rows on these lines good, and the others bad."""
    bad = incoming.lacking.difference(lines)
    return replace(
        incoming,
        rows=tuple(row for row in incoming.rows if row.line not in bad),
        bad={line: deal for line, deal in incoming.bad.items() if line not in lines},
        problems=tuple(problem for problem in incoming.problems if problem.line not in lines),
        left_out=tuple(problem for problem in incoming.left_out if problem.line not in lines),
        lacking=frozenset(),
    )


def unnamed_system(path: str) -> str:
    """What the system of a sheet is called that nobody named: like its file, and like no known system."""
    stem = slug(PurePath(path).stem)
    return f"{stem}-file" if stem in SYSTEM_MARKS else stem


def _used(row: RowFacts, known: Meanings) -> Iterator[tuple[str, str]]:
    """Field and label: the stage in which a decided deal was tells nothing about today."""
    for name in LABELLED:
        label = row.texts.get(name)
        if label and (name == "status" or decided(row, known) is None):
            yield name, label


@lru_cache
def _meaningless(label: str) -> LabelFault:
    return "unknown-label", message("“{label}” means no stage here", label=label)


def _ragged(sheet: Sheet) -> Iterator[Problem]:
    for row in sheet.ragged:
        fault = message("{count} of {width} cells", count=len(row.cells), width=len(sheet.header))
        yield Problem(sheet.path, row.line, 0, "csv-ragged", fault)


def _in_error(sheet: Sheet, columns: Columns) -> Iterator[Problem]:
    """A problem for each cell that is read and in which a spreadsheet shows an error."""
    known = _ERRORS | {NO_RESULT} if sheet.page is not None else _ERRORS - {_NOT_AVAILABLE}
    for row in sheet.rows:
        for key, place in columns.places.items():
            if row.cells[place] in known:
                column, cell = sheet.header[place], row.cells[place]
                fault = message("“{column}” holds the error {cell}", column=column, cell=cell)
                if cell == NO_RESULT:
                    fault = message("“{column}” holds a formula without a result", column=column)
                yield Problem(sheet.path, row.line, 0, "cell-error", fault, key=key)


def _unfit(path: str, row: RowFacts, known: Meanings) -> Iterator[Problem]:
    unknown = [label for key, label in _used(row, known) if known.of(key, label) is None]
    faults = map(_meaningless, unknown) if unknown else outcome_faults(row, known)
    for code, fault in (*faults, *recurring_faults(row), *_other_faults(row, known)):
        yield Problem(path, row.line, 0, code, fault)


def _other_faults(row: RowFacts, known: Meanings) -> Iterator[LabelFault]:
    """A deal without any name, with an id that cannot be a file's name, or closed before its stages."""
    if "customer" not in row.texts and "name" not in row.texts:
        yield "missing-name", message("neither a customer nor a name")
    if (id := row.texts.get("id", "").lower()) and not is_id(id):
        yield (
            "bad-id",
            message(
                "“{id}” is not an id: ASCII letters, digits, - and _ only, at most 64, and no reserved name",
                id=id,
            ),
        )
    closed = closing_day(row, row_stage(row, known))
    if closed and (late := [day for day, _ in row.entered if day > closed]):
        fault = message("entered a stage on {day}, but closed on {closed}", day=late[0], closed=closed)
        yield "date-order", fault


@dataclass(frozen=True, slots=True)
class _Making:
    """Rows becoming deals, on the same terms; `undated` gathers the lines of `Incoming.undated`."""

    sheet: Sheet
    columns: Columns
    wishes: ColumnMap
    known: Meanings
    method: Method
    today: Day | None
    system: str
    undated: set[int] = field(default_factory=set)

    def row(self, row: RowFacts) -> IncomingRow:
        """A row that has no fault, and its deal."""
        stage = row_stage(row, self.known)
        if stage in OUTCOMES and _DAYS_OF_OUTCOMES.isdisjoint(row.days):
            self.undated.add(row.line)
        return IncomingRow(
            line=row.line,
            deal=self._deal(row, stage),
            remarks=(*row.remarks, *outcome_remarks(row, stage)),
            doubt=row.doubt,
            region=row.texts.get("region"),
        )

    def _deal(self, row: RowFacts, stage: str | None) -> Opportunity:
        """The deal of a row."""
        closed = closing_day(row, stage)
        loss = self._loss(row.texts.get("lost_reason")) if stage == LOST else None
        expected = row.days.get("expected_close") or (None if closed else row.days.get("close"))
        # the stage that a decided deal was in before, where a column of its own still tells it
        last = self.known.of_stage(row.texts.get("stage", ""))
        before = self.method.stage(last) if stage in OUTCOMES else None
        place = self.columns.places.get("last_contact")
        header = "" if place is None else self.sheet.header[place]
        deal = Opportunity(
            id=row.texts.get("id", "").lower(),
            stage=stage,
            customer=row.texts.get("customer"),
            name=row.texts.get("name"),
            amount=row.amount,
            parts=row.parts,
            currency=row.currency,
            owner=row.texts.get("owner"),
            source=self._source(row),
            created=row.days.get("created"),
            expected_close=expected,
            closed=closed,
            lost=loss,
            opening=Opening(changes={"stage": before.id}) if before else None,
            history=tuple(_history(row, stage, closed, loss)),
            log=log_of(row, closed, header, self.today),
            contacts=row_contacts(row),
            tags=own_list(row, "tags") if self.columns.is_own else tags_of(row),
            competitors=own_list(row, "competitors"),
            contract=contract_of(row),
            refs={self.system: row.texts["ref"]} if "ref" in row.texts else _NOTHING,
            milestones=_NOTHING,
            strength=_NOTHING,
            imported=_NOTHING,
        )
        return deal if closed else self._open(deal, row)

    def _source(self, row: RowFacts) -> str | None:
        """The method's source that the row means, else its words, made one where a method can have it."""
        text = row.texts.get("source")
        if text is None:
            return None
        meant = self.wishes.source_meant(text)
        return choice_of(self.method.sources, meant) or (
            meant if self.columns.is_own else as_method_id(meant)
        )

    def _loss(self, reason: str | None) -> Loss | None:
        """Why it was lost: the method's reason of that name, else the words as they stand."""
        if reason is None:
            return None
        code = choice_of(self.method.lost_reasons, self.wishes.reason_meant(reason))
        return Loss(reason=code or reason) if code or self.columns.is_own else Loss(analysis=reason)

    def _open(self, deal: Opportunity, row: RowFacts) -> Opportunity:
        """The deal with what only an open one can have."""
        return replace(
            deal,
            next_step=_next_step(row),
            probability=override_of(row, deal.stage, self.method, self.today),
            category=row.category,
            paused=pause_of(row, self.today, is_paused=says_paused(row, self.known)),
        )


def _next_step(row: RowFacts) -> NextStep | None:
    action, due = row.texts.get("next_step"), row.days.get("next_due")
    if action and (own := _OWN_STEP.fullmatch(action)):
        day = as_days("", [own[1] or ""], "ymd")
        if not day.faults:
            action, due = own[2] or None, day.values[0]
    return NextStep(due=due, action=action) if action or due else None


def _history(
    row: RowFacts, stage: str | None, closed: Day | None, loss: Loss | None
) -> Iterator[HistoryLine]:
    """The dated facts of a row, oldest first: stages known to have been entered, and the outcome.

    An open deal's entries count only if the last one is for the stage it is in: otherwise it went on
    on a day nobody wrote down, and its stage would seem as old as the one before.
    """
    entries = sorted(row.entered)
    if stage not in OUTCOMES and stage is not None and (since := row.days.get("stage_since")):
        entries = sorted({*entries, (since, stage)})
    if stage in OUTCOMES or (entries and entries[-1][1] == stage):
        yield from (HistoryLine(date=day, changes={"stage": entered}) for day, entered in entries)
    if closed:
        outcome = {"stage": stage, "closed": closed}
        yield HistoryLine(date=closed, changes={**outcome, "lost": loss} if loss else outcome)
