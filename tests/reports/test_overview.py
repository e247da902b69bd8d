from dataclasses import replace
from decimal import Decimal

import pytest
from arrange import TODAY, book, deal, step
from grids import column, part

from funnel_cli.forecasting.outlook import View, outlooks
from funnel_cli.records.book import Book
from funnel_cli.records.lists import Target
from funnel_cli.reports.forecast import forecast_document
from funnel_cli.reports.health import health, health_document, vitals
from funnel_cli.reports.overview import overview, overview_document
from funnel_cli.time.standing import standings
from funnel_cli.values.period import Period, month_of, quarter_of, week_of
from funnel_cli.values.table import Document, Table

BOOK = book(
    deal("a 100 verify 2026-12-10", "2026-09-01 stage=verify", next_step=step("2026-11-25")),
    deal("b 200 propose 2026-11-28", "2026-09-01 stage=verify", "2026-11-02 stage=propose"),
    deal("c 300 won", "2026-05-01 stage=verify", "2026-11-10 stage=won closed=2026-11-10"),
    deal("d 400 lost", "2026-05-01 stage=verify", "2026-11-12 stage=lost closed=2026-11-12"),
    targets=(Target(set=TODAY, period="2026-11", amount=Decimal(500)),),
)


def told(period: Period, of: Book = BOOK) -> Document:
    return overview_document(overview(standings(of), of, period), of)


def periods(table: Table) -> list[str]:
    return [each.name for each in column(table, "period") if isinstance(each, Period)]


def test_a_month_is_forecast_with_the_next_and_with_its_quarter_which_stands_once() -> None:
    assert periods(part(told(month_of(TODAY)), "figures")) == ["2026-11", "2026-12", "2026-Q4"]
    assert periods(part(told(quarter_of(TODAY)), "figures")) == ["2026-Q4", "2027-Q1"]


def test_a_week_is_held_against_its_month_and_looks_back_on_itself() -> None:
    document = told(week_of(TODAY))
    assert column(part(document, "figures"), "period")[0] == month_of(TODAY)
    assert column(part(document, "won"), "id") == []


def test_its_figures_are_those_of_the_forecast_and_its_funnel_that_of_the_health() -> None:
    periods = (month_of(TODAY), month_of(TODAY.replace(month=12)), quarter_of(TODAY))
    looks = outlooks(standings(BOOK), BOOK, periods, View(BOOK.method.settings.forecast))
    owned = forecast_document(looks, BOOK, View(), has_methods=True)
    for name in ("figures", "range"):
        assert [*part(told(month_of(TODAY)), name).rows] == [*part(owned, name).rows]

    held = health(standings(BOOK), BOOK, month_of(TODAY))
    owned = health_document(held, vitals(standings(BOOK), BOOK, held), BOOK)
    for name in ("shape", "faults"):
        assert [*part(told(month_of(TODAY)), name).rows] == [*part(owned, name).rows]


def test_what_was_won_and_lost_in_it_is_named_or_in_the_month_so_far() -> None:
    document = told(month_of(TODAY))
    assert column(part(document, "won"), "id") == ["c"]
    assert column(part(document, "lost"), "id") == ["d"]

    document = told(month_of(TODAY.replace(month=12)))
    assert column(part(document, "won"), "id") == ["c"]


def test_the_course_has_the_truth_of_what_is_over_and_a_range_of_what_is_not() -> None:
    later = replace(BOOK, day=TODAY.replace(month=12))
    course = part(told(month_of(later.day), later), "course")
    assert periods(course) == ["2026-11", "2026-12", "2027-01"]
    assert [each is None for each in column(course, "won")] == [False, True, True]
    assert [each is None for each in column(course, "p50")] == [True, False, False]


@pytest.mark.parametrize("name", ["figures", "course", "shape", "bars"])
def test_a_picture_tells_a_sentence_for_each_row_that_people_see(name: str) -> None:
    table = part(told(month_of(TODAY)), name)
    assert table.picture is not None
    assert len(table.picture.told) == len(table.rows) - len(table.quiet)


def test_a_book_without_a_deal_has_a_page_too() -> None:
    assert [table.name for table in told(month_of(TODAY), book()).tables] == [
        *("figures", "range", "course", "shape", "faults", "bars", "movement", "won", "losses", "lost"),
        *("stalled", "plan", "stages"),
    ]
