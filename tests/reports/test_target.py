from __future__ import annotations

from datetime import date as Day

from arrange import book, day
from grids import cells, cny, column
from samples import target

from funnel_cli.records.book import Book
from funnel_cli.reports.target import targets_document
from funnel_cli.values.message import message
from funnel_cli.values.period import named
from funnel_cli.values.table import Table

BOOK = book(
    targets=(
        target("11-05 2026-12 700 li"),
        target("11-01 2026-12 600 li"),
        target("11-01 2026-12 900"),
        target("11-01 2026-Q4 2000 anna"),
    )
)


def table(some: Book = BOOK, period: str | None = None, owner: str | None = None) -> Table:
    return targets_document(some, named(period) if period else None, owner).tables[0]


def test_every_line_stays_visible_and_the_latest_is_in_force() -> None:
    assert cells(table(), "period", "owner", "amount", "set", "in_force") == [
        ("2026-12", None, cny("900"), Day(2026, 11, 1), True),
        ("2026-12", "li", cny("600"), Day(2026, 11, 1), False),
        ("2026-12", "li", cny("700"), Day(2026, 11, 5), True),
        ("2026-Q4", "anna", cny("2000"), Day(2026, 11, 1), True),
    ]


def test_the_whole_books_target_has_no_owner_and_says_so_to_people() -> None:
    assert cells(table(), "owner", "whose")[:2] == [(None, message("whole book")), ("li", "li")]


def test_one_period_can_be_asked_for() -> None:
    assert column(table(period="2026-Q4"), "owner") == ["anna"]


def test_one_owner_can_be_asked_for() -> None:
    assert column(table(owner="li"), "amount") == [cny("600"), cny("700")]


def test_a_line_is_replaced_by_one_for_the_same_days_under_another_name() -> None:
    some = book(targets=(target("11-02 2026Q4 8 li"), target("11-01 2026-Q4 9 li")))

    assert cells(table(some), "period", "in_force") == [("2026-Q4", False), ("2026Q4", True)]


def test_a_line_of_a_team_is_never_in_force() -> None:
    assert cells(table(book(targets=(target("11-01 2026-12 9 team:north"),))), "in_force") == [(False,)]


def test_of_one_day_the_last_line_is_in_force() -> None:
    some = book(targets=(target("11-01 2026Q4 8 li"), target("11-01 2026-Q4 9 li")))

    assert cells(table(some), "amount", "in_force") == [(cny("9"), True), (cny("8"), False)]


def test_a_target_of_tomorrow_is_not_listed() -> None:
    assert table(book(targets=(target("11-23 2026-12 1"),), on=day("11-22"))).rows == ()
