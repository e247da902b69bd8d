"""The public practice set as a book: one stage, list prices, each agent's own deals; read beside the repo."""

from __future__ import annotations

import csv
from datetime import date as Day
from decimal import Decimal
from pathlib import Path

from funnel_cli.records.book import Book
from funnel_cli.records.deal import LOST, WON, HistoryLine, Opportunity
from funnel_cli.records.method import Method, Odds, Stage
from funnel_cli.records.settings import Settings

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "maven"
METHOD = Method(
    method="practice",
    settings=Settings(currency="USD"),
    stages=(Stage(id="engaged", probability=Odds(forecast=Decimal("0.5")), typical_days=60),),
)
OUTCOMES = {"Won": WON, "Lost": LOST}


def practice_book() -> Book:
    """Every dated deal at its product's list price, entered on the day it was engaged."""
    with (FOLDER / "products.csv").open(newline="", encoding="utf-8") as file:
        prices = {
            row["product"].replace(" ", ""): Decimal(row["sales_price"]) for row in csv.DictReader(file)
        }
    with (FOLDER / "sales_pipeline.csv").open(newline="", encoding="utf-8") as file:
        deals = [_deal(row, prices) for row in csv.DictReader(file) if row["engage_date"]]
    return Book(method=METHOD, opportunities={deal.id: deal for deal in deals})


def _deal(row: dict[str, str], prices: dict[str, Decimal]) -> Opportunity:
    engaged = Day.fromisoformat(row["engage_date"])
    outcome = OUTCOMES.get(row["deal_stage"])
    history = [HistoryLine(date=engaged, changes={"stage": "engaged"})]
    closed = Day.fromisoformat(row["close_date"]) if outcome else None
    if closed:
        history.append(HistoryLine(date=closed, changes={"stage": outcome, "closed": closed}))
    return Opportunity(
        id=row["opportunity_id"],
        amount=prices[row["product"].replace(" ", "")],
        stage=outcome or "engaged",
        owner=row["sales_agent"],
        created=engaged,
        closed=closed,
        history=tuple(history),
    )
