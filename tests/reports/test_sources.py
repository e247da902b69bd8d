"""What each source brings, computed by hand."""

from decimal import Decimal

import pytest
from arrange import book, day, deal
from grids import cells, cny, ids, part, texts

from funnel_cli.finding.names import NoSuchWord
from funnel_cli.records.deal import Opportunity
from funnel_cli.reports.explanation import figures_in
from funnel_cli.reports.sources import results_by, results_document
from funnel_cli.time.standing import standings
from funnel_cli.values.period import named


def came(text: str, source: str | None, created: str, closed: str | None = None) -> Opportunity:
    """A deal from that source, and the days on which it was created and closed."""
    end = text.split()[2] if closed else None
    lines = [f"{created} stage=verify", *([f"{closed} stage={end}"] if closed else [])]
    return deal(text, *lines, source=source, created=day(created), closed=day(closed) if closed else None)


BOOK = book(
    came("a 100 won", "referral", "05-01", "07-10"),
    came("b 300 won", "referral", "06-01", "08-10"),
    came("c 400 lost", "referral", "06-01", "10-01"),
    came("d 200 lost", "marketing", "06-01", "07-01"),
    came("e 900 verify", "marketing", "10-05"),
    came("f 50 verify", None, "10-06"),
)


def test_each_source_has_its_win_rate_money_and_days_and_what_came_in_a_period_apart() -> None:
    table = part(results_document(results_by(standings(BOOK), BOOK), BOOK), "results")
    assert ids(table, "key") == ["marketing", "referral", None]
    wanted = ("deals", "open", "won_deals", "lost_deals", "by_count", "won_amount", "by_amount", "cycle_days")
    assert cells(table, *wanted) == [
        (2, 1, 0, 1, Decimal(0), cny("0"), Decimal(0), None),
        (3, 0, 2, 1, Decimal("0.666667"), cny("400"), Decimal("0.5"), 70),
        (1, 1, 0, 0, None, cny("0"), None, None),
    ]

    table = part(
        results_document(results_by(standings(BOOK), BOOK, "source", named("2026-Q4")), BOOK), "results"
    )
    assert cells(table, "deals", "won_deals", "lost_deals") == [(1, 0, 0), (0, 0, 1), (1, 0, 0)]


def test_a_way_of_cutting_that_says_nothing_of_results_is_refused() -> None:
    with pytest.raises(NoSuchWord):
        results_by((), BOOK, "stage")


def test_the_best_is_named_only_where_two_have_enough_decided_deals() -> None:
    few = results_document(results_by(standings(BOOK), BOOK), BOOK)
    many = book(
        *(came(f"a{n} 1 won", "referral", "05-01", "06-01") for n in range(5)),
        *(came(f"b{n} 1 lost", "marketing", "05-01", "06-01") for n in range(5)),
    )
    found = results_document(results_by(standings(many), many), many)
    assert texts(few.lines) == ["Over the whole history."]
    assert texts(found.lines)[1:] == [
        "Best of those with {enough} decided deals or more: {key}, {share} won."
    ]


def test_the_days_to_win_are_explained_deal_by_deal() -> None:
    figures = figures_in(results_document(results_by(standings(BOOK), BOOK), BOOK))
    days = [each for each in figures if each.name.id == "cycle_days"][1]
    assert [(each.id, each.adds) for each in days.parts] == [("a", 70), ("b", 70)]


def test_the_deals_of_each_source_get_through_the_stages_by_themselves() -> None:
    table = part(results_document(results_by(standings(BOOK), BOOK), BOOK), "conversion")
    verify = cells(table, "stage", "reached", "decided", "waiting")[::4]
    assert [row[1:] for row in verify] == [(0, 1, 1), (2, 3, 0), (0, 0, 1)]


def test_an_empty_book_says_so() -> None:
    none = results_document(results_by((), BOOK), BOOK)
    assert none.tables[0].rows == ()
    assert none.tables[0].empty
