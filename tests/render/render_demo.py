"""A document with everything a renderer may meet: two scripts, two currencies, hostile words."""

from datetime import date as Day
from decimal import Decimal

from funnel_cli.render import render
from funnel_cli.render.language import Language
from funnel_cli.render.output import Footing, Output
from funnel_cli.values.errors import Problem
from funnel_cli.values.message import Label, Term, message
from funnel_cli.values.money import Money
from funnel_cli.values.table import Cell, Column, Document, Kind, Table

ENGLISH = Language("en")
CHINESE = Language("zh")
BASIS = Footing(day=Day(2026, 11, 22))
PARTIAL = Footing(
    day=Day(2026, 11, 22),
    problems=(Problem("data/a.yaml", 3, 1, "bad_day", message("{x} is no day", x="z")),),
)

HOSTILE = "=1+1 \x1b[2J\x9b\u202e\u2028[red]|`<b>\\\r\n\t{x}\x00\r\ud800"
"""A customer name that tries a formula, terminal controls, bidi, markup, a forged row."""


def cny(amount: str) -> Money:
    return Money(Decimal(amount), "CNY")


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


def texts(*cells: Cell) -> Document:
    """A document of one table with one text column."""
    table = Table(
        name="texts", columns=(Column(key="text", title="Text"),), rows=tuple((cell,) for cell in cells)
    )
    return Document(schema="funnel.texts/1", title="Texts", tables=(table,))


DEALS = Table(
    name="deals",
    columns=(
        Column(key="id", title="Deal", weight=9),
        Column(key="customer", title="Customer", weight=8),
        Column(key="stage", title="Stage", weight=7),
        Column(key="amount", title="Amount", kind=Kind.MONEY, weight=8),
        Column(key="odds", title="Odds", kind=Kind.RATIO, weight=6),
        Column(key="close", title="Expected close", kind=Kind.DAY, weight=6),
        Column(key="days", title="Days", kind=Kind.DAYS, weight=3),
        Column(key="next", title="Next step", weight=5),
        Column(key="tags", title="Tags", on_screen=False),
    ),
    rows=(
        (
            "acme-erp",
            "Acme Industries International",
            Term("propose", Label({"en": "Propose", "zh": "提案"})),
            cny("120000"),
            Decimal("0.5"),
            Day(2026, 12, 31),
            12,
            "Send the revised offer to Ms Li",
            ("erp", "key"),
        ),
        (
            "beijing-erp",
            "北京某某科技有限公司",
            Term("develop", Label({"en": "Develop", "zh": "开发"})),
            cny("85000.50"),
            Decimal("0.333"),
            Day(2026, 12, 15),
            43,
            "安排现场演示",
            (),
        ),
        ("cafe-pos", "Café René", None, usd("80.50"), Decimal("0.1"), None, 3, None, ()),
    ),
    totals=(
        (None, None, None, cny("205000.50"), None, None, None, None, None),
        (None, None, None, usd("80.50"), None, None, None, None, None),
    ),
    notes=(message("{count} open deals have no next step.", count=1),),
)

STAGES = Table(
    name="stages",
    title="By stage",
    columns=(
        Column(key="stage", title="Stage"),
        Column(key="deals", title="Deals", kind=Kind.COUNT),
        Column(key="weighted", title="Weighted", kind=Kind.MONEY),
    ),
    rows=(("Verify", 1200, cny("1000.50")), ("Close", 2, cny("1002.50"))),
    totals=((None, 1202, cny("2003.00")),),
)

CARD = Table(
    name="card",
    columns=(Column(key="what", title=""), Column(key="value", title="")),
    rows=(
        ("Odds", Decimal("0.5")),
        ("Said", "The budget is approved, but the board wants a reference. " * 2),
    ),
)

NOTHING = Table(name="lost", title="Lost", columns=STAGES.columns, empty="Nothing was lost.")

LIST = Document(schema="funnel.list/1", title="Deals", tables=(DEALS,))

FORECAST = Document(
    schema="funnel.forecast/1",
    title="Forecast",
    tables=(DEALS, STAGES, CARD, NOTHING),
    head={"landing": cny("100"), "reached": Decimal("0.5"), "target": None},
    lines=(message("as of {day}", day=Day(2026, 11, 1)),),
    notes=("Overdue deals are not in it.",),
)


def rendered(document: Document, format: str, basis: Footing = BASIS, /, **output: object) -> str:
    """The text of the document in that format."""
    return render(document, Output(format=format, **output), basis)  # type: ignore[arg-type]
