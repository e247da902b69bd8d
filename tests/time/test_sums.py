from dataclasses import replace
from decimal import Decimal

import pytest
from arrange import book, day, deal, own_odds
from grids import cny, usd

from funnel_cli.records.deal import Opportunity
from funnel_cli.records.lists import Rate
from funnel_cli.time.standing import standings
from funnel_cli.time.sums import Sum, added, all_added, in_book_currency, ratio, summed
from funnel_cli.values.money import Money

RATES = (
    Rate(date=day("2026-10-01"), from_="USD", to="CNY", rate=Decimal(7)),
    Rate(date=day("2026-11-01"), from_="USD", to="CNY", rate=Decimal(8)),
)


def sum_of(*deals: Opportunity, rates: tuple[Rate, ...] = RATES) -> Sum:
    some = book(*deals, rates=rates)
    return summed(standings(some), some)


def test_a_sum_is_of_the_unrounded_amounts_by_the_odds_of_their_stages() -> None:
    assert sum_of(deal("a 120000 propose")).weighted == (cny("60000.0"),)

    thirds = [deal(f"{name} 0.05 verify") for name in "abc"]

    assert sum_of(*thirds).weighted == (cny("0.015"),)

    assert sum_of() == Sum(0, 0, 0, (), (), cny("0"), cny("0"), ())


def test_the_reps_own_odds_count_while_they_are_as_young_as_the_stage() -> None:
    own = deal("a 1000 propose", "10-10 stage=propose", probability=own_odds("0.9", "10-10"))

    assert sum_of(own).weighted == (cny("900.0"),)

    own = deal("a 1000 propose", "10-10 stage=propose", probability=own_odds("0.9", "10-09"))

    assert sum_of(own).weighted == (cny("500.0"),)


def test_currencies_are_never_added_without_a_rate_and_those_without_one_are_named() -> None:
    result = sum_of(deal("a 100 propose"), deal("b 10 propose", currency="EUR"))

    assert result.amounts == (cny("100"), Money(Decimal(10), "EUR"))

    assert (result.deals, result.amount_converted, result.no_rate) == (2, cny("100"), ("b",))


def test_the_converted_sum_is_over_exactly_the_deals_that_can_be_converted() -> None:
    result = sum_of(deal("a 100 propose"), deal("b 10 close", currency="USD"))

    assert (result.amount_converted, result.weighted_converted) == (cny("180"), cny("114.0"))


def test_a_deal_without_an_amount_or_odds_is_counted_and_not_summed() -> None:
    result = sum_of(deal("a - propose"), deal("b 5 propose"))

    assert (result.deals, result.without_amount, result.amounts) == (2, 1, (cny("5"),))

    result = sum_of(deal("a 7 ghost"), deal("b 5 propose"))

    assert (result.without_odds, result.amounts, result.weighted) == (1, (cny("12"),), (cny("2.5"),))


@pytest.mark.parametrize(("closed", "rate"), [("10-31", "70"), ("11-01", "80")])
def test_a_won_deal_is_converted_at_the_rate_of_its_closing_day(closed: str, rate: str) -> None:
    some = book(deal("a 10 won", currency="USD", closed=day(closed)), rates=RATES)

    assert in_book_currency(standings(some)[0], some) == cny(rate)


def test_an_open_deal_is_converted_at_the_known_rate_of_the_books_day_and_never_turned_round() -> None:
    some = book(deal("a 10 close 2026-10-05", currency="USD"), rates=RATES)

    assert in_book_currency(standings(some)[0], some) == cny("80")

    some = book(deal("a 10 close", currency="USD"), rates=RATES, on=day("10-31"))

    assert in_book_currency(standings(some)[0], some) == cny("70")

    some = book(
        deal("a 10 close", currency="EUR"),
        rates=(Rate(date=day("10-01"), from_="CNY", to="EUR", rate=Decimal("0.1")),),
    )

    assert in_book_currency(standings(some)[0], some) is None

    some = book(deal("a - close"))

    assert in_book_currency(standings(some)[0], some) is None


def test_adding_loses_no_digit_and_a_ratio_of_the_widest_amounts_is_no_crash() -> None:
    huge = "9999999999999999.999999"

    assert added([usd(huge)] * 10**2 + [usd("0.0000000000000001")], "USD") == usd(
        "999999999999999999.9999000000000001"
    )

    assert ratio(Decimal(99999999999999999999), Decimal("0.000001")) == Decimal(99999999999999999999000000)


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        ("1", "3", "0.333333"), ("2", "3", "0.666667"), ("3", "1", "3.000000"),
        ("-1", "2", "-0.500000"), ("1", "0", None),
    ],
)  # fmt: skip
def test_a_ratio_has_six_places_and_none_over_nothing(part: str, whole: str, expected: str | None) -> None:
    found = ratio(Decimal(part), Decimal(whole))

    assert (found if found is None else str(found)) == expected


def test_what_could_not_be_converted_is_kept_in_mind_by_the_book_with_its_earliest_day() -> None:
    some = book(deal("a 10 propose", currency="USD"), deal("b 10 propose", currency="EUR"), rates=RATES)
    (dollars, euros) = standings(some)
    for on in ("11-20", "09-01", "10-15"):
        in_book_currency(dollars, replace(some, day=day(on)))
        in_book_currency(euros, replace(some, day=day(on)))

    assert [(each.whose, each.currency, each.day) for each in some.missing_rates] == [
        ("b", "EUR", day("09-01")),
        ("a", "USD", day("09-01")),
    ]


def test_sums_per_currency_ask_for_no_rate() -> None:
    some = book(deal("a 10 propose", currency="EUR"), deal("b 1 propose"))
    result = summed(standings(some), some, converts=False)

    assert (result.amounts, list(some.missing_rates)) == ((cny("1"), Money(Decimal(10), "EUR")), [])


def test_a_sum_of_which_one_is_unknown_is_unknown_and_so_is_one_of_nothing() -> None:
    assert all_added([cny("1"), cny("2")], "CNY") == cny("3")
    assert (all_added([cny("1"), None], "CNY"), all_added([], "CNY")) == (None, None)
