from typing import Any

from arrange import book, day, deal
from grids import cells, cny, column, ids, part, usd

from funnel_cli.forecasting.pipeline_changes import waterfall
from funnel_cli.records.deal import Opportunity
from funnel_cli.render.language import Language
from funnel_cli.reports.explanation import figures_in
from funnel_cli.reports.waterfall import waterfall_document
from funnel_cli.values.period import named
from funnel_cli.values.table import Document

STAYS = deal("stays 100 close 12-10", "09-01 stage=close amount=100 close=12-10")
GROWS = deal("grows 90 close 12-20", "09-01 stage=close close=12-20 amount=60", "11-08 amount=90")
WON = deal(
    "won 50 won 12-20", "09-01 stage=close close=12-20", "11-12 stage=won closed=11-12", closed=day("11-12")
)


def document(*deals: Opportunity, **more: Any) -> Document:
    some = book(*deals, **more)
    return waterfall_document(waterfall(some, named("2026-11"), named("2026-Q4")))


def said(*deals: Opportunity, **more: Any) -> list[str]:
    made = document(*deals, **more)
    return [Language().say(text) for text in (*made.lines, *made.notes)]


def test_every_bar_has_its_amount_sign_and_deals_and_empty_ones_are_for_machines() -> None:
    table = part(document(STAYS, GROWS, WON), "bars")
    shown = [row for row in cells(table, "deals", "amount", "sign", "ids") if row[0]]

    assert shown == [
        (3, cny("210"), 0, ("grows", "stays", "won")),
        (1, cny("30"), 1, ("grows",)),
        (1, cny("50"), -1, ("won",)),
        (2, cny("190"), 0, ("grows", "stays")),
    ]

    assert [id for place, id in enumerate(ids(table, "bar")) if place not in table.quiet] == [
        "start",
        "increased",
        "won",
        "end",
    ]


def test_it_is_said_how_it_went() -> None:
    assert said(STAYS, GROWS, WON)[:2] == [
        "Open deals due in 2026-Q4, from the end of 2026-10-31 to the end of 2026-11-22.",
        "They shrank by CNY 20 to CNY 190.",
    ]
    assert said(GROWS)[1] == "They grew by CNY 30 to CNY 90."
    assert said(STAYS)[1] == "They came to CNY 100, as at the start."
    assert said()[1] == "None was due in it at the start or at the end."


def test_deals_that_changed_and_those_of_the_ends_have_tables_of_their_own() -> None:
    made = document(STAYS, GROWS, WON)

    assert cells(part(made, "deals"), "id", "day", "amount") == [
        ("grows", day("11-08"), cny("30")),
        ("won", day("11-12"), cny("50")),
    ]
    assert column(part(made, "levels"), "id") == ["grows", "stays", "won", "grows", "stays"]


def test_the_category_flow_tells_what_became_of_each() -> None:
    table = part(document(STAYS, GROWS, WON), "categories")

    assert list(zip(ids(table, "from"), ids(table, "to"), column(table, "deals"), strict=True)) == [
        ("commit", "commit", 2),
        ("commit", "won", 1),
    ]


def test_a_category_of_the_users_own_comes_last_as_it_stands() -> None:
    own = deal("own 5 verify 12-10", category="up{side}", created=day("09-01"))

    assert ids(part(document(own, STAYS), "categories"), "from") == ["commit", "up{side}"]


def test_each_currency_has_its_bars() -> None:
    dollars = deal("usd 7 close 12-10", "09-01 stage=close close=12-10", currency="USD")
    made = document(STAYS, dollars)

    assert cells(part(made, "currencies"), "currency", "amount") == [
        *(("CNY", cny("100")), ("USD", usd("7"))),
        *(("CNY", cny("100")), ("USD", usd("7"))),
    ]


def test_what_the_bars_leave_out_is_named() -> None:
    overdue = deal("late 1 close 11-10", "09-01 stage=close close=11-10")
    early = deal(
        "early 2 won 2027-01-31", "09-01 stage=close", "11-10 stage=won closed=11-10", closed=day("11-10")
    )
    dark = deal("dark - close 12-10", "09-01 stage=close close=12-10")

    assert said(overdue, early, dark)[3:] == [
        "At the end 1 deal is overdue, their close date passed: late.",
        "Closed from outside the window, so in no bar: early.",
        "Without an amount, counted but not summed: dark.",
    ]


def test_each_bar_is_explained_by_the_lines_that_moved_its_deals() -> None:
    some = book(GROWS, WON)
    figures = figures_in(waterfall_document(waterfall(some, named("2026-11"), named("2026-Q4"))))

    assert {figure.name.id: [(one.id, one.way) for one in figure.parts] for figure in figures} == {
        "start": [("grows", ("history", 0, "amount")), ("won", ("amount",))],
        "increased": [("grows", ("history", 1, "amount"))],
        "won": [("won", ("history", 1, "stage"))],
        "end": [("grows", ("history", 1, "amount"))],
    }
