"""Deals that were won in past months, and their months replayed."""

from datetime import date as Day
from typing import Any

from arrange import day, deal, written

from funnel_cli.forecasting.replay import Horizon
from funnel_cli.forecasting.track_record import Accuracy, PastQuestion, accuracy
from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
from funnel_cli.time.history import book_on
from funnel_cli.time.standing import standings
from funnel_cli.values.period import named

DAY = Day(2026, 11, 22)


def win(id: str, on: str, amount: int = 100, **more: Any) -> Opportunity:
    """A deal that sat in Close from January on, was due when it was won, and was won that day."""
    return deal(
        f"{id} {amount} won {on}",
        f"01-05 stage=close close={on}",
        f"{on} stage=won closed={on}",
        closed=day(on),
        **more,
    )


def replayed(*deals: Opportunity, on: Day = DAY, **more: Any) -> Accuracy:
    periods = more.pop("periods", ())
    kind = more.pop("kind", "month")
    owner = more.pop("owner", None)
    horizons = more.pop("horizons", tuple(Horizon))
    known = written(*deals, **more)
    return of(known, on, periods, kind, owner, horizons)


def of(
    known: Book,
    on: Day,
    periods: Any = (),
    kind: str = "month",
    owner: str | None = None,
    horizons: Any = tuple(Horizon),
) -> Accuracy:
    today = book_on(known, on)
    question = PastQuestion(known, today, standings(today), lambda _: True, owner)
    return accuracy(question, [named(name) for name in periods], kind, horizons)
