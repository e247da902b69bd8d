from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from arrange import METHOD, book, day, deal, step
from grids import cny, texts
from samples import EVEN, QUARTER, SHAPED, decided, target

from funnel_cli.message import Message
from funnel_cli.model import Opportunity
from funnel_cli.reports.funnel.health import Diagnosis, Fault, Health, health
from funnel_cli.standing import standings


def health_of(*deals: Opportunity, owner: str | None = None, **more: Any) -> Health:
    some = book(*deals, **more)
    return health(standings(some), some, QUARTER, owner)


def found(fault: Fault, *deals: Opportunity, **more: Any) -> Diagnosis:
    return next(each for each in health_of(*deals, **more).diagnoses if each.fault is fault)


def evidence(fault: Fault, *deals: Opportunity, **more: Any) -> list[str]:
    return texts(found(fault, *deals, **more).evidence)


def test_the_deviation_is_from_an_equal_share_of_the_weighted_amount() -> None:
    assert [each.deviation for each in health_of(*SHAPED).slices] == [
        Decimal("-0.8"),
        Decimal("-0.4"),
        Decimal(0),
        Decimal("1.2"),
    ]


def test_the_share_is_of_the_whole() -> None:
    assert [each.share for each in health_of(*SHAPED).slices] == list(
        map(Decimal, ("0.05", "0.15", "0.25", "0.55"))
    )


@pytest.mark.parametrize(
    ("amount", "expected"), [("130", False), ("130.0003", True), ("70", False), ("69.9", True)]
)
def test_a_stage_is_off_beyond_the_tolerance(amount: str, *, expected: bool) -> None:
    weighted = Decimal(amount)
    rest = (Decimal(400) - weighted) / 3
    own = [Decimal(1) / odds for odds in map(METHOD.odds, METHOD.stages)]
    amounts = [weighted * own[0], *(rest * each for each in own[1:])]
    deals = [
        deal(f"{name} 1 {each.id} 12-10", amount=amount)
        for name, each, amount in zip("abcd", METHOD.stages, amounts, strict=True)
    ]

    assert health_of(*deals).slices[0].is_off is expected


def test_an_empty_funnel_has_no_shape() -> None:
    assert [(each.share, each.deviation, each.is_off) for each in health_of().slices] == [
        (None, None, False)
    ] * 4


def test_reach_is_the_whole_weighted_funnel_by_the_target_of_the_period() -> None:
    assert health_of(*SHAPED, targets=(target("11-01 2026-Q4 400000"),)).reach == Decimal("0.5")


def test_without_a_target_there_is_no_reach() -> None:
    assert health_of(*SHAPED).reach is None


def test_closed_and_omitted_deals_are_no_part_of_the_funnel() -> None:
    outside = (deal("x 9 lost", closed=day("11-01")), deal("y 9 close", category="omitted"))

    assert health_of(*SHAPED, *outside).total == health_of(*SHAPED).total


def test_the_total_is_of_exactly_the_slices() -> None:
    result = health_of(*SHAPED, deal("x 9 ghost 12-10"))

    assert (result.total.amount_converted, [each.deal.id for each in result.unplaced]) == (
        cny("437500"),
        ["x"],
    )


def test_an_even_funnel_without_a_target_is_full() -> None:
    assert evidence(Fault.NOT_FULL, *EVEN) == []


def test_a_light_top_is_not_full() -> None:
    assert evidence(Fault.NOT_FULL, *SHAPED) == [
        "{stage} holds {share} of the weighted amount; an equal share is {equal}"
    ]


def test_fewer_deals_at_the_top_than_later_are_not_full() -> None:
    assert evidence(Fault.NOT_FULL, *EVEN, deal("e 0.01 close 12-10")) == [
        "{stage} holds fewer deals than a later stage ({count})"
    ]


def test_an_empty_funnel_is_not_full() -> None:
    assert evidence(Fault.NOT_FULL) == ["the funnel is empty"]


@pytest.mark.parametrize(("amount", "expected"), [("165.83", False), ("165.84", True)])
def test_coverage_under_need_is_not_full(amount: str, *, expected: bool) -> None:
    assert found(Fault.NOT_FULL, *EVEN, targets=(target(f"11-01 2026-Q4 {amount}"),)).is_present is expected


def test_low_conversion_is_under_the_methods_with_enough_decided() -> None:
    result = found(Fault.LOW_CONVERSION, *decided(3, 2))

    assert [each.args["decided"] for each in result.evidence] == [5]


@pytest.mark.parametrize(("won", "lost"), [(4, 1), (2, 2)])
def test_conversion_is_not_called_low_at_the_methods_or_with_too_few(won: int, lost: int) -> None:
    assert not found(Fault.LOW_CONVERSION, *decided(won, lost)).is_present


def test_poor_checking_counts_what_would_not_stand_a_look() -> None:
    deals = (
        deal("a 1 develop", "09-01 stage=develop", next_step=step("11-25"), log="call:11-20"),
        deal("b 1 verify 11-01", log="call:10-01"),
        deal("c 1 verify 12-01", log="call:11-20"),
    )
    counts = [
        (each.text.split(":")[0], each.args["count"]) for each in found(Fault.POOR_CHECKING, *deals).evidence
    ]

    assert counts == [
        ("in a stage whose gate was never met", 1),
        ("expected close has passed", 1),
        ("no expected close", 1),
        ("no next step", 2),
        ("untouched for too long", 1),
    ]


def test_a_funnel_in_order_is_well_checked() -> None:
    fine = deal("a 1 verify 12-10", next_step=step("11-25"), log="call:11-20")

    assert not found(Fault.POOR_CHECKING, fine).is_present


def test_every_fault_is_looked_for_and_has_its_advice() -> None:
    assert [(each.fault, isinstance(each.advice, Message)) for each in health_of().diagnoses] == [
        (fault, True) for fault in Fault
    ]


def test_a_stage_under_its_former_id_belongs_to_its_slice() -> None:
    renamed = replace(METHOD, stages=(replace(METHOD.stages[0], formerly=("check",)), *METHOD.stages[1:]))

    assert len(health_of(deal("a 1 check"), method=renamed).slices[0].deals) == 1


def test_the_target_is_that_of_the_owner_asked_for() -> None:
    some = health_of(*SHAPED, owner="li.wei", targets=(target("11-01 2026-Q4 200000 li.wei"),))

    assert some.reach == Decimal(1)
