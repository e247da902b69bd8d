"""One deal on a card: its state, its gate, its clocks, its last words, the way it came; and its file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from funnel_cli.finding.names import term_of
from funnel_cli.records.book import Book
from funnel_cli.records.deal import DATED, LOST, WON, HistoryLine, Loss, Opportunity
from funnel_cli.reports.attention import attention, findings_in_words
from funnel_cli.reports.checklist import gate_sentence, gate_table, how_to_tick
from funnel_cli.reports.deals import FIELDS, ahead_notes, erp_term
from funnel_cli.reports.diary import plans_ahead
from funnel_cli.reports.form_list import filed_table
from funnel_cli.reports.glimpse import gate_facts, people, reasons, state, step_and_words
from funnel_cli.reports.next_steps import planned_table
from funnel_cli.reports.payments import payment_facts, payments, payments_table
from funnel_cli.reports.strength import score_total, strength, strength_table
from funnel_cli.reports.timeline import changed_value, log_table, opening_line, reason_of, timeline
from funnel_cli.time.facts import opening_currency, priced_lines
from funnel_cli.time.gate import after_win, gate
from funnel_cli.time.history import with_outcome
from funnel_cli.time.standing import Standing
from funnel_cli.values.message import Message, Term, Text, message
from funnel_cli.values.money import Money
from funnel_cli.values.table import Cell, Document, Table, ValueColumn, day, table, text

_ENDED = {WON: message("Won on"), LOST: message("Lost on")}
"""What the day is called on which a deal ended."""

_LAST_WORDS = 3
"""So many of the last entries of the log stand on the card."""


def card(deal: Opportunity, book: Book, *, with_history: bool = False, is_whole: bool = True) -> Document:
    """Everything known about the deal as of the book's day; the whole history if asked for.

    Unless it `is_whole`, people get what counts on one screen.
    """
    where = Standing(deal, book)
    present = gate(deal, where.stage, book) if where.stage else None
    shown = present or after_win(deal, book)
    scores = strength(deal, book)
    rungs, filings = strength_table(scores), filed_table(deal, book)
    plans = planned_table(plans_ahead((deal,)), book)
    return Document(
        schema="funnel.show/1",
        title=deal.title,
        head={key: each.of(where) for key, each in FIELDS.items()}
        | {
            "id": deal.id,
            "override_reason": deal.probability.reason if deal.probability else None,
            "parts": _parts(where),
            "gate_met": present.met if present else None,
            "gate_required": present.required if present else None,
            "strength_sum": score_total(scores),
            "refs": dict(deal.refs),
        },
        tables=(
            replace(gate_table((shown,) if shown else (), only_criteria=True), on_screen=is_whole),
            replace(rungs, on_screen=is_whole and rungs.on_screen),
            log_table(
                deal.log if with_history else deal.log[-_LAST_WORDS:],
                book.method.kinds,
                title=message("Log") if with_history else message("Last words"),
                on_screen=is_whole and not with_history,
            ),
            replace(filings, on_screen=is_whole and filings.on_screen),
            replace(plans, on_screen=is_whole and plans.on_screen),
            payments_table(payments((deal,), book), book, on_screen=is_whole and None),
            *((timeline(deal, book), _history_table(deal, book)) if with_history else ()),
        ),
        lines=tuple(_lines(where, book)) if is_whole else (*ahead_notes((where,)), *reasons(where, book)),
        card=_facts(where, book) if is_whole else _few_facts(where, book),
        notes=(
            *([how_to_tick(shown, deal)] if shown and not shown.is_met else []),
            *([] if is_whole else [message("Everything: funnel show {deal} --all", deal=deal.id)]),
        ),
    )


def _few_facts(where: Standing, book: Book) -> tuple[tuple[Text, Cell], ...]:
    """What counts of a deal, its people among it."""
    deal = where.deal
    score = score_total(strength(deal, book))
    return (
        *_known(("id", "customer"), where),
        *([state(where)] if where.stage else _known(("stage", "amount"), where)),
        *([(message("Spare parts"), _in_no_figure(where))] if deal.parts else []),
        *_known(("closed", "lost_reason"), where),
        *gate_facts(where, book),
        *payment_facts(deal, book),
        *step_and_words(where, book),
        *people(deal, book),
        *([(message("Strength"), score)] if score is not None else []),
        *_known(("competitors", "owner", "source"), where),
        *([(message("Paused"), _rest(deal))] if deal.paused else []),
    )


def _rest(deal: Opportunity) -> Text:
    """Since when, until when and why it rests."""
    paused = deal.paused
    return message(
        "{since} until {until}: {reason}",
        since=paused and paused.since,
        until=paused and paused.until,
        reason=(paused and paused.reason) or "—",
    )


def place(deal: Opportunity, root: str) -> Document:
    """The whole path of the deal's file, and the one inside the book."""
    files = table(
        "files",
        (deal,),
        text("path", message("Path"), lambda each: f"{root}/{each.file}", weight=10),
        text("id", message("Deal"), on_screen=False),
        text("file", message("File"), on_screen=False),
    )
    return Document(schema="funnel.path/1", title=message("File of {deal}", deal=deal.id), tables=(files,))


def _lines(where: Standing, book: Book) -> Iterator[Text]:
    """The sentences under the title: the gate, then whatever wants attention."""
    if where.stage:
        yield gate_sentence(gate(where.deal, where.stage, book))
    if after := after_win(where.deal, book):
        yield gate_sentence(after)
    yield from ahead_notes((where,))
    for found in attention((where,), book):
        yield from findings_in_words(found.findings)


def _facts(where: Standing, book: Book) -> tuple[tuple[Text, Cell], ...]:
    """The deal's fields that have a value, each under its title."""
    shown = (
        "id", "stage", "probability", "amount", "weighted", "expected_close", "next_step", "owner",
        "source", "category", "created", "silent", "closed", "lost_reason", "competitors", "tags", "file",
    )  # fmt: skip
    return (
        *_known(shown, where),
        *_more_facts(where, book),
    )


def _known(keys: Iterable[str], where: Standing) -> Iterator[tuple[Text, Cell]]:
    for key in keys:
        if FIELDS[key].of(where) not in (None, ()):
            title = _ENDED.get(where.deal.stage or "") if key == "closed" else None
            yield title or FIELDS[key].column.title, _spelled(FIELDS[key], where)


def _spelled(field: ValueColumn, where: Standing) -> Cell:
    """A field for reading: the stage with its clock, odds with their origin, words by their titles."""
    key, value = field.column.key, field.of(where)
    match key:
        case "id":
            return where.deal.id
        case "stage" if where.entered and where.stage:
            return message(
                "{stage}, since {day} ({days:day|days})", stage=value, day=where.entered, days=where.days
            )
        case "probability":
            return message("{odds} ({origin})", odds=value, origin=FIELDS["probability_from"].of(where))
        case "next_step" if step := where.deal.next_step:
            return message("{due}: {action}", due=step.due, action=step.action)
    return message("{money}", money=value) if isinstance(value, Money) else value


def _more_facts(where: Standing, book: Book) -> Iterator[tuple[Message, Cell]]:
    """What is told only where there is something to tell."""
    deal = where.deal
    customer = book.customer_of(deal)
    if deal.parts:
        yield message("Spare parts"), _in_no_figure(where)
    yield message("Region"), customer.region if customer else None
    if deal.lead and deal.lead.created:
        yield message("Was a lead"), message("since {day}", day=deal.lead.created)
    if deal.probability:
        own = deal.probability
        yield (
            message("Own odds"),
            message("{odds} on {day}: {reason}", odds=own.value, day=own.date, reason=own.reason or "—"),
        )
    if deal.paused:
        yield message("Paused"), _rest(deal)
    if deal.lost and deal.lost.said:
        yield message("They said"), deal.lost.said
    if deal.contract:
        yield message("Contract"), deal.contract.number
    yield from payment_facts(deal, book)
    if erp := erp_term(where):
        said = FIELDS["erp_message"].of(where)
        yield message("ERP"), message("{status}: {said}", status=erp, said=said) if said else erp
        yield message("What helps"), FIELDS["erp_cure"].of(where)


def _parts(where: Standing) -> Money | None:
    deal = where.deal
    return None if deal.parts is None else Money(deal.parts, where.book.currency_of(deal))


def _in_no_figure(where: Standing) -> Message:
    return message("{money}, in no figure", money=_parts(where))


def _history_table(deal: Opportunity, book: Book) -> Table:
    """Every dated change, oldest first, for machines; a passage by force names the criteria then open."""
    return table(
        "history",
        _told_lines(with_outcome(deal)),
        day("date", message("On"), lambda told: told[0].date, weight=10),
        text("change", message("Change"), lambda told: _changes(told[0], told[1], book), weight=9),
        text("reason", message("Reason"), lambda told: reason_of(told[0]), weight=7),
        text("forced", message("Forced past"), lambda told: told[0].forced or None, weight=6),
        title=message("History"),
        on_screen=False,
        empty=message("No dated change is written down."),
    )


def _told_lines(deal: Opportunity) -> Iterator[tuple[HistoryLine, str | None]]:
    if held := opening_line(deal):
        yield held, opening_currency(deal)
    yield from priced_lines(deal)


def _changes(line: HistoryLine, currency: str | None, book: Book) -> Cell:
    return tuple(
        message(
            "{key} {value}", key=DATED[key], value=_plain(changed_value(key, value, currency, book), book)
        )
        for key, value in line.changes.items()
    )


def _plain(value: object, book: Book) -> object:
    """A record's small parts as the words they hold."""
    if value is None or isinstance(value, str | int | Money | Term):
        return value
    fields = getattr(value, "__dataclass_fields__", None)
    if fields is None:
        return value
    parts = {name: getattr(value, name) for name in fields}
    if isinstance(value, Loss):
        parts["reason"] = term_of(value.reason, book.method.lost_reasons)
    return tuple(part for part in parts.values() if part is not None)
