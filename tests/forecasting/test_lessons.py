"""What past periods teach about the shock: whose, of which kind, and from when on."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from arrange import book, day, deal, settings

from funnel_cli.forecasting.lessons import has_habit, known_from, shocks
from funnel_cli.forecasting.outlook import View, outlooks
from funnel_cli.forecasting.past import Matches
from funnel_cli.forecasting.replay import Horizon
from funnel_cli.forecasting.spread import Shock
from funnel_cli.forecasting.track_record import PastQuestion, accuracy
from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.lists import Rate
from funnel_cli.time.history import book_on
from funnel_cli.time.standing import Standing, standings
from funnel_cli.values.period import named

DECEMBER = named("2026-12")
TEN = tuple(f"rep{n}" for n in range(9))


def everybody(_: Standing) -> bool:
    return True


def of(owner: str) -> Matches:
    return lambda each: each.deal.owner == owner


def yearly(owner: str, amount: int = 100, first: int = 1, end: str = "won") -> list[Opportunity]:
    """A rep who ends one deal each month on the 20th from that month to October, and has two open ones."""
    won = [
        deal(
            f"{owner}-{month:02} {amount} {end}",
            f"{month:02}-01 stage=verify",
            f"{month:02}-20 stage={end} closed={month:02}-20",
            owner=owner,
            closed=day(f"{month:02}-20"),
            created=day(f"{month:02}-01"),
        )
        for month in range(first, 11)
    ]
    opened = [
        deal(f"{owner}-{name} {amount}", "11-02 stage=verify", owner=owner, created=day("11-02"))
        for name in ("open", "other")
    ]
    return [*won, *opened]


def learnt(some: Book, owner: str | None = None, period: str = "2026-12") -> Shock:
    whose = of(owner) if owner else everybody
    theirs = [each for each in standings(some) if whose(each)]
    ((found,),) = shocks([(theirs, whose)], some, [named(period)])
    return found


def test_a_year_of_months_teaches_their_shock() -> None:
    assert learnt(book(*yearly("anna"))).periods == 8


def abroad(begins: str) -> dict[str, Any]:
    """A deal in dollars from February on, and since when a rate is known of these."""
    usd = deal("usd 9", "02-10 stage=verify", created=day("02-10"), currency="USD")
    rate = Rate(date=day(begins), from_="USD", to="CNY", rate=Decimal(7))
    return {"opportunities": {usd.id: usd}, "rates": (rate,)}


@pytest.mark.parametrize(("begins", "periods"), [("01-01", 8), ("04-15", 6), ("06-01", 0)])
def test_a_period_of_which_an_amount_has_no_rate_teaches_nothing_and_is_missing_from_no_answer(
    begins: str, periods: int
) -> None:
    more = abroad(begins)
    some = book(*yearly("anna"), *more["opportunities"].values(), rates=more["rates"])
    assert (learnt(some).periods, len(some.missing_rates)) == (periods, 0)


LASTS = (2, 5, 9, 14, 19, 25, 33, 43, 60, 90)
"""For how many days ten deals of a month stay open, as those do that leave at one pace."""


def months(share_won: Callable[[int], bool]) -> Book:
    """Ten deals each month, one every third day, won or lost by their turn."""
    lives = [
        (begun, begun + timedelta(lasts))
        for month in range(1, 11)
        for turn, lasts in enumerate(LASTS)
        for begun in [day(f"{month:02}-{3 * ((7 * turn) % 10) + 1:02}")]
    ]
    deals = []
    for number, (begun, ended) in enumerate(sorted(lives)):
        is_over = ended <= day("11-22")
        end = ("won" if share_won(number) else "lost") if is_over else "verify"
        lines = [
            f"{begun:%m-%d} stage=verify",
            *([f"{ended:%m-%d} stage={end} closed={ended:%m-%d}"] * is_over),
        ]
        deals.append(deal(f"d{number} 100 {end}", *lines, created=begun, closed=ended if is_over else None))
    return book(*deals)


def test_months_that_come_and_go_lie_further_apart_than_steady_ones() -> None:
    steady, unsteady = months(lambda turn: turn % 2 == 0), months(lambda turn: turn // 30 % 2 == 0)
    assert learnt(steady).sigma < Shock().sigma < learnt(unsteady).sigma


def test_quarters_are_taught_by_quarters_alone() -> None:
    assert learnt(book(*yearly("anna")), period="2027-Q1") == Shock()


def test_five_known_months_teach_nothing_yet() -> None:
    """June is where the record begins, July the first full month, August the first that had a habit."""
    assert learnt(book(*yearly("anna", first=4))).periods == 0
    assert learnt(book(*yearly("anna", first=3))).periods == 6


def test_what_lies_before_complete_since_teaches_nothing() -> None:
    method = settings(complete_since=day("05-15"))
    assert learnt(book(*yearly("anna"), method=method)) == Shock()


def test_a_rep_with_two_months_in_a_team_of_ten_is_given_the_assumed_shock_and_the_team_its_own() -> None:
    some = book(*(each for rep in TEN for each in yearly(rep)), *yearly("new", first=9))
    assert learnt(some, "new") == Shock()
    assert learnt(some).periods == 8
    assert learnt(some, "rep1").periods == 8


def test_all_who_ask_at_once_learn_what_each_would_alone() -> None:
    some = months(lambda turn: turn // 30 % 2 == 0)
    some = replace(some, opportunities={**some.opportunities, **{each.id: each for each in yearly("anna")}})
    deals = standings(some)
    asking = [
        ([each for each in deals if whose(each)], whose) for whose in (everybody, of("anna"), of("li.wei"))
    ]
    together = shocks(asking, some, [DECEMBER, named("2027-Q1")])
    assert together == tuple(shocks([each], some, [DECEMBER, named("2027-Q1")])[0] for each in asking)
    assert len({found for found, _ in together}) == 3


@pytest.mark.parametrize("begins", ["01-01", "03-15", "04-15"])
@pytest.mark.parametrize("last", ["2026-08", "2026-09", "2026-10"])
def test_accuracy_judges_by_the_shock_that_the_forecast_had_learnt_by_then(last: str, begins: str) -> None:
    now, more = months(lambda turn: turn // 30 % 2 == 0), abroad(begins)
    now = replace(now, opportunities={**now.opportunities, **more.pop("opportunities")}, **more)
    question = PastQuestion(now, now, standings(now), everybody)
    (look,) = [
        each
        for each in accuracy(question).looks
        if each.period == named(last) and each.horizon is Horizon.AHEAD
    ]
    then = book_on(now, look.day)
    assert look.shock == learnt(then, period=last)

    looks = accuracy(question._replace(is_of_people=False)).looks
    assert {each.shock for each in looks} == {Shock()}


def test_a_rep_with_two_months_in_a_team_of_ten_is_walked_at_the_pace_of_the_team() -> None:
    team = [each for rep in TEN for each in yearly(rep)]
    young = yearly("new", first=9, end="lost")
    alone, among = book(*young), book(*team, *young)

    def walk_of(some: Book) -> Any:
        theirs = [each for each in standings(some) if each.deal.owner == "new"]
        (found,) = outlooks(theirs, some, [DECEMBER], View(whose=of("new")))
        return found.walk.forecast.amount

    assert walk_of(among) > walk_of(alone)


def test_the_range_takes_the_shock_that_was_learnt() -> None:
    some = book(*yearly("anna"))
    deals = standings(some)
    (found,) = outlooks(deals, some, [DECEMBER], View(whose=everybody))
    assert found.prospect.shock == learnt(some)
    assert found.prospect.doubt.shock == float(learnt(some).sigma)


def test_deals_that_are_not_all_of_some_people_are_given_the_assumed_shock() -> None:
    some = book(*yearly("anna"))
    (found,) = outlooks(standings(some), some, [DECEMBER], View())
    assert found.prospect.shock == Shock()


def test_what_is_written_down_later_does_not_move_what_was_learnt_by_a_day() -> None:
    before, after = book(*yearly("anna"), on=day("10-31")), book(*yearly("anna"), on=day("11-22"))
    then = book(*after.opportunities.values(), on=day("10-31"))
    assert learnt(then) == learnt(before)


@pytest.mark.parametrize("kind", ["no wins", "empty"])
def test_a_book_in_which_nothing_closed_teaches_nothing(kind: str) -> None:
    some = book(*([deal("a 10 close", "01-02 stage=close")] if kind == "no wins" else []))
    assert learnt(some) == Shock()


def test_what_is_known_begins_with_the_first_dated_deal_or_where_the_record_is_complete() -> None:
    some = book(*yearly("anna"))
    assert known_from(standings(some), some) == day("01-01")
    late = book(*yearly("anna"), method=settings(complete_since=day("05-15")))
    assert known_from(standings(late), late) == day("05-15")


def test_a_period_has_a_habit_once_a_whole_one_lies_before_it() -> None:
    assert has_habit(named("2026-03"), day("01-20"))
    assert not has_habit(named("2026-02"), day("01-20"))
