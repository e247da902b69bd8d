"""Examples of the reports on losses, sources and territories, with something in every column."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date as Day
from datetime import timedelta
from decimal import Decimal

from funnel_cli.exchange.fact_engines import QUESTIONS
from funnel_cli.records.book import Book
from funnel_cli.records.customer import Customer, NextStep
from funnel_cli.records.deal import LOST, WON, HistoryLine, Loss, Opportunity
from funnel_cli.records.lists import Goal
from funnel_cli.reports.across import Asking, Sources, across_document
from funnel_cli.reports.across_questions import ASKED
from funnel_cli.reports.counts import REFERENCES
from funnel_cli.reports.health import FLAT, health, health_document, vitals
from funnel_cli.reports.losses import OF_LOSSES, USUAL, losses, losses_document
from funnel_cli.reports.overview import overview, overview_document
from funnel_cli.reports.sources import SOURCE_CUTS, results_by, results_document
from funnel_cli.reports.territory import AREAS, balance, territory_document
from funnel_cli.reports.whole_books import ASKED_WHOLE, answer_of, whole_document
from funnel_cli.time.standing import standings
from funnel_cli.values.message import Label, Text, message
from funnel_cli.values.money import Money
from funnel_cli.values.period import month_of, quarter_of, week_of
from funnel_cli.values.table import Document

LOSS = Loss(reason="price", competitor="Dale", said="Too dear", avoid="Find a sponsor")
CUSTOMERS = (
    Customer(id="acme", name="Acme Ltd", region="Wales", industry="mining"),
    Customer(id="dale", name="Dale", region="Kent", industry="food"),
)


def goal_of(book: Book, day: Day) -> Goal:
    """What is to stand in the second stage by then."""
    stage = book.method.stages[1].id
    return Goal(set=day, period=quarter_of(day).name, stage=stage, by=day, amount=Decimal(900), owner="anna")


def past_of_stage(book: Book) -> Book:
    """Ten deals that were decided after a month in the first stage, six of them won."""
    stage = book.method.stages[0].id
    ends = [WON if n < 6 else LOST for n in range(10)]
    deals = [
        Opportunity(
            id=f"past-{n}",
            name="Past",
            stage=end,
            closed=Day(2026, 3, 2),
            history=(
                HistoryLine(date=Day(2026, 2, 2), changes={"stage": stage}),
                HistoryLine(date=Day(2026, 3, 2), changes={"stage": end, "closed": Day(2026, 3, 2)}),
            ),
        )
        for n, end in enumerate(ends)
    ]
    return replace(book, opportunities={deal.id: deal for deal in deals})


def funnel_reports(book: Book, day: Day) -> Iterator[tuple[Text, tuple[Document, ...]]]:
    """The answers about what was lost, what each source brings, and what each territory holds."""
    told = replace(
        book,
        opportunities={id: _told(deal) for id, deal in book.opportunities.items()},
        customers={each.id: each for each in CUSTOMERS},
        goals=(goal_of(book, day),),
    )
    deals = standings(told)
    held = [health(deals, told, period) for period in (quarter_of(day), month_of(day))]
    some = zip(held, REFERENCES, strict=True)
    found = [(each, vitals(deals, told, each, reference=last.id)) for each, last in some]
    found += [(each, moved._replace(slope=moved.slope._replace(verdict=FLAT))) for each, moved in found]
    yield "funnel health", tuple(health_document(each, moved, told) for each, moved in found)
    ways = (USUAL, *((by,) for by in OF_LOSSES if by not in USUAL))
    lost = (losses(deals, told, quarter_of(day)), *(losses(deals, told, None, by) for by in ways))
    yield "funnel losses", tuple(losses_document(each, told) for each in lost)
    results = (
        *(results_by(deals, told, by) for by in SOURCE_CUTS),
        results_by(deals, told, period=quarter_of(day)),
    )
    yield "funnel sources", tuple(results_document(each, told) for each in results)
    pages = [overview(deals, told, each) for each in (quarter_of(day), month_of(day), week_of(day))]
    yield "funnel report", tuple(overview_document(each, told) for each in pages)
    areas = [balance(deals, told, by) for by in AREAS]
    due = [[balance(deals, told, by, month_of(day))] for by in AREAS]
    yield "funnel territory", tuple(territory_document(each, told) for each in (areas, *due))


def across_reports(day: Day) -> tuple[Document, ...]:
    """The answers to each question that is put to many books, cut in every way, one of them partial."""
    stages: dict[str | None, tuple[int, Label]] = {"verify": (0, Label({"en": "Verify", "zh": "验证"}))}
    whole = Sources(("anna",), {}, {}, {}, (), stages, {"anna": "CNY"})
    lacking = whole._replace(partial={"anna": 1}, missing={"bo": message("…")}, stale={"anna": day})
    row: dict[str, object] = {
        "book": "anna",
        "month": "2026-12",
        "stage": "verify",
        "owner": "anna",
        "bar": "start",
    }
    row |= {"team": None, "region": "North", "days": 3, "is_running": True}
    return tuple(
        across_document(Asking(question, by, day, period), [row | {"currency": "CNY"} | sums], sources)
        for question in QUESTIONS
        for asked in [ASKED[question.id]]
        for by in asked.cuts
        for period, sources in ((month_of(day), whole), (None, lacking))
        for sums in [dict.fromkeys((*asked.counts, *asked.moneys), 2)]
    )


def whole_reports(question: str, written: Book, day: Day) -> tuple[Document, ...]:
    """The answers of whole books to a question: one that knows much, one that lacks much or is partial."""
    asked, period = ASKED_WHOLE[question], month_of(day)
    some = Money(Decimal(2), "CNY")
    full = answer_of(asked, "anna", written, day, period)
    if question == "range":
        told = full.rows[0]
        known, unknown = (told.spread._replace(reach=reach) for reach in (Decimal("0.5"), None))
        rows = (told._replace(target=None, spread=unknown), told._replace(target=some, spread=known))
        full = full._replace(rows=rows)
    if question == "plan":
        full = full._replace(
            rows=(full.rows[0]._replace(target=None, wins=None, needs=(), then_by=None), *full.rows)
        )
    if question == "gates":
        full = full._replace(rows=(full.rows[0]._replace(asked=None, lack=0), *full.rows))
    cases = ((full,), (full, full._replace(book="chen", unread=1)))
    return tuple(whole_document(asked, each, ("bo",), day, period) for each in cases)


def _told(deal: Opportunity) -> Opportunity:
    """The deal; a decided one with all that it can still hold, a dated one with a push."""
    if deal.is_lost:
        return replace(deal, lost=LOSS, customer="Acme Ltd", source="referral")
    if deal.is_won:
        return replace(deal, name="Pump", next_step=NextStep(action="Call", due=None), lost=LOSS)
    if deal.is_open and deal.expected_close and deal.created:
        first = HistoryLine(date=deal.created, changes={"expected_close": deal.created + timedelta(30)})
        return replace(deal, history=(first, *deal.history))
    return replace(deal, owner="ben") if deal.is_open else deal
