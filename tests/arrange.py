"""Books and deals from a line of text, so that a test reads like the record it is about."""

from dataclasses import replace
from datetime import date as Day
from decimal import Decimal
from typing import Any

from funnel_cli.records.book import Book, Change
from funnel_cli.records.customer import LogEntry, NextStep
from funnel_cli.records.deal import HistoryLine, Opportunity, Override, Tick
from funnel_cli.records.lead import LeadLine
from funnel_cli.records.method import Choice, Method, Milestone, Odds, Stage
from funnel_cli.records.settings import Settings
from funnel_cli.time.history import book_on
from funnel_cli.values.message import Label
from funnel_cli.values.money import Money

TODAY = Day(2026, 11, 22)


def day(text: str) -> Day:
    """`2026-11-22`, or `11-22` of 2026."""
    return Day.fromisoformat(text if len(text) > len("11-22") else f"2026-{text}")


def money(text: str) -> Money:
    """Money from `12.50 USD`."""
    amount, currency = text.split()
    return Money(Decimal(amount), currency)


def stage(id: str, odds: str, *criteria: str, days: int = 30, **more: Any) -> Stage:
    """A stage whose criteria all open its gate."""
    milestones = tuple(
        Milestone(id=name, title=Label({"en": name.title(), "zh": f"条件{name}"}), required=True)
        for name in criteria
    )
    return Stage(
        id=id,
        title=Label(
            {"en": id.title(), "zh": {"verify": "验证", "develop": "开发", "propose": "提案"}.get(id, "成交")}
        ),
        probability=Odds(forecast=Decimal(odds)),
        typical_days=days,
        milestones=milestones,
        **more,
    )


METHOD = Method(
    method="test",
    settings=Settings(currency="CNY", owner="li.wei"),
    stages=(
        stage("verify", "0.1", "need", "credit"),
        stage("develop", "0.3", "plan"),
        stage("propose", "0.5", "funds"),
        stage("close", "0.8", "terms"),
    ),
    sources=(Choice(id="referral"), Choice(id="marketing")),
    lost_reasons=(Choice(id="price"), Choice(id="no-decision")),
)


def deal(text: str, *history: str, ticks: str = "", log: str = "", **more: Any) -> Opportunity:
    """A deal from `id amount stage close`, where `-` is unset; history lines as `line` reads them.

    `ticks` is `need:09-03 credit:09-04`, `log` is `visit:09-05 call:10-01`; the rest are fields.
    """
    id, amount, where, close = (*text.split(), "-", "-", "-")[:4]
    given = {
        "customer": id.title(),
        "amount": None if amount == "-" else Decimal(amount),
        "stage": where if where != "-" else "verify",
        "expected_close": None if close == "-" else day(close),
        "owner": "li.wei",
        "file": f"data/opportunities/{id}.yaml",
        "history": tuple(map(line, history)),
        "milestones": {name: (Tick(date=day(on)),) for name, on in _pairs(ticks)},
        "log": tuple(LogEntry(date=day(on), kind=kind, text=kind) for kind, on in _pairs(log)),
    }
    return Opportunity(id=id, **(given | more))


def line(text: str) -> HistoryLine:
    """A history line from `09-01 stage=verify amount=100 close=11-30`; an empty value unsets."""
    on, *words = text.split()
    changes: dict[str, object] = {}
    forced: tuple[str, ...] = ()
    reason = None
    for key, value in (word.split("=") for word in words):
        match key:
            case "close" | "closed":
                changes["expected_close" if key == "close" else key] = day(value) if value else None
            case "amount":
                changes[key] = Decimal(value) if value else None
            case "forced":
                forced = tuple(value.split(","))
            case "reason":
                reason = value
            case _:
                changes[key] = value or None
    return HistoryLine(date=day(on), changes=changes, reason=reason, forced=forced)


def step(due: str, action: str = "call") -> NextStep:
    """A next step due on that day."""
    return NextStep(due=day(due), action=action)


def lead_line(on: str | Day, reason: str | None = None, **changes: object) -> LeadLine:
    """What became of a lead on that day."""
    return LeadLine(date=day(on) if isinstance(on, str) else on, changes=changes, reason=reason)


def own_odds(value: str, on: str) -> Override:
    """The rep's own probability, set on that day."""
    return Override(value=Decimal(value), date=day(on), reason="felt so")


def written(*deals: Opportunity, method: Method = METHOD, **more: Any) -> Book:
    """The whole book as written."""
    return Book(method=method, opportunities={each.id: each for each in deals}, **more)


def book(*deals: Opportunity, on: Day = TODAY, method: Method = METHOD, **more: Any) -> Book:
    """The book as known on a day."""
    return book_on(written(*deals, method=method, **more), on)


def after(change: Change) -> Opportunity:
    """The only deal that a change leaves."""
    (edit,) = change.edits
    assert isinstance(edit.after, Opportunity)
    return edit.after


def settings(**more: Any) -> Method:
    """The test method with other settings."""
    return replace(METHOD, settings=replace(METHOD.settings, **more))


def _pairs(text: str) -> list[tuple[str, str]]:
    return [(name, on) for name, on in (word.split(":") for word in text.split())]


MOVED = deal(
    "acme 120 develop 12-20",
    "09-01 stage=verify amount=100 close=11-30",
    "10-10 stage=develop",
    "10-15 amount=120 close=12-20",
)
LOST_THEN_REOPENED = deal(
    "acme 100 develop", "09-01 stage=develop", "10-01 stage=lost closed=10-01", "10-20 stage=develop closed="
)
