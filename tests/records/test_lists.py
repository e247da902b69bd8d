from datetime import date as Day
from decimal import Decimal

import pytest
from arrange import money

from funnel_cli.records.lists import Rate, converted


def rates(*lines: str) -> list[Rate]:
    """Rates from `2026-11-01 USD CNY 7.12`."""
    return [
        Rate(date=Day.fromisoformat(day), from_=from_, to=to, rate=Decimal(rate))
        for day, from_, to, rate in map(str.split, lines)
    ]


@pytest.mark.parametrize(
    ("day", "amount"),
    [("2026-10-31", "700"), ("2026-11-01", "712"), ("2026-11-14", "712"), ("2026-11-15", "720")],
)
def test_the_latest_rate_on_or_before_the_day_counts(day: str, amount: str) -> None:
    known = rates("2026-11-15 USD CNY 7.20", "2026-10-01 USD CNY 7", "2026-11-01 USD CNY 7.12")
    assert converted(money("100 USD"), "CNY", Day.fromisoformat(day), known) == money(f"{amount} CNY")


def test_of_two_rates_of_a_day_the_later_line_counts_and_money_in_its_own_currency_needs_none() -> None:
    known = rates("2026-11-01 USD CNY 7.1", "2026-11-01 USD CNY 7.2")
    assert converted(money("100 USD"), "CNY", Day(2026, 11, 22), known) == money("720 CNY")

    assert converted(money("100 CNY"), "CNY", Day(2026, 11, 22), rates("2026-01-01 CNY CNY 2")) == money(
        "100 CNY"
    )


@pytest.mark.parametrize(
    "known",
    [
        [],
        ["2026-12-01 USD CNY 7.12"],
        ["2026-11-01 CNY USD 0.14"],
        ["2026-11-01 USD EUR 0.9", "2026-11-01 EUR CNY 8"],
    ],
)
def test_without_a_rate_of_its_own_money_is_not_converted(known: list[str]) -> None:
    assert converted(money("100 USD"), "CNY", Day(2026, 11, 22), rates(*known)) is None
