from decimal import Decimal

import pytest
from arrange import TODAY, book, day, deal
from grids import cells, cny, ids, part, texts, usd
from samples import target

from funnel_cli.forecasting.outlook import View, outlooks
from funnel_cli.records.deal import Opportunity
from funnel_cli.reports.forecast import forecast_document
from funnel_cli.reports.what_if import (
    AlreadyClosed,
    Assumption,
    NoAssumption,
    Supposed,
    assumptions,
    assumptions_in,
    standing_then,
    supposing,
)
from funnel_cli.time.standing import standings
from funnel_cli.values.dates import BadDate, Calendar
from funnel_cli.values.money import BadAmount
from funnel_cli.values.period import named
from funnel_cli.values.table import Document

DECEMBER = named("2026-12")
SOME = book(
    deal("a 100 propose 12-10", "11-01 stage=propose"),
    deal("b 50 close 11-30", "11-01 stage=close"),
    deal("c 20 close"),
    deal("d 70 won", closed=day("11-20")),
    deal("e 9 lost", closed=day("11-01")),
    targets=(target("11-01 2026-12 500"),),
)


def assumed(*words: str) -> tuple[Assumption, ...]:
    return assumptions(words, SOME, Calendar(TODAY), SOME.opportunities.__getitem__)


def after(*words: str) -> Opportunity:
    return assumed(*words)[-1].after


def document(*words: str) -> Document:
    found = assumed(*words)
    then = supposing(SOME, found)
    before = outlooks(standings(SOME), SOME, [DECEMBER], View())
    looks = outlooks(standing_then(standings(SOME), then), then, [DECEMBER], View())
    return forecast_document(looks, then, View(), supposed=Supposed(found, before))


def test_a_deal_is_lost_today() -> None:
    assert (after("lose:a").stage, after("lose:a").closed) == ("lost", TODAY)


@pytest.mark.parametrize(
    ("word", "closed"),
    [("win:a", "12-10"), ("win:b", "11-30"), ("win:c", "11-22"), ("win:a:2026-12-24", "12-24")],
)
def test_a_deal_is_won_when_it_is_expected_or_on_the_day_named(word: str, closed: str) -> None:
    assert (after(word).stage, after(word).closed) == ("won", day(closed))


@pytest.mark.parametrize(
    ("word", "close"),
    [
        ("push:a:+30d", "2027-01-09"),
        ("push:a:-1w", "2026-12-03"),
        ("push:c:+30d", "2026-12-22"),
        ("push:a:2027-02-01", "2027-02-01"),
    ],
)
def test_a_deal_is_pushed_from_the_day_it_carries_or_to_a_day(word: str, close: str) -> None:
    assert after(word).expected_close == day(close)


def test_a_deal_is_repriced() -> None:
    assert after("amount:a:80k").amount == Decimal(80000)


def test_a_price_may_name_its_currency() -> None:
    assert supposing(SOME, assumed("amount:a:USD 5")).opportunities["a"].currency == "USD"


def test_one_assumption_stands_on_the_one_before() -> None:
    both = after("push:a:+30d", "push:a:+1d")

    assert both.expected_close == day("2027-01-10")


@pytest.mark.parametrize("word", ["losse:a", "lose", "lose:", "push:a", "amount:a", "amount:a:", "win:a:1:2"])
def test_what_is_no_assumption_is_refused(word: str) -> None:
    with pytest.raises((NoAssumption, BadDate)):
        assumed(word)


@pytest.mark.parametrize(("word", "error"), [("push:a:soon", BadDate), ("amount:a:much", BadAmount)])
def test_a_day_or_amount_that_does_not_parse_is_refused(word: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        assumed(word)


@pytest.mark.parametrize("words", [["lose:d"], ["win:e"], ["lose:a", "win:a"]])
def test_nothing_is_assumed_of_a_closed_deal(words: list[str]) -> None:
    with pytest.raises(AlreadyClosed):
        assumed(*words)


def test_assumptions_may_follow_one_another_and_leave_the_query_alone() -> None:
    assert assumptions_in(["lose:a win:b"], ["2026-12", "push:c:+1d", "amount:80k..", "amount:c:1k"]) == (
        ["lose:a", "win:b", "push:c:+1d", "amount:c:1k"],
        ["2026-12", "amount:80k.."],
    )


def test_a_blank_inside_an_assumption_is_its_own() -> None:
    given = [" amount:c:USD 80k  push:c:next week lose:a\t"]
    assert assumptions_in(given, []) == (["amount:c:USD 80k", "push:c:next week", "lose:a"], [])


def test_without_an_assumption_every_word_is_a_query() -> None:
    assert assumptions_in([], ["win:b"]) == ([], ["win:b"])


def test_the_book_itself_stays_as_it_is() -> None:
    supposing(SOME, assumed("lose:a"))

    assert SOME.opportunities["a"].is_open


def test_the_difference_is_shown_for_each_figure() -> None:
    table = part(document("win:a", "lose:b"), "what_if")
    rows = dict(zip(ids(table, "figure"), cells(table, "without", "with", "difference"), strict=True))

    assert (rows["won"], rows["weighted"]) == (
        (cny("0"), cny("100"), cny("100")),
        (cny("50.0"), cny("0"), cny("-50.0")),
    )


def test_people_are_spared_the_figures_that_stay() -> None:
    table = part(document("push:a:+1d"), "what_if")

    assert len(table.quiet) == len(table.rows)
    assert texts(table.notes) == ["It changes nothing in these periods."]


def test_it_is_said_what_was_assumed_and_that_nothing_is_written() -> None:
    said = document("lose:a", "win:b")

    assert texts(said.lines[:3]) == [
        "What if: {assumption}",
        "What if: {assumption}",
        "Nothing of this is written down.",
    ]
    assert said.head["assumed"] == ("lose:a", "win:b")


def test_a_price_in_another_currency_moves_the_deal_to_it() -> None:
    table = part(document("amount:a:USD 5"), "forecast")

    assert cells(table, "amount", "currency") == [(usd("5"), "USD")]
