"""Who did what, counted by rep, customer, stage and kind, and told day by day."""

from dataclasses import replace
from typing import Any

import pytest
from arrange import METHOD, book, day, deal
from grids import cells, column, ids, part

from funnel_cli.finding.query import parse_query
from funnel_cli.finding.words import NoSuchWord
from funnel_cli.records.book import Book
from funnel_cli.records.customer import LogEntry
from funnel_cli.records.kinds import ActivityKind
from funnel_cli.records.planned import PlannedActivity
from funnel_cli.reports.activity import activities, matrix, planned_in
from funnel_cli.time.standing import standings
from funnel_cli.values.dates import Calendar
from funnel_cli.values.message import Label, Term
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
MOVED = book(
    deal(
        "acme 100 develop",
        "11-01 stage=verify",
        "11-04 stage=develop",
        log="visit:11-03 call:11-04 visit:11-05",
    )
)
ACTING = replace(
    METHOD,
    activities=(
        *METHOD.activities,
        ActivityKind(id="probe", title=Label({"en": "Probe", "zh": "试探冲击"}), action=True),
        ActivityKind(id="total"),
    ),
)


def asked(some: Book, by: str = "owner") -> Document:
    deals = standings(some)
    return matrix(activities(deals, NOVEMBER, some), planned_in(deals, NOVEMBER, some), NOVEMBER, some, by=by)


def document(by: str = "owner") -> Document:
    return asked(BOOK, by)


def test_each_rep_or_customer_has_a_row_of_counts_by_kind_and_all_a_total() -> None:
    kinds = ("owner", "visit", "call", "mail", "note", "other", "total", "customers", "days")
    assert cells(part(document(), "matrix"), *kinds) == [
        ("anna", 0, 0, 0, 0, 1, 1, 1, 1),
        ("li.wei", 2, 1, 1, 0, 0, 4, 2, 2),
    ]

    assert column(part(document(), "matrix"), "total", totals=True) == [5]
    assert cells(part(document("customer"), "matrix"), "customer", "visit", "total") == [
        ("Acme", 2, 3),
        ("Crane", 0, 1),
        ("Dale", 0, 1),
    ]


def test_an_entry_counts_for_the_stage_of_its_day_and_reps_against_the_stages() -> None:
    found = asked(MOVED, "stage")
    rows = cells(part(found, "matrix"), "stage", "visit", "call")
    assert rows == [
        (Term("verify", METHOD.stages[0].label), 1, 0),
        (Term("develop", METHOD.stages[1].label), 1, 1),
    ]

    found = asked(MOVED)
    assert cells(part(found, "stages"), "owner", "verify", "develop", "won") == [("li.wei", 1, 2, 0)]


def test_selling_actions_are_counted_beside_the_kinds_of_which_one_may_be_called_as_a_column() -> None:
    acting = book(deal("acme 1 verify", log="probe:11-02 probe:11-03 call:11-03 total:11-02"))
    some = activities(standings(acting), NOVEMBER, acting)
    found = matrix(some, (), NOVEMBER, replace(BOOK, method=ACTING))
    columns = ("call", "kind_total", "actions", "other", "total")
    assert cells(part(found, "matrix"), *columns) == [(1, 1, 2, 0, 4)]
    assert column(part(found, "actions"), "probe") == [2]


def test_what_has_no_rows_is_refused() -> None:
    with pytest.raises(NoSuchWord):
        document("region")


def test_the_daily_log_tells_each_entry_for_whoever_it_was_by() -> None:
    assert cells(part(document(), "log"), "owner", "date", "id") == [
        ("anna", day("11-05"), "crane"),
        ("li.wei", day("11-02"), "acme"),
        ("li.wei", day("11-02"), "dale"),
        ("li.wei", day("11-03"), "acme"),
        ("li.wei", day("11-03"), "belt"),
    ]


def test_who_had_the_deal_that_day_keeps_what_was_done_then() -> None:
    entries = [LogEntry(date=day(on), kind="visit", text="v", ours=ours)
               for on, ours in (("11-03", ()), ("11-04", ("wang", "Boss")), ("11-05", ("Boss",)),
                                ("11-12", ("wang", "bo")), ("11-13", ()))]  # fmt: skip
    some = book(
        replace(deal("acme 1 verify", "11-01 owner=anna", "11-10 owner=bo", owner="bo"), log=tuple(entries),
                planned=(visit("11-05"), visit("11-30"))),
        deal("belt 1 verify", owner="wang"),
    )  # fmt: skip
    assert column(part(asked(some), "log"), "owner") == ["anna", "anna", "bo", "bo", "wang"]
    assert [each.owner for each in planned_in(standings(some), NOVEMBER, some)] == ["anna", "bo"]


@pytest.mark.parametrize("owner", ["anna", "bo", "wang", "nobody"])
@pytest.mark.parametrize("word", ["owner:{}", "owner:{} stage:verify", "not:owner:{}"])
def test_whose_activities_are_asked_for_is_asked_of_who_did_them(owner: str, word: str) -> None:
    log = tuple(LogEntry(date=day(on), kind="visit", text="v") for on in ("11-03", "11-12"))
    by_wang = replace(log[0], date=day("11-13"), by="wang")
    moved = deal("acme 1 verify", "11-01 owner=anna", "11-10 owner=bo", owner="bo")
    some = book(replace(moved, log=(*log, by_wang), planned=(visit("11-05"), visit("11-30"))))
    deals = standings(some)
    query = parse_query(word.format(owner).split(), some, Calendar(some.day))
    for asked_for in (activities, planned_in):
        every = asked_for(deals, NOVEMBER, some)
        wanted = [each for each in every if (each.owner == owner) is not word.startswith("not")]
        assert [*asked_for(deals, NOVEMBER, some, query.matches)] == wanted


def test_a_quiet_period_has_no_rows() -> None:
    quiet = Period.month(2026, 1)
    empty = matrix(activities(standings(BOOK), quiet, BOOK), (), quiet, BOOK)
    assert {len(table.rows) for table in empty.tables} == {0}


def visit(due: str, **more: Any) -> PlannedActivity:
    return PlannedActivity(due=day(due), kind="visit", **more)


PLANNED = book(
    deal(
        "acme 100 verify",
        log="visit:11-05 visit:11-12 call:11-06",
        planned=(
            visit("11-04", done=day("11-05")),
            visit("11-10"),
            visit("11-11", dropped=day("11-10")),
            visit("11-28", by="anna"),
            visit("12-01"),
        ),
    ),
    deal("belt 100 verify", log="visit:11-20", owner="ben"),
)


def test_what_was_planned_stands_beside_what_was_made_of_the_kinds_that_anybody_planned() -> None:
    rows = cells(part(asked(PLANNED), "planned"), "owner", "planned", "done", "overdue", "made")
    assert rows == [("anna", 1, 0, 0, 0), ("ben", 0, 0, 0, 1), ("li.wei", 2, 1, 1, 2)]

    found = part(asked(PLANNED), "planned")
    assert ids(found, "kind") == ["visit"] * 3
    assert [column(found, key, totals=True) for key in ("planned", "done", "made")] == [[3], [1], [3]]

    rows = cells(part(asked(PLANNED, "stage"), "planned"), "planned", "made")
    assert rows == [(3, 3)]

    assert part(document(), "planned").rows == ()
