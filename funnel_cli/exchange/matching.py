"""What a sheet would do to a book: each row new, changed, the same, a clash, suspect or bad, with reasons.

What is only likely is *suspect*: it is shown and never merged. What the sheet and the book both changed
is a *clash*: that field is left to the user, the rest of the row is taken in. A bad row stops a sheet,
unless the user lets it be left out. Whatever is left out is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date as Day
from decimal import Decimal
from functools import lru_cache
from itertools import chain, groupby
from typing import Any

from funnel_cli.exchange.differences import TakenRow, Terms, row_verdict
from funnel_cli.exchange.identity import Ids, Match, matches, same_id
from funnel_cli.exchange.import_plan import (
    LEFT_OUT,
    TAKEN_IN,
    Birth,
    ImportPlan,
    PlannedRow,
    RowKind,
    TakingOver,
)
from funnel_cli.exchange.incoming import Incoming, IncomingRow, with_known
from funnel_cli.exchange.known import SYSTEM_MARKS, TOTALS, bare, says_total
from funnel_cli.exchange.labels import demand_known
from funnel_cli.finding.names import files_unread, term_of
from funnel_cli.finding.spare_parts import is_parts_only
from funnel_cli.records.book import Book, Change, Edit
from funnel_cli.records.deal import Opportunity
from funnel_cli.store.read import OnProgress
from funnel_cli.time.facts import since
from funnel_cli.time.history import BeforeLastLine, is_ahead, is_told
from funnel_cli.time.standing import DEAL_PLACES
from funnel_cli.values.errors import DataRefused
from funnel_cli.values.message import N_, Message, message
from funnel_cli.values.typed import folded

PARTS = N_("spare parts only, which the method keeps out of the funnel")
UNREAD = N_("may be one of {count:deal|deals} that cannot be read, such as {file}")
NEGATIVE = N_("an amount below zero: {amount}; if it is meant: --force")
_SHARED = N_("one of several rows that mean {deal}; none of them changes it")
OVERDUE = N_("expected to close on {day}, which has passed")

_STRIDE = 100  # rows between two words of progress


class ImportRefused(DataRefused):
    """Some rows are bad, so none was imported; the answer names each with its line."""

    sentence = N_("{path}: {count:row|rows} cannot be read, so nothing was imported.")
    cure = N_("Correct them in the file, or go on without them: --skip-bad")
    code = "import"


def plan_import(
    incoming: Incoming, book: Book, terms: Terms, progress: OnProgress | None = None
) -> ImportPlan:
    """What importing the sheet on these terms would do to the book."""
    planning = _Planning(incoming, book, terms)
    meant = matches(book, incoming, planning.settled)
    if incoming.lacking:
        some = (row for row in incoming.rows if row.line in incoming.lacking)
        enough = {row.line for row in some if _is_enough(row.deal, meant.get(row.line))}
        incoming = with_known(incoming, enough)
        meant = matches(book, incoming, planning.settled)  # a row that is bad means no deal
    ids = Ids(book, incoming.rows)
    rows = [*_bad(incoming), *_footer(incoming)]
    for done, row in enumerate(incoming.rows, start=1):
        rows.append(planning.planned(row, meant.get(row.line), ids))
        if progress and (done % _STRIDE == 0 or done == len(incoming.rows)):
            progress(done, len(incoming.rows))
    rows.sort(key=lambda row: row.line)
    return ImportPlan(
        incoming=incoming,
        rows=tuple(rows),
        day=terms.day,
        missing=() if planning.terms.is_own else tuple(_missing(book, rows, incoming)),
        complete_since=_complete_since(rows, book, terms.day),
        is_taking_over=terms.taken_over is not None,
    )


def _is_enough(row: Opportunity, meant: Match | Message | None) -> bool:
    """Whether the book knows of the deal that a row means what the row does not say."""
    return isinstance(meant, Match) and (row.stage is None or row.stage == meant.deal.stage)


def demand_whole(plan: ImportPlan, *, skip_bad: bool = False) -> None:
    """Refuse a sheet that cannot go in: raises `LabelsUnknown`, or `ImportRefused` for bad rows.

    Those that the mapping leaves out stop nothing.
    """
    if skip_bad:
        return
    incoming = plan.incoming
    if "unknown-label" not in {problem.code for problem in incoming.left_out}:
        demand_known(incoming.labels, incoming.method, incoming.sheet)
    if bad := {problem.line for problem in incoming.problems}:
        raise ImportRefused(path=incoming.sheet.path, count=len(bad))


def _complete_since(rows: Iterable[PlannedRow], book: Book, day: Day) -> Day | None:
    """The day of the first import of open deals into the book, since which histories are whole.

    None where the setting is there already, or where a decided deal of the book or the sheet tells its way:
    then the past is known, and leaving it out would blind every report to it.
    """
    if book.method.settings.complete_since:
        return None
    new = [row for row in rows if row.kind is RowKind.NEW and row.row]
    if not any(row.row.is_open for row in new if row.row):
        return None
    decided = (row.after for row in new if row.row and not row.row.is_open)
    known = chain(book.opportunities.values(), filter(None, decided))
    return None if any(is_told(deal, book.method) for deal in known) else day


def as_change(plan: ImportPlan) -> Change:
    """The change that writes what the plan takes in."""
    counts = plan.counts
    return Change(
        note=message(
            "Import {path}: {new} new, {changed} changed",
            path=plan.incoming.sheet.path,
            new=counts[RowKind.NEW],
            changed=counts[RowKind.CHANGED],
        ),
        edits=_Edits([row for row in plan.rows if row.is_written], plan.others),
        complete_since=plan.complete_since,
        warnings=tuple(_warnings(plan)),
        next=("funnel list", "funnel review"),
    )


class _Edits(Sequence[Edit]):
    """What a sheet changes, each new deal made when it is looked at: there may be very many."""

    def __init__(self, rows: Sequence[PlannedRow], others: Sequence[Edit]) -> None:
        self._rows, self._others = rows, others

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return [self[at] for at in range(*place.indices(len(self)))]
        if place >= len(self._rows):
            return self._others[place - len(self._rows)]
        row = self._rows[place]
        return Edit(before=row.before, after=row.after)

    def __len__(self) -> int:
        return len(self._rows) + len(self._others)


def _warnings(plan: ImportPlan) -> Iterator[Message]:
    """What is set with the deals, and what of them is still to come."""
    if plan.complete_since:
        yield message(
            "Histories are whole from {day} on: stages.yaml says so now (complete_since).",
            day=plan.complete_since,
        )
    ahead = tuple(
        row.id or deal.id
        for row in plan.rows
        if row.kind in TAKEN_IN and (deal := row.settled or row.row) and is_ahead(deal, plan.day)
    )
    if ahead:
        yield message("Won or lost on a day that is still to come: {deals}.", deals=ahead)


def _bad(incoming: Incoming) -> Iterator[PlannedRow]:
    problems = sorted((*incoming.problems, *incoming.left_out), key=lambda problem: problem.line)
    for line, some in groupby(problems, key=lambda problem: problem.line):
        faults = (message("{fault} ({code})", fault=bad.message, code=bad.code) for bad in some)
        yield PlannedRow(line=line, kind=RowKind.BAD, row=incoming.bad.get(line), reasons=tuple(faults))


def _footer(incoming: Incoming) -> Iterator[PlannedRow]:
    for row in incoming.sheet.footer:
        cells = [cell for cell in row.cells if cell]
        text = next(filter(says_total, cells), cells[0])
        reason = message("taken for a footer: {text}", text=text)
        yield PlannedRow(line=row.line, kind=RowKind.FOOTER, reasons=(reason,))


def _missing(book: Book, rows: list[PlannedRow], incoming: Incoming) -> Iterator[str]:
    """The open deals of the systems that this sheet comes from, of which no row tells, good or bad.

    The systems of a sheet that nobody named are those under which all its deals are known, else any of
    them, unless one is known by the name of the file.
    """
    told = {row.before.id for row in rows if row.before}
    systems = {incoming.system}
    known = [{*row.before.refs, *row.before.imported} - SYSTEM_MARKS.keys() for row in rows if row.before]
    if known and not incoming.is_named and not any(incoming.system in some for some in known):
        systems |= set.intersection(*known) or set.union(*known)
    missing = [
        deal
        for deal in book.opportunities.values()
        if deal.is_open and deal.id not in told and not systems.isdisjoint([*deal.refs, *deal.imported])
    ]
    if missing:
        unsettled = [row.row for row in rows if row.row and row.before is None and row.kind in LEFT_OUT]
        refs = {ref for deal in unsettled for ref in deal.refs.items()}
        names = {_called(deal) for deal in unsettled}
        for deal in missing:
            if refs.isdisjoint(deal.refs.items()) and _called(deal) not in names:
                yield deal.id


def _called(deal: Opportunity) -> tuple[str, str]:
    return folded(deal.customer or ""), folded(deal.name or "")


class _Planning:
    """Rows becoming plans, on the same terms."""

    def __init__(self, incoming: Incoming, book: Book, terms: Terms) -> None:
        self.incoming, self.book = incoming, book
        self.terms = terms._replace(is_own=incoming.columns.is_own)
        self.taking_over = TakingOver(book, terms)
        self.unread = files_unread(book)
        system = None if self.terms.is_own else incoming.system
        self.totals = dict(_totals(incoming))
        self.birth = Birth(terms.day, system, incoming.typed, self.taking_over)
        self._verdicts: dict[int, TakenRow | Message] = {}

    def settled(self, row: IncomingRow, match: Match) -> Opportunity:
        """The deal that a row means, as it will be; as it is where the row cannot be taken in."""
        found = self._judged(row, match)
        return match.deal if isinstance(found, Message) else found.after

    def _judged(self, row: IncomingRow, match: Match) -> TakenRow | Message:
        """What comes of the row in the deal that it means, or why it is not taken in."""
        found = self._verdict(row, match)
        if isinstance(found, Message):
            return found
        is_claimed_twice = match.is_shared and found.changes
        shared = Message(_SHARED, {"deal": match.deal.id}) if is_claimed_twice else None
        return self._sinking(match.deal, found.after) or shared or found

    def _sinking(self, before: Opportunity | None, after: Opportunity) -> Message | None:
        """Why it is not taken in: spare parts alone, or an amount below zero that nobody says is meant."""
        was_out = before is not None and is_parts_only(before, self.book.method)
        if not was_out and is_parts_only(after, self.book.method):
            return Message(PARTS, {})
        known = {before.amount, before.parts} if before else set()
        low = [each for each in (after.amount, after.parts) if each is not None and each < 0]
        if self.terms.takes_negative or known.issuperset(low):
            return None
        return Message(NEGATIVE, {"amount": f"{low[0]:f}"})

    def _verdict(self, row: IncomingRow, match: Match) -> TakenRow | Message:
        """What the row says of the deal, or why its day forbids that, worked out once."""
        if row.line not in self._verdicts:
            id = row.deal.refs.get(self.incoming.system)
            own = match.deal.refs.get(match.system)
            same = own if id and own and same_id(own) == same_id(id) else id
            told = replace(row.deal, refs={match.system: same}) if same else row.deal
            if row.line in self.incoming.undated and self._is_expected(told, match):
                told = replace(told, closed=None)
            typed = self.incoming.typed.get(row.line)
            try:
                self._verdicts[row.line] = row_verdict(match.deal, told, match.system, self.terms, typed)
            except BeforeLastLine as refusal:
                self._verdicts[row.line] = refusal.message
        return self._verdicts[row.line]

    def _is_expected(self, row: Opportunity, match: Match) -> bool:
        """Whether the book knows when the deal was decided so, and the row only when that was expected.

        A day that the book has from the row alone follows the row.
        """
        deal, last = match.deal, match.deal.imported.get(match.system, {})
        if deal.closed is None or deal.stage != row.stage or last.get("closed") == deal.closed.isoformat():
            return False
        told = row.closed and row.closed.isoformat() == last.get("expected_close")
        return bool(told) or row.closed in {None, row.expected_close, deal.expected_close}

    def planned(self, row: IncomingRow, meant: Match | Message | None, ids: Ids) -> PlannedRow:
        """What the row would do to the deal it means, if it means one."""
        if row.doubt:
            return _suspect(row, row.doubt)
        if isinstance(meant, Message):
            return _suspect(row, meant)
        if meant:
            return self._known(row, meant)
        if self.unread:
            return _suspect(row, Message(UNREAD, {"count": len(self.unread), "file": self.unread[0]}))
        if why := self._sinking(None, row.deal) or self.totals.get(row.line):
            return _suspect(row, why)
        return PlannedRow(
            line=row.line,
            kind=RowKind.NEW,
            row=row.deal,
            birth=self.birth,
            id=ids.new(row.deal),
            reasons=(*row.remarks, *_remarks(row.deal, self.terms.day)),
            taken_over=self.taking_over.owed(row.deal, row.deal.stage),
        )

    def _known(self, row: IncomingRow, match: Match) -> PlannedRow:
        """What the row would change in the deal it means."""
        found = self._judged(row, match)
        if isinstance(found, Message):
            return _suspect(row, found, before=match.deal)
        found, owed = self.taking_over.verdict(found, row.deal.stage or found.after.stage)
        kind = RowKind.CLASH if found.clashes else RowKind.CHANGED if found.changes else RowKind.SAME
        return PlannedRow(
            line=row.line,
            kind=kind,
            row=row.deal,
            before=match.deal,
            settled=found.after,
            changes=found.changes,
            clashes=found.clashes,
            reasons=(*row.remarks, *_remarks(found.after, self.terms.day)) if found.changes else (),
            taken_over=owed,
        )


def _totals(incoming: Incoming) -> Iterator[tuple[int, Message]]:
    """The line of each row that may be one of totals, and what is said of it.

    None has an id. One with a day or an owner adds up rows right above it, be they bad, and more than one
    row if it has another name beside that word, which was said above or counts them: Total may be a customer.
    """
    deals = {**incoming.bad, **{row.line: row.deal for row in incoming.rows}}
    total, count, said = Decimal(0), 0, {""}
    counts = {total: count}  # how many rows there were when the amounts last came to that sum
    for line in sorted(deals):
        deal, amount = deals[line], deals[line].amount or Decimal(0)
        names = [name for name in (deal.customer, deal.name) if name]
        words = [] if deal.id or deal.refs else [*filter(says_total, names)]
        is_plain = not (deal.owner or deal.created or deal.expected_close or deal.closed)
        name = deal.name or ""
        is_own = not is_plain and not (name in said or says_total(name) or any(map(str.isdigit, name)))
        is_called = bare(name) in TOTALS or len(names) == 1
        summed = count - counts.get(total - amount, count)
        if words and ((summed > 1 and not is_own) or (is_called and (is_plain or summed))):
            yield line, message("may be a row of totals: {text}", text=words[-1])
        elif amount:
            total, count = total + amount, count + 1
            counts[total] = count
        said.add(name)


def _suspect(row: IncomingRow, why: Message, before: Opportunity | None = None) -> PlannedRow:
    return PlannedRow(line=row.line, kind=RowKind.SUSPECT, row=row.deal, before=before, reasons=(why,))


def _remarks(deal: Opportunity, day: Day) -> tuple[Message, ...]:
    """What is odd about a deal that comes in all the same."""
    if (begins := since(deal)) and begins > day:
        return (message("in no answer before {day}, which is still to come", day=begins),)
    if deal.closed and deal.created and deal.closed < deal.created:
        said = {"closed": deal.closed, "created": deal.created}
        return (Message(N_("closed on {closed}, before it was created on {created}"), said),)
    if is_ahead(deal, day):
        outcome = term_of(deal.stage, DEAL_PLACES)
        return (message("{outcome} on {day}, which is still to come", outcome=outcome, day=deal.closed),)
    if deal.is_open and deal.expected_close and deal.expected_close < day:
        return _overdue(deal.expected_close)
    return ()


@lru_cache
def _overdue(day: Day) -> tuple[Message]:
    return (Message(OVERDUE, {"day": day}),)
