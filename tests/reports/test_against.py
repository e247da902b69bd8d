"""The funnel against the method's ideal and against the last period, computed by hand."""

from decimal import Decimal

from arrange import book, deal
from grids import cny
from samples import QUARTER, decided

from funnel_cli.records.deal import Opportunity
from funnel_cli.records.method import Choice
from funnel_cli.render.language import Language
from funnel_cli.reports.against import YARDSTICKS, Comparison, against
from funnel_cli.reports.counts import IDEAL, LAST_PERIOD
from funnel_cli.reports.shape import funnel_shape
from funnel_cli.time.standing import standings


def held(*deals: Opportunity, to: Choice = IDEAL) -> Comparison:
    some = book(*deals)
    placed = standings(some)
    return against(placed, some, to, QUARTER, funnel_shape(placed, some))


def off(found: Comparison) -> list[tuple[str, str]]:
    return [(one.stage.id, one.measure.name.id) for one in found.deviations]


def test_an_ideal_funnel_expects_as_many_wins_of_each_stage() -> None:
    some = [deal(f"d{n} 100 develop") for n in range(8)] + [deal(f"p{n} 100 propose") for n in range(4)]
    ideal = [each.reference for each in held(*some).stages]
    assert [each.deals for each in ideal] == [
        Decimal(11),
        Decimal("3.666667"),
        Decimal("2.2"),
        Decimal("1.375"),
    ]
    assert {each.weighted for each in ideal} == {cny("110")}
    assert [each.days for each in ideal] == [30, 30, 30, 30]
    assert [each.conversion for each in ideal] == [
        Decimal("0.333333"),
        Decimal("0.6"),
        Decimal("0.625"),
        Decimal("0.8"),
    ]


def test_what_is_off_by_more_than_the_tolerance_is_named_and_nothing_else() -> None:
    assert off(held(*(deal(f"d{n} 100 develop") for n in range(8)))) == [
        ("verify", "deals"),
        ("verify", "weighted"),
        ("develop", "deals"),
        ("develop", "weighted"),
        ("propose", "deals"),
        ("propose", "weighted"),
        ("close", "weighted"),
    ]
    assert off(held()) == []


def test_a_conversion_under_the_ideal_is_off_from_five_decided_deals_on() -> None:
    low = held(*decided(1, 4)).deviations
    assert [(one.measure.name.id, one.deviation) for one in low] == [("conversion", Decimal("-0.75"))]
    assert off(held(*decided(0, 4))) == []


def test_the_last_period_is_what_it_was_on_its_last_day() -> None:
    found = held(
        deal("left 100 develop", "07-01 stage=verify", "10-10 stage=develop"),
        deal("new 100 verify", "10-10 stage=verify"),
        to=LAST_PERIOD,
    )
    assert [(int(each.actual.deals), int(each.reference.deals)) for each in found.stages] == [
        (1, 1),
        (1, 0),
        (0, 0),
        (0, 0),
    ]
    assert [each.actual.conversion for each in found.stages][:1] == [Decimal(1)]
    assert [each.reference.conversion for each in found.stages][:1] == [None]
    assert found.last is not None
    assert found.last.name == "2026-Q3"


def test_days_are_told_as_days_and_not_as_a_share() -> None:
    measure = next(each for each in YARDSTICKS if each.name.id == "days")
    level = held(deal("a 100 develop")).stages[0].reference
    assert measure.told is not None
    assert Language("en").spell(measure.told(level)) == "30"
