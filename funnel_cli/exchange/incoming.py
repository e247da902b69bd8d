"""The rows of a foreign sheet as deals, before anybody looks whether the book knows them.

Facts only: an outcome comes with the day it is dated to, a stage gets an entry in the history only
where a column says on which day it was entered. The present stage of a plain export was entered on
an unknown day, never on the day of creation, which would poison every stage's age; it goes into the
opening line, as does the stage that a decided deal still has in a column of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date as Day

from funnel_cli.errors import Problem
from funnel_cli.exchange.columns import Columns, columns_of
from funnel_cli.exchange.details import (
    contacts_of,
    log_of,
    override_of,
    pause_of,
    source_of,
    tags_of,
    unknown_sources,
)
from funnel_cli.exchange.facts import RowFacts, facts_of
from funnel_cli.exchange.joining import joined
from funnel_cli.exchange.labels import Label, Meanings, choice_of, demand_known, meanings, used_labels
from funnel_cli.exchange.mapping import ColumnMap
from funnel_cli.exchange.outcome import (
    Fault,
    closing_day,
    decided,
    is_paused,
    outcome_faults,
    outcome_remarks,
    recurring_faults,
    stage_of,
)
from funnel_cli.exchange.sheet import Sheet
from funnel_cli.frozen import dataclass
from funnel_cli.message import Message, message
from funnel_cli.method import Method
from funnel_cli.model import LOST, OUTCOMES, HistoryLine, Loss, NextStep, Opening, Opportunity
from funnel_cli.store.layout import is_id


@dataclass(frozen=True, slots=True)
class IncomingRow:
    """A row and the deal it tells of; the deal's id is empty unless the sheet carries ids of ours.

    `remarks` are what is to be said of its cells; a row with a `doubt` is for a person to look at.
    `region` is the customer's.
    """

    line: int
    deal: Opportunity
    remarks: tuple[Message, ...] = ()
    doubt: Message | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A sheet as deals, with what was made of its columns and labels.

    `rows` are the good ones; each bad one has its reasons in `problems`, and each that the mapping leaves
    out in `left_out`. `notes` are what is to be said of whole columns.
    """

    sheet: Sheet
    columns: Columns
    labels: tuple[Label, ...]
    rows: tuple[IncomingRow, ...]
    problems: tuple[Problem, ...]
    left_out: tuple[Problem, ...] = ()
    notes: tuple[Message, ...] = ()


def incoming_of(sheet: Sheet, wishes: ColumnMap, method: Method, today: Day | None = None) -> Incoming:
    """The deals a sheet tells of, in the words of the method; `today` dates what has no day of its own.

    Raises a `DataRefused` where columns, labels, date order or decimal mark are not clear.
    """
    columns = columns_of(sheet, wishes)
    known = meanings(method, wishes)
    sheet = joined(sheet, columns)
    settings = method.settings
    facts = facts_of(sheet, columns, wishes, settings.currency, settings.fiscal_year_start)
    labels = _labels(facts.rows, known)
    demand_known(labels, method, sheet.path)
    problems = sorted(
        (*_ragged(sheet), *facts.problems, *_unfit(sheet, facts.rows, known)),
        key=lambda problem: problem.line,
    )
    bad = {problem.line for problem in problems}
    making = _Making(sheet, columns, wishes, known, method, today)
    left_out = {problem.line for problem in problems if problem.code in wishes.leave_out}
    return Incoming(
        sheet=sheet,
        columns=columns,
        labels=labels,
        rows=tuple(making.row(row) for row in facts.rows if row.line not in bad),
        problems=tuple(problem for problem in problems if problem.line not in left_out),
        left_out=tuple(problem for problem in problems if problem.line in left_out),
        notes=(*facts.notes, *unknown_sources(facts.rows, method, wishes.sources)),
    )


def _labels(rows: tuple[RowFacts, ...], known: Meanings) -> tuple[Label, ...]:
    """The labels that matter: the stage in which a decided deal was tells nothing about today."""
    stages = (row.texts.get("stage", "") for row in rows if decided(row, known) is None)
    return used_labels(known, stages, (row.texts.get("status", "") for row in rows))


def _ragged(sheet: Sheet) -> Iterator[Problem]:
    """A problem for each row that has not as many cells as the header."""
    for row in sheet.ragged:
        fault = message("{count} of {width} cells", count=len(row.cells), width=len(sheet.header))
        yield Problem(sheet.path, row.line, 0, "csv-ragged", fault)


def _unfit(sheet: Sheet, rows: tuple[RowFacts, ...], known: Meanings) -> Iterator[Problem]:
    """A problem for each reason why a row cannot be a deal."""
    for row in rows:
        for code, fault in (*outcome_faults(row, known), *recurring_faults(row), *_other_faults(row, known)):
            yield Problem(sheet.path, row.line, 0, code, fault)


def _other_faults(row: RowFacts, known: Meanings) -> Iterator[Fault]:
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
    closed = closing_day(row, stage_of(row, known))
    if closed and (late := [day for day, _ in row.entered if day > closed]):
        fault = message("entered a stage on {day}, but closed on {closed}", day=late[0], closed=closed)
        yield "date-order", fault


class _Making:
    """Rows becoming deals, on the same terms."""

    def __init__(
        self,
        sheet: Sheet,
        columns: Columns,
        wishes: ColumnMap,
        known: Meanings,
        method: Method,
        today: Day | None,
    ) -> None:
        self.sheet, self.columns, self.wishes = sheet, columns, wishes
        self.known, self.method, self.today = known, method, today

    def row(self, row: RowFacts) -> IncomingRow:
        """A row that has no fault, and its deal."""
        stage = stage_of(row, self.known)
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
        loss = _loss(row.texts.get("lost_reason"), self.method) if stage == LOST else None
        expected = row.days.get("expected_close") or (None if closed else row.days.get("close"))
        place = self.columns.places.get("last_contact")
        header = "" if place is None else self.sheet.header[place]
        deal = Opportunity(
            id=row.texts.get("id", "").lower(),
            stage=stage,
            customer=row.texts.get("customer"),
            name=row.texts.get("name"),
            amount=row.amount,
            currency=row.currency,
            owner=row.texts.get("owner"),
            source=source_of(row, self.method, self.wishes.sources),
            created=row.days.get("created"),
            expected_close=expected,
            closed=closed,
            lost=loss,
            opening=_opening(row, stage, self.known, self.method),
            history=tuple(_history(row, stage, closed, loss)),
            log=log_of(row, closed, header, self.today),
            contacts=contacts_of(row),
            tags=tags_of(row),
            refs={self.columns.system: row.texts["ref"]} if "ref" in row.texts else {},
        )
        return deal if closed else self._open(deal, row)

    def _open(self, deal: Opportunity, row: RowFacts) -> Opportunity:
        """The deal with what only an open one can have."""
        return replace(
            deal,
            next_step=_next_step(row),
            probability=override_of(row, deal.stage, self.method, self.today),
            category=row.category,
            paused=pause_of(row, self.today, is_paused=is_paused(row, self.known)),
        )


def _loss(reason: str | None, method: Method) -> Loss | None:
    """Why it was lost: the method's reason of that name, else the words as they stand."""
    if reason is None:
        return None
    code = choice_of(method.lost_reasons, reason)
    return Loss(reason=code) if code else Loss(analysis=reason)


def _next_step(row: RowFacts) -> NextStep | None:
    """The next step, if a column has one."""
    action, due = row.texts.get("next_step"), row.days.get("next_due")
    return NextStep(due=due, action=action) if action or due else None


def _opening(row: RowFacts, stage: str | None, known: Meanings, method: Method) -> Opening | None:
    """The stage that a decided deal was in before, where a column of its own still tells it."""
    before = method.stage(known.of_stage(row.texts.get("stage", ""))) if stage in OUTCOMES else None
    return Opening(changes={"stage": before.id}) if before else None


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
