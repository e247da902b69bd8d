"""What the own past says of a method, counted by hand, and where it says nothing."""

from dataclasses import replace
from decimal import Decimal

import pytest
from arrange import METHOD, book, day, deal
from grids import cells, part

from funnel_cli.records.deal import Opportunity
from funnel_cli.records.method import Method, Odds
from funnel_cli.reports.own_rates import own_rates, own_rates_document
from funnel_cli.time.standing import standings
from funnel_cli.values.table import Document


def past() -> list[Opportunity]:
    """Of ten deals in verify four were lost after 30 days, six went on after 40: two lost, four won."""
    left = [
        deal(f"left{n} 1 lost", "07-01 stage=verify", "07-31 stage=lost", closed=day("07-31"))
        for n in range(4)
    ]
    went = [
        deal(
            f"{end}{n} 1 {end}",
            "07-01 stage=verify",
            "08-10 stage=develop",
            f"09-01 stage={end}",
            closed=day("09-01"),
        )
        for end, count in (("lost", 2), ("won", 4))
        for n in range(count)
    ]
    return left + went


def document(*deals: Opportunity, method: Method = METHOD) -> Document:
    some = book(*deals, method=method)
    return own_rates_document(own_rates(standings(some), some), some)


def test_the_own_past_stands_beside_the_methods_with_its_interval() -> None:
    verify, develop, *_ = cells(
        part(document(*past()), "stages"),
        "odds", "own_odds", "decided", "conversion", "own_conversion", "through", "days", "own_days", "stays",
    )  # fmt: skip
    assert verify == (
        Decimal("0.1"), Decimal("0.4"), 10, Decimal("0.333333"), Decimal("0.6"), 10, 30, Decimal(40), 10
    )  # fmt: skip
    assert develop[1:3] == (None, 6)
    assert develop[4:6] == (None, 6)
    assert develop[7:] == (None, 6)

    verify, develop, *_ = cells(part(document(*past()), "stages"), "odds_low", "odds_high")
    assert [verify[0] < Decimal("0.4") < verify[1], develop] == [True, (None, None)]  # type: ignore[operator]


@pytest.mark.parametrize(
    ("verify", "develop", "weights", "line"),
    [
        ("10%", "60%", "forecast", "probability: 40%, "),
        ("10%", "40%", "forecast", "probability: 40%, "),
        ("10%", "30%", "forecast", ""),
        ("10%/20%", "60%", "exit", "probability: 40%, "),
        ("10%", "30%/60%", "forecast", ""),
        ("10%", "30%/60%", "exit", ""),
    ],
)
def test_what_is_known_is_told_as_lines_that_the_method_can_take(
    verify: str, develop: str, weights: str, line: str
) -> None:
    told = document(*past(), method=with_odds(verify, develop, weights=weights))
    assert cells(part(told, "fragment"), "line") == [
        (f"- {{id: verify, {line}conversion: 60%, typical_days: 40}}",)
    ]
    assert len(told.notes) == (1 if line else 2)


def with_odds(*odds: str, weights: str) -> Method:
    """The method whose first stages have these odds, `forecast` or `forecast/exit`."""
    readings = [[Decimal(each.rstrip("%")) / 100 for each in some.split("/")] for some in odds]
    stages = [
        replace(stage, probability=Odds(forecast=said[0], exit=said[1] if len(said) > 1 else None))
        for stage, said in zip(METHOD.stages, readings, strict=False)
    ]
    rest = [replace(stage, probability=Odds(forecast=Decimal("0.9"))) for stage in METHOD.stages[len(odds) :]]
    return replace(METHOD, stages=(*stages, *rest), settings=replace(METHOD.settings, weights=weights))


def test_too_few_cases_propose_nothing() -> None:
    assert part(document(*past()[1:]), "fragment").rows == ()


def test_odds_of_nothing_are_not_proposed_and_days_that_may_yet_grow_say_so() -> None:
    lost = [
        deal(f"lost{n} 1 lost", "07-01 stage=verify", "07-31 stage=lost", closed=day("07-31"))
        for n in range(10)
    ]
    running = [deal(f"here{n} 1 develop", "10-01 stage=develop") for n in range(10)]
    assert cells(part(document(*lost, *running), "fragment"), "line") == [
        ("- {id: verify, conversion: 50%, typical_days: 30}",),
        ("- {id: develop, typical_days: 52} # 52+",),
    ]
