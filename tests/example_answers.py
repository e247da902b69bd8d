"""Examples of every report, over a tiny book of its own.

The published schemas are read off these: every column and every value above the tables stands here
with something in it at least once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date as Day
from decimal import Decimal

from example_counts import counts_example
from example_funnels import across_reports, funnel_reports, goal_of, past_of_stage, whole_reports
from example_people import LEAD, people_reports

from funnel_cli.exchange.fact_engines import QUESTIONS
from funnel_cli.finding.cuts import GROUPINGS
from funnel_cli.finding.query import Query
from funnel_cli.forecasting.calls import outcomes
from funnel_cli.forecasting.needs import plan_for
from funnel_cli.forecasting.outlook import View, outlooks
from funnel_cli.forecasting.pipeline_changes import waterfall
from funnel_cli.forecasting.teams import call_scores, shares
from funnel_cli.forecasting.track_record import PastQuestion, accuracy
from funnel_cli.forecasting.walk import paces
from funnel_cli.forecasting.weighted import BASES
from funnel_cli.records.book import Book
from funnel_cli.records.customer import Contact, Customer, LogEntry, NextStep
from funnel_cli.records.deal import LOST, WON, Contract, Erp, HistoryLine, Loss, Opportunity, Override, Tick
from funnel_cli.records.filed_review import Promise, Review
from funnel_cli.records.form import AnswerTime, Filing, Form, FormField
from funnel_cli.records.kinds import ActivityKind
from funnel_cli.records.lists import Call, Rate, Target
from funnel_cli.records.method import Choice, Method, Milestone, Odds, Stage, Step
from funnel_cli.records.method_parts import Axis, ErpCure, Health, Rung, Talk
from funnel_cli.records.planned import Instalment, PlannedActivity, Receipt
from funnel_cli.records.settings import Settings
from funnel_cli.reports.accuracy import accuracy_document
from funnel_cli.reports.activity import ACTIVITY_CUTS as ACTIVITY_BYS
from funnel_cli.reports.activity import activities, matrix, planned_in
from funnel_cli.reports.attainment import results
from funnel_cli.reports.calibration import calibration_document, calibrations
from funnel_cli.reports.card import card, place
from funnel_cli.reports.chased import besides
from funnel_cli.reports.checklist import checklist
from funnel_cli.reports.checkup import checkup_document, good, look
from funnel_cli.reports.conversion import conversion_document, passage
from funnel_cli.reports.deals import listing
from funnel_cli.reports.exports import MONTH, export
from funnel_cli.reports.filed_calls import calls_document
from funnel_cli.reports.forecast import forecast_document
from funnel_cli.reports.goals import stage_goals
from funnel_cli.reports.handover import handings, handover_document
from funnel_cli.reports.kpi import KPI_CUTS as KPI_BYS
from funnel_cli.reports.kpi import kpi
from funnel_cli.reports.kpi_table import kpi_document
from funnel_cli.reports.method_list import lint_document, method_document, methods_document
from funnel_cli.reports.next_steps import agenda
from funnel_cli.reports.own_rates import own_rates, own_rates_document
from funnel_cli.reports.payments import payments, payments_document
from funnel_cli.reports.plan import plan_document
from funnel_cli.reports.problems import problems_document
from funnel_cli.reports.rate_list import rates_document
from funnel_cli.reports.record_files import (
    Undoable,
    change_document,
    layouts_document,
    records_document,
    roundtrip_document,
    step_document,
    steps_document,
)
from funnel_cli.reports.report_order import Order
from funnel_cli.reports.review import weekly_review
from funnel_cli.reports.review_screens import review_document
from funnel_cli.reports.schemas import questions_document, schemas_document
from funnel_cli.reports.stalled import stalled_document, stalls
from funnel_cli.reports.strength import strength_document
from funnel_cli.reports.switch import switch, switch_document
from funnel_cli.reports.target import targets_document
from funnel_cli.reports.team import team_document
from funnel_cli.reports.territory import balance, quota_document
from funnel_cli.reports.today import day_ahead, today
from funnel_cli.reports.waterfall import waterfall_document
from funnel_cli.reports.what_if import Supposed, assumptions
from funnel_cli.reports.whole_books import ASKED_WHOLE
from funnel_cli.time.history import book_on
from funnel_cli.time.standing import Standing, standings
from funnel_cli.values.dates import Calendar
from funnel_cli.values.errors import Problem, Severity
from funnel_cli.values.message import Label, Text, message
from funnel_cli.values.period import Period, month_of, quarter_of, week_of
from funnel_cli.values.table import Document

DAY = Day(2026, 11, 22)

METHOD = Method(
    erp=(ErpCure(message=("no such user",), cure=Label({"en": "Ask IT", "zh": "请 IT 开通"})),),
    method="example",
    title=Label({"en": "Example"}),
    settings=Settings(currency="EUR", owner="anna"),
    stages=(
        Stage(
            id="verify",
            title=Label({"en": "Verify"}),
            probability=Odds(forecast=Decimal("0.1")),
            milestones=(
                Milestone(id="need", title=Label({"en": "The need is real"}), required=True),
                Milestone(id="list", title=Label({"en": "List of the problems"}), for_="need"),
            ),
        ),
        Stage(
            id="offer",
            talk=Talk(questions=(Label({"en": "Why now?", "zh": "为什么是现在？"}),)),
            title=Label({"en": "Offer"}),
            probability=Odds(forecast=Decimal("0.5")),
            milestones=(
                Milestone(id="funds", title=Label({"en": "Funds are clear"}), required=True),
                Milestone(id="terms", title=Label({"en": "Terms are agreed"}), required=True, due_days=3),
            ),
            stalled=(Label({"en": "No money"}),),
            handover="in-person",
            handover_form="quote",
        ),
    ),
    principles=(Label({"en": "Look before it happens"}),),
    entry=(Milestone(id="contact", title=Label({"en": "Somebody talks to us"}), required=True),),
    strength={
        "power": Axis(
            rungs=tuple(Rung(at=at, title=Label({"en": said})) for at, said in ((9, "One"), (20, "All")))
        )
    },
    after_win=(Milestone(id="thanked", title=Label({"en": "Thanked"}), due_days=7),),
    forms=(
        Form(
            id="quote",
            many=True,
            fields=(
                FormField(id="amount", kind="amount"),
                FormField(id="answer", within_hours=AnswerTime(hours=24)),
            ),
        ),
        Form(id="marks", for_="customer", fields=(FormField(id="recency"),)),
        Form(id="fit", for_="lead", fields=(FormField(id="score", kind="score"),)),
    ),
    sources=(Choice(id="referral"),),
    lost_reasons=(Choice(id="price"),),
    follow_up={"A": 3},
    health=Health(customer_days=30),
)

COUNTS = Method(
    method="counts",
    kind="counts",
    steps=(
        Step(id="clicks", causes=(Label({"en": "Keywords"}),)),
        Step(
            id="orders",
            rate=Label({"en": "Order rate"}),
            ideal=Decimal("0.02"),
            phase=Label({"en": "Offline"}),
            origin=Label({"en": "The order book"}),
            aliases=("sales",),
        ),
    ),
)

ACME = Opportunity(
    id="acme-lights",
    customer="Acme Ltd",
    name="Lights",
    amount=Decimal(120000),
    parts=Decimal(2),
    stage="offer",
    owner="anna",
    source="referral",
    created=Day(2026, 7, 1),
    expected_close=Day(2026, 12, 20),
    next_step=NextStep(due=Day(2026, 11, 20), action="Send the plan"),
    probability=Override(value=Decimal("0.6"), date=Day(2026, 11, 18), reason="The board is for it"),
    milestones={"funds": (Tick(date=Day(2026, 7, 9), evidence="Their own figures"),)},
    history=(
        HistoryLine(date=Day(2026, 7, 1), changes={"stage": "verify", "amount": Decimal(90000)}),
        HistoryLine(
            date=Day(2026, 11, 18),
            changes={"stage": "offer", "amount": Decimal(120000), "expected_close": Day(2026, 12, 20)},
            reason="By the board's wish",
            forced=("need",),
        ),
    ),
    log=(
        LogEntry(date=Day(2026, 11, 4), text="They ask for lamps"),
        LogEntry(date=Day(2026, 11, 18), kind="visit", text="Saw the plant", next="The plan"),
    ),
    planned=(
        PlannedActivity(due=Day(2026, 11, 17), kind="visit", since=Day(2026, 11, 4), done=Day(2026, 11, 18)),
        PlannedActivity(due=Day(2026, 11, 20), kind="visit", text="See the hall", since=Day(2026, 11, 18)),
    ),
    forms={"quote": (Filing(date=Day(2026, 11, 5), says={"amount": "90000"}),)},
    strength={"power": 9},
    scored_by={"power": "Wood"},
    tags=("mine",),
    competitors=("Belt Co",),
    refs={"crm": "006A1"},
    file="data/opportunities/acme-lights.yaml",
)

BELT = Opportunity(
    id="belt-works",
    name="Belts",
    amount=Decimal(30000),
    stage=LOST,
    owner="anna",
    created=Day(2026, 8, 1),
    closed=Day(2026, 10, 1),
    lost=Loss(reason="price"),
    history=(
        HistoryLine(date=Day(2026, 8, 1), changes={"stage": "verify"}),
        HistoryLine(date=Day(2026, 10, 1), changes={"stage": LOST, "closed": Day(2026, 10, 1)}),
    ),
    file="data/opportunities/belt-works.yaml",
)

CRANE = Opportunity(
    id="crane-sensors",
    customer="Crane GmbH",
    amount=Decimal(50000),
    stage=WON,
    owner="anna",
    source="referral",
    created=Day(2026, 9, 1),
    expected_close=Day(2026, 11, 30),
    closed=Day(2026, 11, 17),
    contract=Contract(number="C-9", date=Day(2026, 11, 17), erp=Erp(status=-1, message="No such user")),
    payments=(
        Instalment(
            due=Day(2026, 11, 20),
            amount=Decimal(20000),
            for_="down payment",
            agreed=Day(2026, 11, 17),
            received=(Receipt(date=Day(2026, 11, 21), amount=Decimal(5000)),),
        ),
        Instalment(amount=Decimal(30000)),
    ),
    history=(
        HistoryLine(date=Day(2026, 9, 1), changes={"stage": "verify"}),
        HistoryLine(date=Day(2026, 10, 1), changes={"stage": "offer"}),
        HistoryLine(date=Day(2026, 11, 17), changes={"stage": WON, "closed": Day(2026, 11, 17)}),
    ),
    file="data/opportunities/crane-sensors.yaml",
)

DALE = Opportunity(
    id="dale-doors",
    customer="Dale",
    amount=Decimal(10000),
    stage="verify",
    history=(HistoryLine(date=Day(2026, 2, 1), changes={"stage": "verify"}),),
    file="data/opportunities/dale-doors.yaml",
)

ANN = Contact(
    name="Ann", title="Director", role="decision-maker", stance="supporter", phone="1", email="ann@acme"
)

WRITTEN = Book(
    method=METHOD,
    opportunities={deal.id: deal for deal in (ACME, BELT, CRANE, DALE)},
    customers={
        "acme": Customer(
            id="acme",
            name="Acme Ltd",
            region="Wales",
            industry="mining",
            grade="A",
            contacts=(ANN,),
            checked=(Day(2026, 9, 1),),
        )
    },
    leads={LEAD.id: LEAD},
    targets=(
        Target(
            set=Day(2026, 9, 1),
            period="2026-12",
            amount=Decimal(100000),
            owner="anna",
            submitted=Day(2026, 9, 3),
        ),
        Target(set=Day(2026, 9, 1), period="2026-11", amount=Decimal(90000)),
        Target(set=Day(2026, 9, 1), period="2026-Q4", amount=Decimal(300000)),
    ),
    calls=(
        Call(
            filed=Day(2026, 10, 30), period="2026-11", amount=Decimal(60000), owner="anna", note="Crane signs"
        ),
        Call(filed=Day(2026, 11, 20), period="2026-12", amount=Decimal(90000)),
    ),
    reviews=(
        Review(
            as_of=Day(2026, 11, 15),
            week="2026-W46",
            promises=(Promise(deal="acme-lights", action="Send the plan", due=Day(2026, 11, 20)),),
        ),
    ),
    problems=(
        Problem("data/targets.yaml", 1, 3, "bad-amount", message("…"), key="0.amount"),
        Problem("stages.yaml", 2, 1, "unknown-key", message("…"), severity=Severity.WARNING),
    ),
)

BOOK = book_on(WRITTEN, DAY)
LATER = book_on(WRITTEN, Day(2027, 1, 4))
"""When December is over, and what was said of it can be judged."""

_SETTINGS = replace(LATER.method.settings, team={"north": ("anna", "ben")})
TEAMED = replace(LATER, method=replace(LATER.method, settings=_SETTINGS))
"""The same book where the reps are a team."""


def _forecasts(periods: Sequence[Period]) -> Iterator[Document]:
    """Forecasts by every grouping and on every basis; the last one supposes something."""
    deals = standings(BOOK)
    found = assumptions(["lose:acme-lights"], BOOK, Calendar(DAY), BOOK.opportunities.__getitem__)
    for view in (*(View(by=by) for by in GROUPINGS), *(View(basis=basis.id) for basis in BASES)):
        yield forecast_document(outlooks(deals, BOOK, periods, view), BOOK, view)
    looks = outlooks(deals, BOOK, periods, View())
    yield forecast_document(looks, BOOK, View(), supposed=Supposed(found, looks))


def _by_team(periods: Sequence[Period]) -> Document:
    """What each rep and the whole book are to bring, when calls of December can be judged."""
    found = tuple(shares(standings(TEAMED), TEAMED, periods, "weighted", paces(TEAMED)))
    return team_document(found, TEAMED, "weighted")


def reports() -> Iterator[tuple[Text, tuple[Document, ...]]]:
    """Every answer that is about a book: the command that gives it, and it in each of its shapes."""
    deals = standings(BOOK)
    months = (month_of(Day(2026, 12, 1)), quarter_of(DAY))
    review = weekly_review(deals, BOOK, week_of(DAY), months, quarters=months[1:])
    ahead = day_ahead(deals, BOOK, month_of(DAY), week_of(DAY))
    yield "funnel", (today(ahead, BOOK),)
    yield "funnel list", (listing(deals, BOOK, ""),)
    yield "funnel show DEAL", (card(ACME, BOOK, with_history=True), card(BELT, BOOK), card(CRANE, BOOK))
    yield "funnel path DEAL", (place(ACME, "/home/anna/deals"),)
    yield "funnel next", (agenda(deals, BOOK, *besides(deals, BOOK)),)
    owed = payments((each.deal for each in deals), BOOK)
    yield "funnel payment", (payments_document(owed, BOOK), payments_document(owed, BOOK, is_whole=True))
    yield "funnel check DEAL", (checklist(ACME, BOOK),)
    yield from people_reports(BOOK)
    yield from funnel_reports(BOOK, DAY)
    yield "funnel score DEAL", (strength_document(ACME, BOOK),)
    yield "funnel forecast", tuple(_forecasts(months))
    yield "funnel forecast --team", (_by_team(months),)
    yield "funnel review", (review_document(review, BOOK),)
    yield "funnel counts show", (counts_example(BOOK, COUNTS, DAY),)
    yield "funnel stalled", (stalled_document(stalls(deals, BOOK), BOOK),)
    yield "funnel matrix", tuple(_matrices(deals))
    handed = handings(deals, BOOK)
    people = (None, "anna", "nobody")
    figures = [kpi(deals, WRITTEN, BOOK, each, whose) for each in months for whose in people]
    some = [
        kpi_document(each, figures, BOOK, months[0], by=by) for each in figures for by in (None, *KPI_BYS)
    ]
    yield "funnel kpi", tuple(some)
    yield "funnel handover", (handover_document(handed, BOOK, owner="anna", to="ben", unpaid=owed),)
    yield from _aims(deals, months[0])
    yield from _judged(standings(LATER), months[0])
    twins = {**BOOK.opportunities, "acme-again": replace(ACME, id="acme-again")}
    twice = replace(BOOK, opportunities=twins)
    yield "funnel validate", (problems_document(WRITTEN, BOOK, str), problems_document(twice, twice, str))
    yield "funnel validate --roundtrip", (roundtrip_document(2, [(ACME.file, "{}", "{}")]),)
    yield "funnel export records", (records_document(_contents()),)
    yield "funnel methods --switch NAME", (switch_document(switch(WRITTEN, METHOD, {}), BOOK, 2),)
    yield "funnel undo --list", (steps_document([Undoable(1, DAY, message("…"), (ACME.file,))]),)


def _matrices(deals: Sequence[Standing]) -> Iterator[Document]:
    """By each grouping, with the method's activities and stages and with others, so that none is required."""
    month = month_of(DAY)
    some = activities(deals, month, BOOK)
    probe = ActivityKind(id="probe", title=Label({"en": "Probe"}), action=True)
    others = replace(
        METHOD, activities=(probe,), stages=(Stage(id="x", probability=Odds(forecast=Decimal(1))),)
    )
    planned = planned_in(deals, month, BOOK)
    yield from (matrix(some, planned, month, BOOK, by=by) for by in ACTIVITY_BYS)
    yield matrix(some, planned, month, replace(BOOK, method=others))


def _aims(deals: Sequence[Standing], month: Period) -> Iterator[tuple[Text, tuple[Document, ...]]]:
    """The answers about what is to be reached, and about what changed on the way."""
    held = results(deals, BOOK, month, "anna")
    areas = (balance(deals, BOOK, "region"), balance(deals, BOOK, "owner", month))
    changed = waterfall(BOOK, quarter_of(DAY), month)
    told = replace(BOOK, rates=(Rate(date=DAY, from_="USD", to="CNY", rate=Decimal("7.2")),))
    yield "funnel rate", (rates_document(told), rates_document(told, "USD"))
    aimed = replace(BOOK, goals=(goal_of(BOOK, DAY),))
    goals = stage_goals(deals, aimed)
    yield "funnel target", (targets_document(BOOK, BOOK.targets, month, "anna", held, goals),)
    yield "funnel target --quota", tuple(quota_document(each, BOOK) for each in areas)
    yield "funnel plan", (plan_document(plan_for(deals, BOOK, month), BOOK),)
    yield "funnel waterfall", (waterfall_document(changed),)


def _judged(deals: Sequence[Standing], month: Period) -> Iterator[tuple[Text, tuple[Document, ...]]]:
    """The answers about what was said, what came of it, and how deals get through."""
    asked = (calls_document(outcomes(deals, LATER), LATER), calls_document((), LATER, month, "anna"))
    past = accuracy(PastQuestion(WRITTEN, LATER, deals, lambda _: True))
    stages = calibrations([each.deal for each in deals], LATER)
    through = (passage(deals, LATER), passage(deals, LATER, quarter_of(DAY)))
    yield "funnel call", asked
    orders = [Order(deals, LATER, LATER, Calendar(LATER.day), Query("", ()), (month_of(DAY),))]
    orders += [Order(standings(BOOK), BOOK, BOOK, Calendar(DAY), Query("", ()), (quarter_of(DAY),))]
    yield "funnel export month", tuple(export(MONTH, each) for each in orders)
    scores = call_scores(deals, TEAMED)
    yield "funnel accuracy", (accuracy_document(past, LATER, calls=scores),)
    yield "funnel conversion", tuple(conversion_document(each, LATER) for each in through)
    yield "funnel conversion --calibration", (calibration_document(stages, month),)


def _contents() -> Iterator[tuple[str, object]]:
    """What three files say: a record, one with more in it, and a list."""
    less: dict[str, object] = {"id": ACME.id, "name": None}
    yield ACME.file, less
    yield BELT.file, less | {"stage": "verify"}
    yield "data/targets.yaml", [less, {"set": "2026-09-01"}]


def bookless() -> Iterator[tuple[Text, tuple[Document, ...]]]:
    """Every answer that is true for no day: the command that gives it, and it in each of its shapes."""
    less, more = {"id": ACME.id}, {"id": ACME.id, "stage": "verify"}
    written = ((less, more), (more, less), ([less, more], [more, less]))
    changed = ({"id": ACME.id, "file": ACME.file, "before": old, "after": new} for old, new in written)
    yield message("every command that writes"), (change_document(message("…"), 1, changed),)
    found = (good("install", "version", message("…")), look("git", "driver", message("…"), message("…")))
    yield "funnel doctor", (checkup_document(found, [message("…")]),)
    yield "funnel fmt --check", (layouts_document([ACME.file]),)
    yield "funnel undo, funnel redo", (step_document(message("…"), 1, (ACME.file,)),)
    yield "funnel methods", (methods_document((METHOD, COUNTS)),)
    yield "funnel methods NAME", (method_document(METHOD), method_document(COUNTS))
    past = past_of_stage(BOOK)
    own = own_rates_document(own_rates(standings(past), past), past)
    yield "funnel methods --from-history", (own, own_rates_document(own_rates((), BOOK), BOOK))
    yield "funnel methods --lint FILE", (lint_document("stages.yaml", METHOD, WRITTEN.problems),)
    yield "funnel schema", (schemas_document([("funnel.list/1", "list")]),)
    yield "funnel across", across_reports(DAY)
    for question in ASKED_WHOLE:
        yield f"funnel across {question}", whole_reports(question, BOOK, DAY)
    yield "funnel sql", (questions_document([(QUESTIONS[0], ("as_of", "start_day"))]),)
