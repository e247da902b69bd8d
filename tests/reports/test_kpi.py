"""The key figures of a month, reckoned by hand, and where each is unknown."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from arrange import TODAY, day, deal, settings, written
from grids import cells, column, part

from funnel_cli.records.book import Book
from funnel_cli.records.customer import LogEntry
from funnel_cli.records.filed_review import Promise, Review
from funnel_cli.records.lead import Lead
from funnel_cli.records.lists import Target
from funnel_cli.records.method import Method
from funnel_cli.records.planned import PlannedActivity
from funnel_cli.render.language import Language
from funnel_cli.reports.conversion import passage
from funnel_cli.reports.explanation import figures_in
from funnel_cli.reports.kpi import Kpi, kpi, rows
from funnel_cli.reports.kpi_table import kpi_document
from funnel_cli.time.history import book_on
from funnel_cli.time.standing import standings
from funnel_cli.values.message import Message
from funnel_cli.values.period import OutOfRange, Period, named, year_before
from funnel_cli.values.table import Document

NOVEMBER = Period.month(2026, 11)
TEAMS = settings(team={"north": ("anna", "bo"), "south": ("li.wei",)})


def won(id: str, amount: int, created: str, closed: str, **more: Any) -> Any:
    history = (f"{created} stage=verify amount={amount}", f"{closed} stage=won")
    return deal(f"{id} {amount} won", *history, created=day(created), closed=day(closed), **more)


DEALS = (
    won("first", 500, "2025-10-01", "2025-11-05", customer="Acme"),
    won("october", 200, "09-20", "10-20", customer="Belt"),
    won(
        "big", 300, "09-11", "11-10", customer="Crane", owner="anna", log="visit:11-02 visit:11-09 call:11-03"
    ),
    won("again", 100, "10-25", "11-24", customer="Belt"),
    deal("gone 70 lost", "10-01 stage=verify", "11-15 stage=lost", created=day("10-01"), closed=day("11-15")),
    deal(
        "open 900 verify",
        "11-01 stage=verify",
        created=day("11-01"),
        log="visit:11-12",
        planned=(
            PlannedActivity(due=day("11-12"), kind="visit", done=day("11-12")),
            PlannedActivity(due=day("11-20"), kind="visit", by="anna"),
            PlannedActivity(due=day("11-21"), kind="call"),
            PlannedActivity(due=day("11-25"), kind="visit", dropped=day("11-20")),
            PlannedActivity(due=day("12-01"), kind="visit"),
        ),
    ),
)
LEADS = {
    "quick": Lead(
        id="quick", owner="anna", created=day("11-10"), log=(LogEntry(date=day("11-11"), kind="call"),)
    ),
    "slow": Lead(
        id="slow", owner="li.wei", created=day("11-10"), log=(LogEntry(date=day("11-13"), kind="call"),)
    ),
    "old": Lead(id="old", created=day("10-10")),
}
CALL = Promise(deal="open", action="Call")
REVIEWS = (
    Review(as_of=day("11-08"), week="2026-W45", promises=(Promise(deal="big", action="Sign"),)),
    Review(
        as_of=day("11-15"),
        week="2026-W46",
        promises=(Promise(deal="open", action="Call"), Promise(deal="none", action="Call")),
    ),
    Review(as_of=day("10-18"), week="2026-W42", promises=(CALL,)),
)
TARGETS = (Target(set=day("11-01"), period="2026-11", amount=Decimal(800)),)


def whole_book(method: Method = TEAMS) -> Book:
    return written(*DEALS, method=method, leads=LEADS, reviews=REVIEWS, targets=TARGETS)


def figures(owner: str | None = None, period: Period = NOVEMBER, on: str = "11-30") -> Kpi:
    some = whole_book()
    then = book_on(some, day(on))
    return kpi(standings(then), some, then, period, owner)


def document(*owners: str, by: str | None = None, period: Period = NOVEMBER) -> Document:
    then = book_on(whole_book(), day("11-30"))
    whole, *some = (figures(owner, period) for owner in (None, *owners))
    return kpi_document(whole, some, then, period, by=by)


def with_win(fields: dict[str, Any]) -> tuple[Kpi, str]:
    """The key figures with one more win of November, and what is said of new customers."""
    some = book_on(written(*DEALS, deal("dim 10 won", closed=day("11-20"), **fields)), day("11-30"))
    one = kpi(standings(some), some, some, NOVEMBER)
    return one, said(kpi_document(one, [], some, NOVEMBER))["New customers"]


def said(document: Document) -> dict[str, str]:
    return {spelled(label): spelled(cell) for label, cell in document.card}


def spelled(cell: object) -> str:
    if isinstance(cell, tuple):
        return "; ".join(map(spelled, cell))
    return Language("en").say(cell) if isinstance(cell, Message) else str(cell)


@pytest.mark.parametrize("owner", ["anna", "team:north"])
def test_a_rep_and_a_team_are_held_against_targets_of_their_own_alone(owner: str) -> None:
    assert figures(owner).now.target is None


def test_a_target_without_a_rate_is_unknown_and_not_to_be_written_again() -> None:
    euros = Target(set=day("11-01"), period="2026-11", amount=Decimal(800), currency="EUR")
    some = book_on(replace(whole_book(), targets=(euros,)), day("11-30"))
    one = kpi(standings(some), some, some, NOVEMBER)
    assert said(kpi_document(one, [], some, NOVEMBER))["Attained"] == "unknown: no rate leads to CNY"


def test_growth_on_a_month_of_which_an_amount_is_unknown_is_unknown() -> None:
    dollars = won("dollars", 100, "09-01", "10-15", currency="USD")
    some = book_on(written(*DEALS, dollars, method=TEAMS), day("11-30"))
    one = kpi(standings(some), some, some, NOVEMBER)
    assert (one.on_last.rate, one.on_year.rate) == (None, Decimal("-0.2"))
    told = said(kpi_document(one, [], some, NOVEMBER))
    assert told["On the period before"] == "unknown: not every amount won in 2026-10 is known in CNY"


def test_the_screen_tells_every_figure() -> None:
    assert said(document()) == {
        "Won": "CNY 400, 2 deals",
        "Attained": "50% of CNY 800",
        "On the period before": "+100%: CNY 200 in 2026-10",
        "On the year before": "−20%: CNY 500 in 2025-11",
        "New customers": "1",
        "Win rate": "66.7%: 2 of 3 decided deals",
        "Conversion": "Verify 66.7%; Develop 100%; Propose 100%; Close 100%",
        "Cycle": "45 days, the median of 2 wins",
        "Leads": "0% became deals: 0 of 2",
        "Response": "50% answered in time",
        "Visits": "2 planned, 3 made",
        "Promises": "1 of 3 kept",
        "Accuracy": "weighted missed by 100% over 12 months",
    }


def test_what_is_not_known_says_so_in_its_own_place() -> None:
    found = said(document(period=Period.month(2026, 3)))
    assert {label: cell for label, cell in found.items() if cell.startswith("unknown")} == {
        "Attained": "unknown: no target; funnel target 2026-03 300k",
        "On the period before": "unknown: nothing was won in 2026-02",
        "On the year before": "unknown: nothing was won in 2025-03",
        "Win rate": "unknown: nothing was won or lost",
        "Conversion": "unknown: no deal got through a stage",
        "Cycle": "unknown: no win with a day of creation",
        "Leads": "unknown: no lead came in",
        "Response": "unknown: no lead came in",
        "Promises": "unknown: no review of 2026-03 promised anything",
    }

    young = kpi_document(figures(on="2025-12-31"), (), whole_book(), NOVEMBER)
    assert said(young)["Accuracy"] == "unknown: 1 of 3 months are over"


@pytest.mark.parametrize("dim", [{"customer": "Dell"}, {"customer": None, "created": day("11-01")}])
def test_a_win_that_may_be_a_new_customers_leaves_their_number_unknown(dim: dict[str, Any]) -> None:
    one, told = with_win(dim)
    assert one.new_customers is None
    assert told == "unknown: 1 win lacks a customer or a day of creation; 1 new customer among the others"


def test_where_no_other_deal_was_won_none_is_said_to_be_among_the_others() -> None:
    win = deal("dim 10 won", closed=day("11-20"), customer=None)
    some = book_on(written(win), day("11-30"))
    told = said(kpi_document(kpi(standings(some), some, some, NOVEMBER), [], some, NOVEMBER))
    assert told["New customers"] == "unknown: 1 win lacks a customer or a day of creation"


def test_a_win_of_a_customer_who_is_new_by_another_makes_no_number_unknown() -> None:
    one, told = with_win({"customer": "Crane"})
    assert (one.new_customers, told) == (1, "1")


def test_each_owner_has_a_row_and_the_whole_book_the_last() -> None:
    table = part(document("anna", "li.wei", by="owner"), "kpi")
    keys = ("owner", "new_customers", "decided", "visits_planned", "visits_made", "leads", "promises")
    assert cells(table, *keys) == [
        ("anna", 1, 1, 1, 2, 1, 0),
        ("li.wei", 0, 2, 1, 1, 1, 3),
        (None, 1, 3, 2, 3, 2, 3),
    ]
    assert [each.amount for each in column(table, "won")] == [300, 100, 400]  # type: ignore[union-attr]


def test_a_team_is_its_reps_together() -> None:
    assert figures("team:north").now.won == figures("anna").now.won


@pytest.mark.parametrize(
    ("by", "owner", "expected"),
    [
        ("owner", None, ["anna", "bo", "li.wei"]),
        ("owner", "team:north", ["anna", "bo"]),
        ("owner", "anna", ["anna"]),
        ("team", None, ["team:north", "team:south"]),
        ("team", "team:south", ["team:south"]),
    ],
)
def test_who_has_a_row(by: str, owner: str | None, expected: list[str]) -> None:
    then = book_on(whole_book(), TODAY)
    assert rows(standings(then), then, NOVEMBER, by, owner) == expected


def test_who_only_has_a_lead_or_only_made_a_visit_has_a_row_too() -> None:
    met = deal("met 10 verify", log="visit:11-02")
    met = replace(met, log=(replace(met.log[0], by="cai"),))
    tip = Lead(id="tip", owner="dan", created=day("11-10"))
    then = book_on(written(met, leads={"tip": tip}), TODAY)
    assert rows(standings(then), then, NOVEMBER, "owner", None) == ["cai", "dan", "li.wei"]


def test_every_figure_is_explained() -> None:
    then = book_on(whole_book(), day("11-30"))
    some = figures_in(kpi_document(figures(), (), then, NOVEMBER))
    behind = {each.name.id: [part.id for part in each.parts] for each in some}
    assert behind["won"] == ["again", "big"]
    assert behind["growth_year"] == ["first"]
    assert behind["visits_planned"] == ["open", "open"]


def test_a_period_that_runs_says_what_growth_is_against() -> None:
    some = whole_book()
    then = book_on(some, TODAY)
    found = kpi_document(kpi(standings(then), some, then, NOVEMBER), (), then, NOVEMBER)
    assert Language("en").say(found.notes[0]).startswith("2026-11 is not over")


def test_a_period_that_has_not_begun_has_no_growth_to_tell() -> None:
    some = whole_book()
    then, december = book_on(some, TODAY), Period.month(2026, 12)
    one = kpi(standings(then), some, then, december)
    found = kpi_document(one, (), then, december)
    assert (one.on_last.rate, one.on_year.rate) == (None, None)
    assert said(found)["On the period before"] == "unknown: 2026-12 has not begun"
    assert not [note for note in found.notes if "growth" in str(note)]


@pytest.mark.parametrize(
    ("period", "before"),
    [
        ("2026-11", "2025-11"),
        ("2026-Q4", "2025-Q4"),
        ("2026", "2025"),
        ("FY2026Q3", "FY2025Q3"),
        ("2026-W48", "2025-W48"),
        ("2026-W53", "2026-W01"),
        ("2024-02-29..2024-03-10", "2023-02-28..2023-03-10"),
    ],
)
def test_a_year_before_is_the_period_of_the_same_kind(period: str, before: str) -> None:
    assert year_before(named(period, 4)).name == before


def test_no_period_lies_before_the_days_a_book_can_hold() -> None:
    with pytest.raises(OutOfRange):
        year_before(Period.month(1970, 5))


def test_the_rates_are_those_of_the_conversion_report() -> None:
    then = book_on(whole_book(), day("11-30"))
    assert figures().passage == passage(standings(then), then, NOVEMBER)
