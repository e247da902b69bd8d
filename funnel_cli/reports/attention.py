"""What needs a look: the reasons for which an open deal should be taken up, by money at risk."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from enum import Enum
from operator import attrgetter
from typing import NamedTuple

from funnel_cli.records.book import Book
from funnel_cli.records.lists import converted
from funnel_cli.records.method import Stage
from funnel_cli.reports.deal_names import deal_column
from funnel_cli.time.facts import entered
from funnel_cli.time.gate import gate, has_met, skipped
from funnel_cli.time.standing import Standing, forced_line
from funnel_cli.values.message import Message, Term, message
from funnel_cli.values.table import Table, currency, money, table, text

_MOST_AT_ONCE = 20
"""So many deals a person can take up in one sitting."""

_WORST = 5
"""So many of them are on a screen that has other things to say."""


class Reason(Enum):
    """Why a deal wants attention, in the order in which they are told."""

    STEP_OVERDUE = Term("step_overdue", message("next step overdue"))
    PLAN_OVERDUE = Term("plan_overdue", message("planned activity overdue"))
    CLOSE_PASSED = Term("close_passed", message("close date passed"))
    UNDATED = Term("undated", message("no expected close"))
    STALLED = Term("stalled", message("stalled"))
    MILESTONE_OVERDUE = Term("milestone_overdue", message("overdue in the stage"))
    GATE_MET = Term("gate_met", message("gate met, not promoted"))
    NOT_EARNED = Term("not_earned", message("stage not earned"))
    FORCED = Term("forced", message("promoted by force"))
    NO_STEP = Term("no_step", message("no next step"))
    UNTOUCHED = Term("untouched", message("untouched"))
    PAUSE_OVER = Term("pause_over", message("pause is over"))


class ReasonGiven(NamedTuple):
    """One reason with its evidence."""

    reason: Reason
    evidence: Message


class Attention(NamedTuple):
    """A deal with every reason to take it up, and the weighted amount that is at risk."""

    standing: Standing
    findings: tuple[ReasonGiven, ...]
    at_risk: Decimal


def attention(deals: Iterable[Standing], book: Book) -> tuple[Attention, ...]:
    """The open deals that want attention, the most money at risk first, then by id."""
    found = [
        Attention(deal, findings, _at_risk(deal, book))
        for deal in deals
        if deal.deal.is_open and (findings := tuple(_findings(deal, book)))
    ]
    return tuple(sorted(found, key=lambda each: (-each.at_risk, each.standing.deal.id)))


def is_stalled(standing: Standing, book: Book) -> bool:
    """In its stage for at least the stage's limit, no next step ahead, and neither paused nor omitted."""
    stage, days = standing.stage, standing.days
    if stage is None or days is None or standing.is_paused or standing.is_omitted:
        return False
    return days >= stage.stalled_from and not _has_step_ahead(standing, book)


def _has_step_ahead(standing: Standing, book: Book) -> bool:
    step = standing.deal.next_step
    return step is not None and step.due is not None and step.due >= book.day


def _at_risk(standing: Standing, book: Book) -> Decimal:
    """The weighted amount in the book's currency, for an order and no sum: without a rate, nothing."""
    amount = standing.amount
    own = amount and converted(amount, book.currency, book.day, book.rates)
    return own.amount * (standing.probability or 0) if own else Decimal(0)


def _findings(standing: Standing, book: Book) -> Iterator[ReasonGiven]:
    yield from _date_findings(standing, book)
    yield from _stage_findings(standing, book)
    yield from _contact_findings(standing, book)


def _date_findings(standing: Standing, book: Book) -> Iterator[ReasonGiven]:
    """Dates that have passed or are missing."""
    deal, day = standing.deal, book.day
    step, close, pause = deal.next_step, deal.expected_close, deal.paused
    if step and step.due and step.due < day and not standing.is_paused:
        late = (day - step.due).days
        yield ReasonGiven(
            Reason.STEP_OVERDUE,
            message("{action}, {days:day|days} late", action=step.action or step.due, days=late),
        )
    if not standing.is_paused:
        yield from _plan_findings(standing, book)
    if close is None:
        yield ReasonGiven(Reason.UNDATED, message("no forecast counts it"))
    elif close < day:
        yield ReasonGiven(
            Reason.CLOSE_PASSED,
            message("{close}, {days:day|days} ago", close=close, days=(day - close).days),
        )
    if pause and pause.until and pause.until <= day:
        yield ReasonGiven(Reason.PAUSE_OVER, message("was to rest until {until}", until=pause.until))


def _plan_findings(standing: Standing, book: Book) -> Iterator[ReasonGiven]:
    for each in sorted(standing.deal.planned, key=attrgetter("due")):
        if each.is_overdue(book.day):
            kind, late = book.method.kinds.term(each.kind), (book.day - each.due).days
            yield ReasonGiven(
                Reason.PLAN_OVERDUE, message("{kind}, {days:day|days} late", kind=kind, days=late)
            )


def _stage_findings(standing: Standing, book: Book) -> Iterator[ReasonGiven]:
    """A stage that lasts too long, is finished, or was never earned."""
    deal, stage = standing.deal, standing.stage
    if stage is None:
        return
    if is_stalled(standing, book):
        yield ReasonGiven(
            Reason.STALLED,
            message(
                "{days:day|days} in {stage}, limit {limit}",
                days=standing.days,
                stage=stage.label,
                limit=stage.stalled_from,
            ),
        )
    yield from _late_in(stage, standing, book)
    if stage.criteria and has_met(deal, stage, book) and not standing.is_paused:
        yield ReasonGiven(Reason.GATE_MET, message("{stage} is finished", stage=stage.label))
    missed = [criterion.label for criterion in skipped(deal, book)]
    if missed:
        yield ReasonGiven(Reason.NOT_EARNED, message("still open: {criteria}", criteria=missed))
    forced, since = forced_line(deal), entered(deal)
    if forced and forced[0] == since:
        reason = forced[2] or message("no reason given")
        yield ReasonGiven(Reason.FORCED, message("{day}, {reason}", day=since, reason=reason))


def _late_in(stage: Stage, standing: Standing, book: Book) -> Iterator[ReasonGiven]:
    """What the stage's list asks by a day that has passed."""
    if standing.is_paused or all(each.due_days is None for each in stage.milestones):
        return
    for each in gate(standing.deal, stage, book).items:
        if each.due and each.due < book.day:
            label, late = each.milestone.label, (book.day - each.due).days
            said = message("{milestone}, {days:day|days} late", milestone=label, days=late)
            yield ReasonGiven(Reason.MILESTONE_OVERDUE, said)


def _contact_findings(standing: Standing, book: Book) -> Iterator[ReasonGiven]:
    """A customer nobody plans to talk to, or has not talked to."""
    if standing.is_paused:
        return
    limit = book.method.health.untouched_days
    if standing.deal.next_step is None:
        yield ReasonGiven(Reason.NO_STEP, message("nothing is agreed"))
    silent, created = standing.silent, standing.deal.created
    if silent is None and created:  # nobody ever touched it
        silent = (book.day - created).days
    if silent is not None and silent >= limit:
        yield ReasonGiven(
            Reason.UNTOUCHED, message("{days:day|days}, limit {limit}", days=silent, limit=limit)
        )


def findings_in_words(findings: Iterable[ReasonGiven]) -> tuple[Message, ...]:
    """The findings as words: reason and evidence."""
    return tuple(
        message("{reason}: {evidence}", reason=why.value.label, evidence=seen) for why, seen in findings
    )


def in_a_line(first: ReasonGiven, each: Attention, book: Book) -> Message:
    """A reason to take the deal up, with what matters of it at the beginning, since a line is cut."""
    step = each.standing.deal.next_step
    if first.reason is Reason.STEP_OVERDUE and step and step.due:
        days = (book.day - step.due).days
        return message("{days:day|days} late: {action}", days=days, action=step.action or step.due)
    return findings_in_words((first,))[0]


def attention_table(
    some: Iterable[Attention],
    book: Book,
    *,
    name: str = "attention",
    only: Collection[Reason] = tuple(Reason),
    is_whole: bool = True,
    rest: str | None = None,
) -> Table:
    """A row per deal with why it should be taken up; the deals with the most money at risk first.

    Unless `is_whole` people see the worst few with one reason each, and how to get the `rest`.
    """

    def findings(each: Attention) -> list[ReasonGiven]:
        return [finding for finding in each.findings if finding.reason in only]

    def reasons(each: Attention) -> tuple[Term, ...]:
        return tuple(finding.reason.value for finding in findings(each))

    return table(
        name,
        (each for each in some if findings(each)),
        deal_column("standing.deal"),
        money("amount", message("Amount"), "standing.amount"),
        currency("standing.amount.currency"),
        text("reasons", message("Reasons"), reasons, on_screen=False),
        text(
            "why",
            message("Why"),
            lambda each: findings_in_words(findings(each)),
            weight=9,
            on_screen=is_whole,
        ),
        text(
            "worst",
            message("What is wrong"),
            lambda each: in_a_line(findings(each)[0], each, book),
            weight=9,
            on_screen=not is_whole,
            is_line=True,
        ),
        text("owner", message("Owner"), "standing.deal.owner", weight=2, on_screen=is_whole),
        title=message("Deals to look at") if is_whole else None,
        first=_MOST_AT_ONCE if is_whole else _WORST,
        rest=rest,
        numbered=name == "attention",
        empty=message("Nothing to complain about."),
    )
