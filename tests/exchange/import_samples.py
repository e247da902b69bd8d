"""What the tests of the import share: a method, and short ways from a text to deals and plans."""

from dataclasses import replace
from datetime import date as Day
from decimal import Decimal
from pathlib import Path
from typing import Any

from funnel_cli.exchange.differences import Terms
from funnel_cli.exchange.import_plan import ImportPlan, RowKind
from funnel_cli.exchange.incoming import Incoming, incoming_of
from funnel_cli.exchange.mapping import ColumnMap
from funnel_cli.exchange.matching import as_change, plan_import
from funnel_cli.exchange.sheet import FileForm, as_sheet
from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.method import Choice, Method, Odds, Stage
from funnel_cli.records.settings import Settings
from funnel_cli.values.message import Label

FORMATS = Path(__file__).parent / "formats"
SHARED = Path(__file__).resolve().parents[3] / "shared"
TODAY = Day(2026, 11, 22)

METHOD = Method(
    method="four",
    settings=Settings(currency="CNY"),
    stages=tuple(
        Stage(id=id, title=Label({"en": id.title(), "zh": zh}), probability=Odds(forecast=Decimal(odds)))
        for id, zh, odds in (
            ("verify", "验证", "0.1"),
            ("develop", "开发", "0.3"),
            ("propose", "提案", "0.5"),
            ("close", "成交", "0.8"),
        )
    ),
    sources=(Choice(id="referral", title=Label({"en": "Referral", "zh": "介绍"})),),
    lost_reasons=(Choice(id="price", title=Label({"en": "Price", "zh": "价格"})),),
)
EMPTY = Book(method=METHOD)
NO_WISHES = ColumnMap()


def book(*deals: Opportunity) -> Book:
    """A book of these deals."""
    return Book(method=METHOD, opportunities={deal.id: deal for deal in deals})


def acme(**fields: Any) -> Opportunity:
    """A deal of January, with these fields."""
    known = Opportunity(id="acme-erp", stage="develop", customer="Acme", name="ERP", created=Day(2026, 1, 2))
    return replace(known, **fields)


def read(
    text: str | bytes,
    wishes: ColumnMap = NO_WISHES,
    encoding: str | None = None,
    path: str = "deals.csv",
    today: Day | None = None,
) -> Incoming:
    """The rows of a sheet as deals."""
    data = text.encode() if isinstance(text, str) else text
    return incoming_of(as_sheet(data, path, FileForm(encoding=encoding)), wishes, METHOD, today)


def deal(text: str, wishes: ColumnMap = NO_WISHES) -> Opportunity:
    """The deal of a sheet with one good row."""
    incoming = read(text, wishes)
    assert incoming.problems == ()
    (row,) = incoming.rows
    return row.deal


def faults(text: str, wishes: ColumnMap = NO_WISHES) -> list[tuple[int, str]]:
    """Line and code of everything that is wrong in the rows of a sheet."""
    return [(problem.line, problem.code) for problem in read(text, wishes).problems]


def plan(
    text: str,
    book: Book = EMPTY,
    wishes: ColumnMap = NO_WISHES,
    day: Day = TODAY,
    path: str = "deals.csv",
    **terms: Any,
) -> ImportPlan:
    """What importing the sheet would do to the book."""
    incoming = read(text, wishes, path=path, today=day)
    return plan_import(incoming, book, Terms(method=book.method, day=day, **terms))


def kinds(text: str, book: Book = EMPTY, wishes: ColumnMap = NO_WISHES) -> list[str]:
    """What each row is to the book, in the order of the file."""
    return [row.kind.value.id for row in plan(text, book, wishes).rows]


def imported(
    text: str, book: Book = EMPTY, wishes: ColumnMap = NO_WISHES, day: Day = TODAY, path: str = "deals.csv"
) -> Book:
    """The book after the import."""
    return applied(plan(text, book, wishes, day, path), book)


def applied(done: ImportPlan, book: Book = EMPTY) -> Book:
    """The book with a plan's change in it."""
    news = [edit.after for edit in as_change(done).edits]
    deals = {deal.id: deal for deal in news if isinstance(deal, Opportunity)}
    return replace(book, opportunities={**book.opportunities, **deals})


def only(done: ImportPlan, kind: RowKind) -> Opportunity:
    """The deal of the plan's one row of that kind, as it would be."""
    (row,) = (row for row in done.rows if row.kind is kind)
    assert row.after is not None
    return row.after
