"""What a forecast says of books of every kind, and of each basis."""

from decimal import Decimal
from typing import Any

import pytest
from arrange import book, day, deal
from grids import cells, cny, column, ids, part, texts, usd
from samples import decided, target

from funnel_cli.finding.names import NoSuchWord
from funnel_cli.finding.query import Query
from funnel_cli.forecasting.outlook import Outlook, View, outlooks, view_named
from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity, Pause
from funnel_cli.records.lists import Rate
from funnel_cli.reports.explanation import figures_in
from funnel_cli.reports.forecast import forecast_document
from funnel_cli.time.standing import standings
from funnel_cli.time.sums import ratio
from funnel_cli.values.figures import Figure
from funnel_cli.values.money import Money
from funnel_cli.values.period import named
from funnel_cli.values.table import Cell, Document

EVERYTHING = Query("", ())

DECEMBER = named("2026-12")
GOAL = (target("11-01 2026-12 100"),)
OPEN = (
    deal("a 100 propose 12-10", "11-10 stage=propose"),
    deal("b 50 close 2027-03-01", "11-01 stage=close"),
    deal("c 20 close", "11-01 stage=close", category="omitted"),
)


def seen(some: Book, basis: str = "weighted", *periods: str, **more: Any) -> tuple[Outlook, ...]:
    found = [named(period) for period in periods or ("2026-12",)]
    return outlooks(standings(some), some, found, View(basis=basis, **more))


def document(*deals: Opportunity, basis: str = "weighted", by: str = "stage", **more: Any) -> Document:
    some = book(*deals, **more)
    view = View(basis=basis, by=by)
    return forecast_document(outlooks(standings(some), some, [DECEMBER], view), some, view)


def notes(of: Document, name: str) -> list[str]:
    return texts(part(of, name).notes)


def amount_of(cell: Cell) -> Decimal:
    assert isinstance(cell, Money)
    return cell.amount


NO_HABIT = (
    "{periods}: no full period since the first deal was closed is on record, so there is no run rate, and "
    "combined is the pipeline alone."
)
NOTHING_SEEN = "No deal was seen to leave a stage so far: the walk goes by the method's percentages."
FEW = "Only {count:move|moves} seen so far: the walk still leans on the method's percentages."


# the bases


def test_the_landing_by_the_walk_is_won_plus_walk_and_a_combined_one_the_total_itself() -> None:
    (each,) = seen(book(*OPEN, deal("w 7 won", closed=day("12-01")), on=day("12-02")), "walk")

    assert each.forecast.landing.amount == 7 + each.walk.forecast.amount

    (each,) = seen(book(*OPEN, deal("w 7 won", closed=day("12-01")), on=day("12-02")), "combined")

    assert each.forecast.landing == each.combined


def test_the_groups_of_the_walk_hold_every_open_deal_and_come_to_its_sum_at_their_odds() -> None:
    some = document(*OPEN, basis="walk")
    table = part(some, "forecast")

    assert (ids(table, "stage"), column(table, "ids")) == (["propose", "close"], [("a",), ("b",)])
    assert column(table, "walk", totals=True) == column(part(some, "methods"), "walk")

    ((amount, odds, walk),) = cells(
        part(document(OPEN[1], basis="walk"), "forecast"), "amount", "probability", "walk"
    )

    assert odds == ratio(amount_of(walk), amount_of(amount))


def test_a_combined_forecast_is_one_row_a_period() -> None:
    some = document(*OPEN, basis="combined")

    assert (column(part(some, "forecast"), "combined"), part(some, "forecast").totals) == (
        column(part(some, "methods"), "combined"),
        (),
    )


def test_groups_stand_in_their_own_currency_and_the_total_in_the_books() -> None:
    rates = (Rate(date=day("11-01"), from_="USD", to="CNY", rate=Decimal(7)),)
    deals = (deal("a 70 close", "11-01 stage=close"), deal("b 10 close", "11-01 stage=close", currency="USD"))
    some = document(*deals, basis="walk", rates=rates)
    (first, second), totals = (column(part(some, "forecast"), "walk", totals=t) for t in (False, True))

    assert totals[-1] == cny(str(amount_of(first) + 7 * amount_of(second)))


@pytest.mark.parametrize(
    ("basis", "by", "include"), [("guess", "stage", []), ("walk", "colour", []), ("walk", "stage", ["lost"])]
)
def test_an_unknown_basis_grouping_or_set_is_refused(basis: str, by: str, include: list[str]) -> None:
    with pytest.raises(NoSuchWord):
        view_named(basis, by, include, EVERYTHING)


def test_a_view_answers_to_what_a_screen_calls_it() -> None:
    view = view_named("推演", "New or existing", ["逾期"], EVERYTHING)
    assert (view.basis, view.by, view.include) == ("walk", "customer_kind", ("overdue",))


# beside the headline


def test_the_range_counts_what_is_won_and_what_may_come_again() -> None:
    won = (
        deal("y 7 won", created=day("08-01"), closed=day("08-01")),
        *(deal(f"x{n} 40 won", created=day("11-03"), closed=day("11-20")) for n in range(20)),
    )
    (each,) = seen(book(*won, on=day("12-02")), "weighted", "2027-Q2")

    assert each.prospect.new.forecast.amount > 0
    assert each.spread.p10 == cny("0.00")
    assert each.spread.p90.amount > each.prospect.new.forecast.amount


def test_the_deal_that_matters_most_is_named_with_what_is_left_without_it() -> None:
    (each,) = seen(book(*OPEN, targets=GOAL))
    rest = [chance.expected for chance in each.walk.chances if each.without and chance.id != each.without.id]

    assert each.without is not None
    assert (each.without.id, each.without.walk.amount) == ("a", sum(rest))
    assert (each.without.reach or 0) < (each.spread.reach or 0)


def hanging_on(amount: str, goal: str) -> list[str]:
    """What is said under the periods of a book with 100 won in December and one deal due in March."""
    won = deal("w 100 won", "11-01 stage=close", "12-02 stage=won", closed=day("12-02"))
    later = deal(f"later {amount} close 2027-03-01", "11-01 stage=close")
    found = document(won, later, on=day("12-03"), targets=(target(f"11-01 2026-12 {goal}"),))
    return [note for note in notes(found, "periods") if "hangs on" in note]


@pytest.mark.parametrize(("amount", "goal"), [("50", "80"), ("50", "9000")])
def test_a_period_hangs_on_no_deal_without_which_the_chance_is_the_same(amount: str, goal: str) -> None:
    assert not hanging_on(amount, goal)
    assert hanging_on("50", "120")


def test_the_luck_floor_stands_beside_the_range() -> None:
    (each,) = seen(book(*OPEN))

    assert column(part(document(*OPEN), "range"), "luck") == [each.luck]


def test_each_way_to_forecast_is_explained_once() -> None:
    said = [note.split(":")[0] for note in notes(document(*OPEN, *decided(5, 5)), "methods")]

    assert [word for word in said if word in {"Weighted", "Walk", "Combined"}] == [
        "Weighted",
        "Walk",
        "Combined",
    ]


def test_a_period_that_is_over_is_said_to_be() -> None:
    some = book(*OPEN)
    found = forecast_document(seen(some, "weighted", "2026-10"), some, View())

    assert notes(found, "methods")[0] == "{period} is over: what is open can no longer be won in it."


def test_empty_sets_are_for_machines() -> None:
    table = part(document(OPEN[0]), "sets")

    assert [row[2] for place, row in enumerate(table.rows) if place not in table.quiet] == [1]


# books of every kind


LONG_AGO = {"created": day("2026-01-05")}
KINDS: dict[str, tuple[Opportunity, ...]] = {
    "no deal": (),
    "no history": (deal("a 100 propose 12-10"), deal("b 50 close 12-20")),
    "one deal": (deal("a 100 close 12-10", "11-01 stage=close"),),
    "all won": tuple(decided(4, 0)),
    "all lost": tuple(decided(0, 4)),
    "no amount": (deal("a - close 12-10", "11-01 stage=close"), deal("b - won", closed=day("11-10"))),
    "several currencies": (
        deal("a 100 close 12-10", "11-01 stage=close", currency="USD"),
        deal("b 100 close 12-10", "11-01 stage=close", currency="EUR"),
        deal("c 100 won", closed=day("10-10"), currency="GBP", created=day("2026-01-05")),
    ),
    "no stage of the method": (deal("a 100 ghost 12-10", "11-01 stage=ghost"),),
    "all omitted": (deal("a 100 close 12-10", "11-01 stage=close", category="omitted"),),
    "few": (OPEN[0], *decided(2, 1)),
    "no wins": (
        OPEN[0],
        *(
            deal(f"l{n} 9 lost", "10-01 stage=verify", "10-20 stage=lost", closed=day("10-20"))
            for n in range(30)
        ),
    ),
    "one huge deal": (OPEN[0], deal("whale 9000000 verify 12-10", "11-01 stage=verify")),
    "all overdue": (
        deal("a 100 close 10-10", "09-01 stage=close"),
        deal("b 50 close 11-01", "09-01 stage=close"),
    ),
    "a new method": (
        OPEN[0],
        *(
            deal(f"g{n} 9 won", "10-01 stage=ghost", "10-20 stage=won", closed=day("10-20"))
            for n in range(20)
        ),
    ),
    "just imported": tuple(deal(f"i{n} 100 propose 12-10", created=day(f"0{n}-05")) for n in range(1, 6)),
    "all paused": (deal("a 100 close 12-10", "11-01 stage=close", paused=Pause(since=day("11-02"))),),
}


@pytest.mark.parametrize("basis", ["weighted", "walk", "combined"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_book_of_any_kind_is_answered(kind: str, basis: str) -> None:
    found = document(*KINDS[kind], basis=basis, targets=GOAL)
    ((low, middle, high, reach),) = cells(part(found, "range"), "p10", "p50", "p90", "reach")

    assert 0 <= amount_of(low) <= amount_of(middle) <= amount_of(high)
    assert isinstance(reach, Decimal)
    assert 0 <= reach <= 1


@pytest.mark.parametrize("kind", ["no deal", "all won", "all lost", "no amount", "all omitted"])
def test_a_book_with_nothing_to_win_has_no_luck_floor_and_no_deal_that_matters(kind: str) -> None:
    assert cells(part(document(*KINDS[kind]), "range"), "luck", "without") == [(None, None)]


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        ("no history", "methods", [NO_HABIT, NOTHING_SEEN]),
        ("one deal", "methods", [NO_HABIT, NOTHING_SEEN]),
        ("no amount", "methods", [NOTHING_SEEN]),
        ("few", "methods", [FEW]),
        ("no wins", "methods", ["No deal was seen to leave {stages}: there the walk goes by the method."]),
        ("all won", "methods", [NO_HABIT]),
        ("no amount", "forecast", ["{count} without an amount: counted, not summed."]),
        ("no stage of the method", "methods", ["Not walked, since the method has no such stage: {deals}."]),
    ],
)
def test_what_an_odd_book_lacks_is_said_in_words(kind: str, name: str, said: list[str]) -> None:
    found = notes(document(*KINDS[kind]), name)

    assert [each for each in said if each not in found] == []


def test_a_book_just_imported_or_all_overdue_is_walked_and_a_new_method_says_that_it_saw_nothing() -> None:
    (each,) = seen(book(*KINDS["just imported"]))

    assert each.habit.run_rate is None
    assert each.combined == each.prospect.pipeline

    found = document(*KINDS["a new method"], basis="walk")

    assert any("Textbook odds" in line for line in texts(found.lines))

    (each,) = seen(book(*KINDS["all overdue"]))

    assert (each.forecast.weighted, each.walk.forecast.amount > 0) == (cny("0"), True)


def test_a_newcomer_to_a_team_walks_at_the_teams_pace() -> None:
    """Two months and no deal closed of one's own, beside nine colleagues who win all they close."""
    theirs = [
        deal(f"{who}{n} 10 won", "2026-01-05 stage=close", "01-12 stage=won", closed=day("01-12"), owner=who)
        for who in "abcdefghi"
        for n in range(4)
    ]
    mine = deal("mine 100 close 12-10", "11-01 stage=close", created=day("10-01"), owner="new")
    alone, among = (seen(book(mine, *others))[0].walk.odds["mine"] for others in ((), theirs))

    assert among > alone
    assert seen(book(mine, *theirs))[0].habit.run_rate == cny("0.000000")


def test_all_won_walks_faster_and_all_lost_slower_than_the_method() -> None:
    open_ = deal("a 100 close 12-10", "11-20 stage=close")
    plain, won, lost = (
        seen(book(open_, *others))[0].walk.odds["a"] for others in ((), decided(9, 0), decided(0, 9))
    )

    assert lost < plain < won


def test_ten_thousand_deals_are_answered_like_a_few() -> None:
    many = [
        deal(f"d{n} {100 + n % 977} close 12-10", f"11-{n % 21 + 1:02} stage=close") for n in range(10_000)
    ]
    (each,) = seen(book(*many), "walk")

    assert each.spread.p10.amount < each.walk.forecast.amount < each.spread.p90.amount
    assert len(each.walk.odds) == 10_000


# explained


def figures(*deals: Opportunity, **more: Any) -> dict[str, Figure]:
    some = book(*deals, **more)
    return {each.name.id: each for each in figures_in(forecast_document(seen(some), some, View()))}


@pytest.mark.parametrize("name", ["won", "weighted", "walk", "new_business"])
def test_the_parts_of_a_sum_come_to_it(name: str) -> None:
    won = deal("x 40 won", created=day("11-03"), closed=day("11-20"))
    figure = figures(*OPEN, won, on=day("12-02"))[name]
    parts = sum(amount_of(each.adds) for each in figure.parts)

    assert abs(amount_of(figure.value) - parts) < Decimal("0.001")


def test_every_figure_of_the_screen_is_explained() -> None:
    assert list(figures(*OPEN)) == [
        "won", "weighted", "landing", "gap", "attainment", "coverage",
        "walk", "new_business", "run_rate", "combined", "p10", "p50", "p90", "reach", "luck",
    ]  # fmt: skip


def test_a_part_names_the_record_that_says_so() -> None:
    assert {each.file for each in figures(*OPEN)["walk"].parts} == {
        "data/opportunities/a.yaml",
        "data/opportunities/b.yaml",
    }


def test_a_deal_without_a_rate_is_named_and_not_added() -> None:
    some = document(deal("a 5 close", "11-01 stage=close", currency="USD"), basis="walk")

    assert column(part(some, "forecast"), "walk")[0] != usd("0")
    assert column(part(some, "methods"), "walk") == [cny("0")]
