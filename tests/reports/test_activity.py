"""Who did what, counted by rep and kind, and told day by day."""

from __future__ import annotations

from dataclasses import replace

from arrange import book, day, deal
from grids import cells, column, part

from funnel_cli.records.customer import LogEntry
from funnel_cli.reports.activity import activities, matrix
from funnel_cli.time.standing import standings
from funnel_cli.values.period import Period
from funnel_cli.values.table import Document

NOVEMBER = Period.month(2026, 11)
BOOK = book(
    deal("acme 100 verify", log="visit:11-02 call:11-03 visit:10-30"),
    deal("belt 100 verify", log="visit:11-03", customer="Acme"),
    deal("crane 100 verify", log="fax:11-05", owner="anna"),
    replace(
        deal("dale 100 verify", owner="anna"),
        log=(LogEntry(date=day("11-02"), kind="mail", text="m", by="li.wei"),),
    ),
)


def document() -> Document:
    return matrix(activities(standings(BOOK), NOVEMBER), NOVEMBER)


def test_each_rep_has_a_row_of_counts_by_kind() -> None:
    kinds = ("owner", "visit", "call", "mail", "note", "other", "total", "customers", "days")
    assert cells(part(document(), "matrix"), *kinds) == [
        ("anna", 0, 0, 0, 0, 1, 1, 1, 1),
        ("li.wei", 2, 1, 1, 0, 0, 4, 2, 2),
    ]


def test_the_total_is_of_all_reps() -> None:
    assert column(part(document(), "matrix"), "total", totals=True) == [5]


def test_the_daily_log_tells_each_entry_for_whoever_it_was_by() -> None:
    assert cells(part(document(), "log"), "owner", "date", "id") == [
        ("anna", day("11-05"), "crane"),
        ("li.wei", day("11-02"), "acme"),
        ("li.wei", day("11-02"), "dale"),
        ("li.wei", day("11-03"), "acme"),
        ("li.wei", day("11-03"), "belt"),
    ]


def test_a_quiet_period_has_no_rows() -> None:
    quiet = Period.month(2026, 1)
    empty = matrix(activities(standings(BOOK), quiet), quiet)
    assert [table.rows for table in empty.tables] == [(), ()]
