"""Reps and teams: whose a deal is, whose target counts, and what a team's name means."""

from decimal import Decimal
from typing import Any

import pytest
from arrange import book, day, deal, settings
from grids import cny

from funnel_cli.finding.parties import belongs, members_of
from funnel_cli.finding.query import parse_query
from funnel_cli.finding.words import NoSuchWord
from funnel_cli.forecasting.calls import calls_in_force
from funnel_cli.forecasting.outlook import outlooks, view_named
from funnel_cli.forecasting.targets import lines_behind, own_target, target_of
from funnel_cli.records.book import Book
from funnel_cli.records.lists import Call, Target
from funnel_cli.time.standing import standings
from funnel_cli.values.dates import Calendar
from funnel_cli.values.period import named

TEAMS = settings(owner="anna", team={"north": ("anna", "bo"), "south": ("cy",), "none": ()})
DECEMBER = named("2026-12")
SOME = (
    deal("a 100 develop 12-10", "11-01 stage=develop", owner="anna"),
    deal("b 50 develop 12-10", "11-01 stage=develop", owner="bo"),
    deal("c 10 develop 12-10", "11-01 stage=develop", owner="cy"),
    deal("d 5 develop 12-10", "11-01 stage=develop", owner=None),
)


def of(**more: Any) -> Book:
    return book(*SOME, method=TEAMS, **more)


def found(*words: str) -> list[str]:
    some = of()
    query = parse_query(words, some, Calendar(some.day))
    return [each.deal.id for each in standings(some) if query.matches(each)]


def target(owner: str | None, amount: int) -> Target:
    return Target(period="2026-12", owner=owner, amount=Decimal(amount), set=day("11-01"))


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("team:north", ["a", "b", "d"]),
        ("team:north,south", ["a", "b", "c", "d"]),
        ("not:team:north", ["c"]),
        ("team:NORTH", ["a", "b", "d"]),
        ("team:none", []),
    ],
)
def test_a_team_is_its_reps_deals_and_what_has_no_owner_is_the_settings_owners(
    word: str, expected: list[str]
) -> None:
    assert found(word) == expected


@pytest.mark.parametrize("typed", ["bo", "BO", " bo "])
def test_an_owner_is_one_however_the_name_is_spelled(typed: str) -> None:
    north = settings(owner="anna", team={"north": ("Anna", "BO")})
    lines = (target("Bo", 600), target(None, 5000))
    calls = (Call(filed=day("11-01"), period="2026-12", owner="bO", amount=Decimal(70)),)
    again = deal("e 7 develop 12-10", "11-02 stage=develop", owner="Bo", created=day("11-02"))
    some = book(*SOME, again, method=north, targets=lines, calls=calls)

    query = parse_query([f"owner:{typed}"], some, Calendar(some.day))
    assert query.owner == "bo"
    assert [each.deal.owner for each in standings(some) if query.matches(each)] == ["bo", "bo"]
    assert (own_target(some, DECEMBER, query.owner), calls_in_force(some, DECEMBER, query.owner)) == (
        cny("600"),
        calls,
    )
    assert [each.deal.id for each in standings(some) if belongs("team:north", each.deal.owner, some)] == [
        *("a", "b", "d", "e")
    ]


def test_a_team_that_is_not_in_the_settings_is_refused() -> None:
    with pytest.raises(NoSuchWord):
        found("team:west")


def test_a_query_of_one_team_is_that_teams_and_of_two_nobodys() -> None:
    some = of()
    owners = [
        parse_query(words.split(), some, Calendar(some.day)).owner
        for words in ("team:north", "team:north,south")
    ]
    assert owners == ["team:north", None]


@pytest.mark.parametrize(
    ("words", "is_of_people"),
    [
        ("", True), ("owner:bo", True), ("team:north", True), ("not:owner:bo", True),
        ("team:north stage:develop", False), ("big", False),
    ],
)  # fmt: skip
def test_only_owners_and_teams_have_a_past_of_their_own(words: str, is_of_people: bool) -> None:
    some = of()
    query = parse_query(words.split(), some, Calendar(some.day), only_open=False)
    assert (query.whose is not None) is is_of_people


def test_a_teams_target_is_the_sum_of_its_reps_where_each_has_one() -> None:
    both = of(targets=(target("anna", 300), target("bo", 200), target(None, 1000)))
    one = of(targets=(target("anna", 300), target(None, 1000)))
    assert target_of(both, DECEMBER, "team:north") == own_target(both, DECEMBER, "team:north")
    assert str(target_of(both, DECEMBER, "team:north")) == str(
        target_of(of(targets=(target(None, 500),)), DECEMBER)
    )
    assert target_of(one, DECEMBER, "team:north") is None
    assert [line.owner for line in lines_behind(both, DECEMBER, "team:north")] == ["anna", "bo"]


def test_a_forecast_of_a_team_is_held_against_its_own_target() -> None:
    some = of(targets=(target("anna", 300), target("bo", 200), target(None, 1000)))
    query = parse_query(["team:north"], some, Calendar(some.day), only_open=False)
    theirs = [each for each in standings(some) if query.matches(each)]
    (seen,) = outlooks(theirs, some, [DECEMBER], view_named("weighted", "stage", (), query))
    assert seen.forecast.target is not None
    assert seen.forecast.target.amount == 500


def test_a_name_stands_for_a_rep_a_team_or_everybody() -> None:
    some = of()
    assert [members_of(name, some) for name in (None, "bo", "team:south", "team:gone")] == [
        None,
        {"bo"},
        {"cy"},
        set(),
    ]
    assert belongs(None, None, some)
    assert not belongs("anna", None, some)
