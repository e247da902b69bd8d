from decimal import Decimal
from typing import Any

import pytest
from arrange import book, deal, step
from grids import texts
from samples import EVEN, QUARTER, SHAPED, decided, target

from funnel_cli.records.deal import Opportunity
from funnel_cli.reports.faults import LOW_CONVERSION, NOT_FULL, POOR_CHECKING, Diagnosis
from funnel_cli.reports.health import health
from funnel_cli.time.standing import standings
from funnel_cli.values.message import Message, Term
from funnel_cli.values.money import Money


def looked_for(*deals: Opportunity, **more: Any) -> tuple[Diagnosis, ...]:
    some = book(*deals, **more)
    return health(standings(some), some, QUARTER).diagnoses


def found(fault: Term, *deals: Opportunity, **more: Any) -> Diagnosis:
    return next(each for each in looked_for(*deals, **more) if each.fault is fault)


def evidence(fault: Term, *deals: Opportunity, **more: Any) -> list[str]:
    return texts(found(fault, *deals, **more).evidence)


def test_an_even_funnel_is_full_and_one_with_a_light_or_no_top_is_not() -> None:
    assert evidence(NOT_FULL, *EVEN) == []
    assert evidence(NOT_FULL, *SHAPED) == [
        "{stage} holds {share} of the weighted amount; an equal share is {equal}"
    ]
    assert evidence(NOT_FULL, *EVEN, deal("e 0.01 close 12-10")) == [
        "{stage} holds fewer deals than a later stage ({count})"
    ]
    assert evidence(NOT_FULL) == ["the funnel is empty"]


@pytest.mark.parametrize(("amount", "expected"), [("165.83", False), ("165.84", True)])
def test_coverage_under_need_is_not_full(amount: str, *, expected: bool) -> None:
    told = found(NOT_FULL, *EVEN, targets=(target(f"11-01 2026-Q4 {amount}"),)).evidence
    assert any("covers" in each.text for each in told) is expected


@pytest.mark.parametrize(("amount", "lack"), [("119.99", None), ("120", "0"), ("165.83", "45.83")])
def test_a_weighted_total_that_is_not_above_the_target_is_not_full(amount: str, lack: str | None) -> None:
    told = found(NOT_FULL, *EVEN, targets=(target(f"11-01 2026-Q4 {amount}"),)).evidence
    lacking = [each.args["lack"] for each in told if "lack" in each.args]
    assert lacking == ([] if lack is None else [Money(Decimal(lack), "CNY")])


def test_low_conversion_is_under_the_methods_with_enough_decided() -> None:
    result = found(LOW_CONVERSION, *decided(3, 2))

    assert [each.args["decided"] for each in result.evidence] == [5]


@pytest.mark.parametrize(("won", "lost"), [(4, 1), (2, 2)])
def test_conversion_is_not_called_low_at_the_methods_or_with_too_few(won: int, lost: int) -> None:
    assert not found(LOW_CONVERSION, *decided(won, lost)).evidence


def test_poor_checking_counts_what_would_not_stand_a_look() -> None:
    deals = (
        deal("a 1 develop", "09-01 stage=develop", next_step=step("11-25"), log="call:11-20"),
        deal("b 1 verify 11-01", log="call:10-01"),
        deal("c 1 verify 12-01", log="call:11-20"),
    )
    counts = [(each.text.split(":")[0], each.args["count"]) for each in found(POOR_CHECKING, *deals).evidence]

    assert counts == [
        ("past a gate that is not met", 1),
        ("expected close has passed", 1),
        ("no expected close", 1),
        ("no next step", 2),
        ("untouched for too long", 1),
    ]

    fine = deal("a 1 verify 12-10", next_step=step("11-25"), log="call:11-20")

    assert not found(POOR_CHECKING, fine).evidence


def test_every_fault_is_looked_for_and_has_its_advice() -> None:
    assert [(each.fault, isinstance(each.advice, Message)) for each in looked_for()] == [
        (fault, True) for fault in (NOT_FULL, LOW_CONVERSION, POOR_CHECKING)
    ]
