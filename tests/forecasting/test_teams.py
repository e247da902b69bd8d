"""Who makes up a team, what it is to bring, and how its own calls have been."""

from decimal import Decimal
from typing import Any

import pytest
from arrange import book, day, deal, settings
from grids import cny, usd
from samples import call, target

from funnel_cli.finding.words import NoSuchWord
from funnel_cli.forecasting.calls import calls_in_force, outcomes
from funnel_cli.forecasting.score import Grade
from funnel_cli.forecasting.teams import PartyShare, call_scores, caller_named, parties, shares
from funnel_cli.forecasting.walk import paces
from funnel_cli.records.book import Book
from funnel_cli.time.standing import standings
from funnel_cli.values.period import named

TEAMS = settings(team={"north": ("anna", "bo"), "south": ()})
DECEMBER = named("2026-12")
ANNA = deal("a 100 close", "11-01 stage=close", owner="anna", expected_close=day("12-10"))
BO = deal("b 50 close", "11-01 stage=close", owner="bo", expected_close=day("12-11"))
ALONE = deal("c 10 close", "11-01 stage=close", owner="cy", expected_close=day("12-12"))


def won(name: str, owner: str, on: str, amount: int) -> Any:
    return deal(f"{name} {amount} won", f"{on} stage=won closed={on}", owner=owner, closed=day(on))


def of(*deals: Any, **more: Any) -> Book:
    return book(*deals, method=more.pop("method", TEAMS), **more)


def december(some: Book) -> dict[str | None, PartyShare]:
    """Each party's share of December by what its calls are filed under."""
    found = shares(standings(some), some, [DECEMBER], "weighted", paces(some))
    return {each.party.name: each for each in found}


def test_a_teams_reps_stand_before_it_and_the_whole_book_last() -> None:
    some = of(ANNA, ALONE)
    assert [(each.role, each.name) for each in parties(standings(some), some)] == [
        ("rep", "anna"),
        ("rep", "bo"),
        ("manager", "team:north"),
        ("manager", "team:south"),
        ("rep", "cy"),
        ("director", None),
    ]


def test_a_team_lands_where_its_reps_do_and_the_book_holds_the_reps_of_none_too() -> None:
    found = december(of(ANNA, BO, ALONE))
    landing = {name: each.forecast.landing.amount for name, each in found.items()}
    assert landing["team:north"] == landing["anna"] + landing["bo"] > 0
    assert landing["team:south"] == 0
    assert landing[None] == landing["team:north"] + landing["cy"]


def test_a_rep_of_two_teams_counts_once_in_the_whole_book() -> None:
    both = settings(team={"north": ("anna",), "east": ("anna",)})
    found = december(of(ANNA, method=both))
    assert found["team:north"].forecast.landing == found["team:east"].forecast.landing
    assert found[None].forecast.landing == found["anna"].forecast.landing


def test_deals_without_an_owner_are_the_settings_owners() -> None:
    mine = settings(owner="anna", team={"north": ("anna",)})
    found = december(
        of(deal("x 100 close", "11-01 stage=close", owner=None, expected_close=day("12-10")), method=mine)
    )
    assert found["anna"].forecast.landing == found[None].forecast.landing


@pytest.mark.parametrize(
    ("targets", "expected"),
    [
        ((), None),
        ((target("11-01 2026-12 40 anna"),), None),
        ((target("11-01 2026-12 40 anna"), target("11-01 2026-12 2 bo")), cny("42")),
    ],
)
def test_a_teams_target_is_the_sum_of_its_reps_where_each_has_one(targets: Any, expected: Any) -> None:
    assert december(of(ANNA, targets=targets))["team:north"].target == expected


def test_a_target_of_the_whole_book_is_no_reps() -> None:
    found = december(of(ANNA, targets=(target("11-01 2026-12 40"),)))
    assert (found["anna"].target, found[None].target) == (None, cny("40"))


def test_a_managers_call_stands_beside_the_sum_of_the_reps() -> None:
    calls = (call("11-20 2026-12 70 anna"), call("11-20 2026-12 5 bo"), call("11-21 2026-12 60 team:north"))
    found = december(of(ANNA, calls=calls))
    north, whole = found["team:north"], found[None]
    assert (north.call, north.reps_call) == (cny("60"), cny("75"))
    assert (whole.call, whole.reps_call) == (None, cny("75"))


def test_a_teams_call_is_not_added_to_the_reps_and_one_without_a_rate_leaves_no_sum() -> None:
    calls = (call("11-20 2026-12 70 anna"), call("11-21 2026-12 60 team:north"))
    assert [each.owner for each in calls_in_force(of(calls=calls), DECEMBER)] == ["anna"]

    calls = (call("11-20 2026-12 70 anna"), call("11-20 2026-12 5 bo", currency="USD"))
    assert december(of(calls=calls))["team:north"].reps_call is None


def test_amounts_in_several_currencies_are_converted_or_left_out() -> None:
    foreign = deal(
        "u 100 close", "11-01 stage=close", owner="bo", expected_close=day("12-01"), currency="USD"
    )
    found = december(of(ANNA, foreign))
    assert found["team:north"].forecast.landing == found["anna"].forecast.landing
    assert found["bo"].forecast.total.amounts == (usd("100"),)
    assert found["bo"].forecast.total.no_rate == ("u",)


def test_a_teams_call_is_held_against_what_its_reps_won() -> None:
    some = of(
        won("a", "anna", "10-09", 80), won("b", "bo", "10-09", 20), won("c", "cy", "10-09", 7),
        calls=(call("09-30 2026-10 110 team:north"),),
    )  # fmt: skip
    [outcome] = outcomes(standings(some), some)
    assert (outcome.won, outcome.error) == (cny("100"), Decimal("0.1"))


WINS = [won(f"w{month}", "anna", f"{month}-09", 100) for month in ("08", "09", "10")]


def calls_of(owner: str, *amounts: int) -> tuple[Any, ...]:
    """Calls for August, September and October as of the day before each."""
    days = ("07-31 2026-08", "08-31 2026-09", "09-30 2026-10")
    return tuple(call(f"{on} {amount} {owner}") for on, amount in zip(days, amounts, strict=False))


@pytest.mark.parametrize(
    ("owner", "norm", "grade"),
    [("anna", "0.35", Grade.WITHIN), ("team:north", "0.25", Grade.OVER), ("", "0.2", Grade.OVER)],
)
def test_each_is_judged_by_its_own_norm(owner: str, norm: str, grade: Grade) -> None:
    some = of(*WINS, calls=calls_of(owner, 130, 130, 130))
    [score] = [each for each in call_scores(standings(some), some) if each.pairs]
    assert (score.miss, score.norm, score.verdict.grade) == (Decimal("0.3"), Decimal(norm), grade)


def test_two_calls_and_those_filed_once_the_period_had_begun_are_too_few_to_judge() -> None:
    some = of(*WINS, calls=calls_of("anna", 130, 130))
    [score] = [each for each in call_scores(standings(some), some) if each.pairs]
    assert (len(score.pairs), score.verdict.grade) == (2, Grade.TOO_FEW)

    some = of(*WINS, calls=(call("10-05 2026-10 100 anna"),))
    assert not any(each.pairs for each in call_scores(standings(some), some))


@pytest.mark.parametrize(
    ("word", "caller"),
    [("team:north", "team:north"), ("north", "team:north"), ("book", None), ("全部", None)],
)
def test_a_team_is_called_with_and_without_its_mark(word: str, caller: str | None) -> None:
    assert caller_named(word, of()) == caller


def test_a_team_that_nobody_knows_is_refused() -> None:
    with pytest.raises(NoSuchWord):
        caller_named("team:west", of())
