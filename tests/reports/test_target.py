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
    return targets_document(some, some.targets, named(period) if period else None, owner).tables[0]


def test_every_line_stays_visible_the_latest_in_force_and_one_period_or_owner_may_be_asked_for() -> None:
    assert cells(table(), "period", "owner", "amount", "set", "in_force") == [
        ("2026-12", None, cny("900"), Day(2026, 11, 1), True),
        ("2026-12", "li", cny("600"), Day(2026, 11, 1), False),
        ("2026-12", "li", cny("700"), Day(2026, 11, 5), True),
        ("2026-Q4", "anna", cny("2000"), Day(2026, 11, 1), True),
    ]
    assert cells(table(), "owner", "whose")[:2] == [(None, message("whole book")), ("li", "li")]
    assert column(table(period="2026-Q4"), "owner") == ["anna"]
    assert column(table(owner="li"), "amount") == [cny("600"), cny("700")]


def test_the_line_in_force_is_the_last_known_of_the_same_days_whatever_they_are_called() -> None:
    some = book(targets=(target("11-02 2026Q4 8 li"), target("11-01 2026-Q4 9 li")))

    assert cells(table(some), "period", "in_force") == [("2026-Q4", False), ("2026Q4", True)]

    some = book(targets=(target("11-01 2026Q4 8 li"), target("11-01 2026-Q4 9 li")))

    assert cells(table(some), "amount", "in_force") == [(cny("9"), True), (cny("8"), False)]

    assert table(book(targets=(target("11-23 2026-12 1"),), on=day("11-22"))).rows == ()


def test_a_line_of_a_team_is_never_in_force() -> None:
    assert cells(table(book(targets=(target("11-01 2026-12 9 team:north"),))), "in_force") == [(False,)]
