from dataclasses import replace
from decimal import Decimal
from typing import Any

from arrange import book, day, deal
from grids import cells, cny, column, ids, part, texts, usd
from samples import target

from funnel_cli.forecasting.outlook import View, outlooks
from funnel_cli.records.deal import Opportunity, Pause
from funnel_cli.records.lists import Rate
from funnel_cli.reports.forecast import forecast_document
from funnel_cli.time.standing import standings
from funnel_cli.values.message import Message
from funnel_cli.values.period import named
from funnel_cli.values.table import Document

DECEMBER = named("2026-12")


def document(*deals: Opportunity, by: str = "stage", owner: str | None = None, **more: Any) -> Document:
    some = book(*deals, **more)
    include = ["overdue"] if by == "month" else []
    view = View(by=by, include=include, owner=owner)
    found = outlooks(standings(some), some, [DECEMBER, named("2027-Q1")], view)
    return forecast_document(found, some, view, "owner:me")


def test_a_group_shows_deals_amount_odds_and_weighted_of_its_period_under_its_term() -> None:
    table = part(
        document(deal("a 100 propose 12-10"), deal("b 50 propose 12-11"), deal("c 1 close 2027-01-01")),
        "forecast",
    )

    assert cells(table, "period", "deals", "amount", "probability", "weighted", "ids") == [
        (DECEMBER, 2, cny("150"), Decimal("0.500000"), cny("75.0"), ("a", "b")),
        (named("2027-Q1"), 1, cny("1"), Decimal("0.800000"), cny("0.8"), ("c",)),
    ]

    assert ids(part(document(deal("a 1 propose 12-10"), deal("b 1 ghost 12-10")), "forecast"), "stage") == [
        "ghost",
        "propose",
    ]

    table = part(document(deal("a - propose 12-10")), "forecast")

    assert cells(table, "deals", "amount", "probability") == [(1, cny("0"), None)]


def test_each_period_has_a_total_per_currency_and_a_converted_one() -> None:
    rates = (Rate(date=day("11-01"), from_="USD", to="CNY", rate=Decimal(7)),)
    deals = (
        deal("a 100 propose 12-10"),
        deal("b 10 close 12-10", currency="USD"),
        deal("c 1 close 2027-01-01"),
    )
    table = part(document(*deals, rates=rates), "forecast")

    assert cells(table, "period", "deals", "amount", "currency", "weighted", totals=True) == [
        (DECEMBER, 1, cny("100"), "CNY", cny("50.0")),
        (DECEMBER, 1, usd("10"), "USD", usd("8.0")),
        (DECEMBER, 2, cny("170"), "CNY", cny("106.0")),
        (named("2027-Q1"), 1, cny("1"), "CNY", cny("0.8")),
    ]


def test_the_figures_are_won_weighted_landing_and_what_they_mean_for_the_target() -> None:
    won = deal("w 200 won", closed=day("12-01"))
    some = document(won, deal("a 500 close 12-10"), on=day("12-02"), targets=(target("11-01 2026-12 1000"),))

    assert part(some, "figures").rows[0] == (
        DECEMBER,
        cny("200"),
        cny("400.0"),
        cny("400.0"),
        cny("600.0"),
        cny("1000"),
        cny("400.0"),
        Decimal("0.200000"),
        Decimal("0.625000"),
        "CNY",
    )


def test_it_is_said_when_the_books_target_stands_in_for_the_owners() -> None:
    notes = part(document(owner="li.wei", targets=(target("11-01 2026-12 9"),)), "figures").notes

    assert texts(notes)[:-1] == ["{owner} has no target for {period}: held against the whole book's."]

    some = document(owner="li.wei", targets=(target("11-01 2026-12 9 li.wei"),))

    assert len(part(some, "figures").notes) == 1


def test_every_set_has_a_row_even_when_it_is_empty() -> None:
    assert ids(part(document(), "sets"), "set")[:8] == [
        "won", "lost", "closed_elsewhere", "undated", "overdue", "open", "open_elsewhere", "omitted",
    ]  # fmt: skip


def test_a_set_shows_its_totals_per_currency_and_how_many_are_paused() -> None:
    paused = deal("a 100 close 11-01", paused=Pause(since=day("11-01")))
    some = document(paused, deal("b 10 close 11-02", currency="USD"), deal("c - close 11-02"))
    rows = cells(part(some, "sets"), "deals", "amount", "weighted", "paused", "ids")

    assert rows[4:6] == [(2, cny("100"), cny("80.0"), 1, ("a", "c")), (1, usd("10"), usd("8.0"), 0, ("b",))]


def test_overdue_and_undated_deals_are_said_to_be_outside_unless_they_are_included() -> None:
    some = document(deal("a 1 close 11-01"), deal("b 1 close"), deal("c 1 close"))

    (outside,) = (note for note in some.notes if isinstance(note, Message) and "options" in note.args)
    parts = outside.args["deals"]
    assert outside.args["options"] == "--include overdue --include undated"
    assert isinstance(parts, tuple)
    assert [part.args["count"] for part in parts if isinstance(part, Message)] == [1, 2]

    notes = document(deal("a 1 close 11-01"), by="month").notes
    assert [note for note in notes if isinstance(note, Message) and "options" in note.args] == []

    some = document(deal("a 1 close 11-01"), deal("b 1 close 12-01"), by="month")

    assert column(part(some, "forecast"), "month") == ["2026-11", "2026-12"]


def test_no_period_is_no_table_row_and_no_note() -> None:
    some = forecast_document((), book(), View())

    assert ([len(table.rows) for table in some.tables], some.notes) == ([0] * 6, ())


def test_the_head_names_basis_grouping_and_query() -> None:
    head = document().head

    assert [getattr(head[key], "id", head[key]) for key in ("basis", "by", "query")] == [
        "weighted",
        "stage",
        "owner:me",
    ]


def test_the_sum_is_of_the_unrounded_rows() -> None:
    deals = [
        deal(f"{name} 0.05 {stage} 12-10")
        for name, stage in zip("abc", ("verify", "develop", "verify"), strict=True)
    ]
    table = part(document(*deals), "forecast")

    assert (column(table, "weighted"), column(table, "weighted", totals=True)) == (
        [cny("0.010"), cny("0.015")],
        [cny("0.025")],
    )


def test_a_group_in_the_rows_is_one_currency() -> None:
    same = replace(deal("a 10 close 12-10"), currency="USD")
    table = part(document(same, deal("b 10 close 12-10")), "forecast")

    assert column(table, "currency") == ["CNY", "USD"]
