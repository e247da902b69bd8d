"""Examples of the reports on people, each with something in every column at least once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date as Day
from decimal import Decimal

from arrange import lead_line

from funnel_cli.finding.hits import hits
from funnel_cli.records.book import Book
from funnel_cli.records.customer import Contact, Customer, LogEntry, NextStep
from funnel_cli.records.deal import LOST, HistoryLine, Loss, Opportunity
from funnel_cli.records.form import Filing
from funnel_cli.records.lead import CONTACTED, CONVERTED, NEW, Lead, LeadPast
from funnel_cli.reports.accounts import account_of, accounts, customer_card, customer_list, fact_card
from funnel_cli.reports.brief import brief, letter_document, sponsor_letter
from funnel_cli.reports.find import find_document
from funnel_cli.reports.form_list import form_document, forms_document
from funnel_cli.reports.forms import loss_report, visit_report
from funnel_cli.reports.lead_list import lead_card, lead_list
from funnel_cli.reports.lead_rates import lead_rates, lead_rates_document
from funnel_cli.time.history import book_on
from funnel_cli.time.standing import Standing, standings
from funnel_cli.values.errors import KeyPath
from funnel_cli.values.message import Text
from funnel_cli.values.period import Period
from funnel_cli.values.table import Document

WOOD = Contact(
    name="Ruth Wood",
    title="Plant manager",
    role="decision-maker",
    stance="supporter",
    phone="+44 20 0",
    email="r@acme.example",
    problem="Two lamps fail each week",
    cause="Dust gets in",
    vision="Change no lamp for a year",
    value="90,000 a year",
)

HILL = Customer(
    id="hill",
    name="Hill Ltd",
    industry="mining",
    region="Wales",
    grade="A",
    attraction="high",
    potential="high",
    former_names=("Hill Quarries",),
    contacts=(WOOD,),
    facts={"employees": "240"},
    forms={"marks": (Filing(date=Day(2026, 11, 5), says={"recency": "high"}),)},
    file="data/customers/hill.yaml",
)

VISIT = LogEntry(
    date=Day(2026, 11, 18),
    kind="visit",
    purpose="Show the lamp",
    with_=("Ruth Wood (Plant manager)",),
    ours=("anna",),
    text="They want to see two masts",
    next="Send the plan",
    open_theirs="The budget line",
    open_ours="The price of a mast",
)

DEAL = Opportunity(
    id="hill-lamps",
    customer=HILL.name,
    name="Lamps",
    amount=Decimal(120000),
    stage="offer",
    owner="anna",
    expected_close=Day(2026, 12, 20),
    next_step=NextStep(due=Day(2026, 11, 25), action="Send the plan"),
    strength={"problem": 14},
    forms={"quote": (Filing(date=Day(2026, 11, 5), by="anna", says={"amount": "90000"}),)},
    log=(VISIT,),
    file="data/opportunities/hill-lamps.yaml",
)

LOST_DEAL = Opportunity(
    id="hill-belts",
    customer=HILL.name,
    amount=Decimal(30000),
    stage=LOST,
    closed=Day(2026, 10, 1),
    history=(
        HistoryLine(date=Day(2026, 8, 1), changes={"stage": "offer"}),
        HistoryLine(date=Day(2026, 10, 1), changes={"stage": LOST}),
    ),
    lost=Loss(reason="price", competitor="Dale", said="Too dear", analysis="No sponsor", avoid="Find one"),
    file="data/opportunities/hill-belts.yaml",
)

LEAD = Lead(
    id="hill-scales",
    customer=HILL.name,
    name="Scales",
    amount=Decimal(40000),
    stage=CONTACTED,
    owner="anna",
    source="referral",
    created=Day(2026, 11, 2),
    at="09:30",
    expected_close=Day(2027, 3, 31),
    next_step=NextStep(due=Day(2026, 11, 10), action="Call again"),
    region="Wales",
    industry="mining",
    grade="B",
    marks={"budget": "high", "cycle": "middle", "fit": "high"},
    history=(
        lead_line(Day(2026, 11, 2), stage=NEW),
        lead_line(Day(2026, 11, 3), stage=CONTACTED, owner="anna", reason="Came by mail"),
        lead_line(
            Day(2026, 11, 3), next_step=NextStep(due=Day(2026, 11, 10), action="Call again"), grade="B"
        ),
    ),
    log=(LogEntry(date=Day(2026, 11, 3), kind="call", text="They want two", next="Call again"),),
    contacts=(WOOD,),
    forms={"fit": (Filing(date=Day(2026, 11, 4), says={"score": "12"}),)},
    tags=("mine",),
    refs={"crm": "00Q1"},
    file="data/leads/hill-scales.yaml",
)

TURNED = Opportunity(
    id="hill-belts",
    customer=HILL.name,
    name="Belts",
    stage="verify",
    source="referral",
    lead=LeadPast(
        created=Day(2026, 10, 2),
        at="16:00",
        owner="anna",
        history=(
            lead_line(Day(2026, 10, 3), stage=CONTACTED),
            lead_line(Day(2026, 10, 20), stage=CONVERTED),
        ),
    ),
    file="data/opportunities/hill-belts.yaml",
)
BARE_LEAD = Lead(id="dale-doors", name="Doors", file="data/leads/dale-doors.yaml")


def spot_of(file: str, way: KeyPath) -> str:
    """A place in a file, as a session would look it up."""
    return f"{file}:{len(way)}"


def people_reports(book: Book) -> Iterator[tuple[Text, tuple[Document, ...]]]:
    """Every answer about people, over the book with a customer, two deals and two leads of its own."""
    whole = replace(
        book,
        opportunities={DEAL.id: DEAL, LOST_DEAL.id: LOST_DEAL},
        leads={LEAD.id: LEAD, BARE_LEAD.id: BARE_LEAD},
        customers={HILL.id: HILL},
    )
    then = book_on(whole, book.day)
    deals = standings(then)
    deal, lost = then.opportunities[DEAL.id], then.opportunities[LOST_DEAL.id]
    known = account_of(HILL, deals, then)
    bare = account_of(Customer(id="", name="Dale"), deals, then)
    letter = sponsor_letter(deal, then)
    yield "funnel customer list", (customer_list(accounts(deals, then), then, (), str),)
    yield "funnel customer show CUSTOMER", (customer_card(known, then), customer_card(bare, then))
    yield "funnel customer show CUSTOMER --card", (fact_card(known, then), fact_card(bare, then))
    yield "funnel lead list", (lead_list(then, ()),)
    with_deal = replace(then, opportunities={TURNED.id: TURNED})
    rates = [lead_rates(with_deal, (), "owner", when) for when in (None, Period.month(2026, 10))]
    yield "funnel lead rates", tuple(lead_rates_document(each, then) for each in rates)
    yield "funnel lead show LEAD", tuple(lead_card(lead, then) for lead in then.leads.values())
    found = (*hits(whole, book.day, ("hill",)), *hits(whole, book.day, ("lamp",)))
    yield "funnel find TEXT", (find_document(found, then, ("hill",), spot_of, is_whole=True),)
    yield "funnel visit DEAL --show", (visit_report(deal, VISIT),)
    yield "funnel lose DEAL --show", (loss_report(lost, then),)
    yield "funnel form DEAL", (forms_document(deal, then),)
    quote = then.method.forms[0]
    yield "funnel form DEAL FORM", (form_document(deal, quote, then), form_document(lost, quote, then))
    yield "funnel brief DEAL", (brief(Standing(deal, then), then), brief(Standing(lost, then), then))
    yield "funnel brief DEAL --letter", (letter_document(deal, letter, "…"),)
