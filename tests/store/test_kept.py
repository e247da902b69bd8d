"""Deals out of the index are those that were read, on every day, and know their past without a look at it."""

from __future__ import annotations

import copy
from dataclasses import FrozenInstanceError, replace
from datetime import date as Day
from decimal import Decimal

import pytest
from arrange import day, deal
from hypothesis import given
from lives import LAST, Life, days, lives, patient

from funnel_cli.errors import Severity
from funnel_cli.facts import created_on, entered, last_touch, stints
from funnel_cli.history import opportunity_on
from funnel_cli.model import LogEntry, NextStep, Opportunity
from funnel_cli.store.index.coding import NotKept, decoded, encoded
from funnel_cli.store.index.kept import row_of, shelved

shelve = shelved(Opportunity)

ACME = deal(
    "acme 120.50 develop 12-31",
    "09-01 stage=verify amount=100 close=12-31",
    "10-01 stage=develop amount=120.50 reason=more",
    ticks="need:09-03",
    log="visit:09-05",
    next_step=NextStep(due=day("11-25"), action="Call"),
    tags=("mine", "led"),
    strength={"problem": 0},
    refs={"salesforce": "006"},
)


def kept(some: Opportunity) -> Opportunity:
    return shelve(row_of(some))


def test_a_kept_deal_is_equal_and_looks_the_same() -> None:
    assert (kept(ACME), repr(kept(ACME))) == (ACME, repr(ACME))


def test_an_amount_keeps_its_decimals() -> None:
    assert str(kept(ACME).amount) == "120.50"


def test_a_kept_deal_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        kept(ACME).amount = Decimal(1)  # type: ignore[misc]


def test_a_changed_copy_is_an_ordinary_deal_that_has_no_past_ready() -> None:
    changed = replace(kept(ACME), history=())
    assert (type(changed), changed.past, changed.settled) == (Opportunity, None, None)


def test_a_varied_copy_leaves_the_kept_one_as_it_is() -> None:
    one = kept(ACME)
    assert (one.varied(owner="anna").owner, one.varied(owner="anna").log, one.owner) == (
        "anna",
        ACME.log,
        "li.wei",
    )


def test_a_kept_deal_can_be_copied() -> None:
    assert [copy.deepcopy(kept(ACME)), copy.copy(kept(ACME))] == [ACME, ACME]


def test_what_is_no_part_of_the_model_is_not_kept() -> None:
    with pytest.raises(NotKept):
        encoded(object())


CALL = LogEntry(date=Day(2026, 1, 2), kind="call", with_=("Li",))
NOTE = LogEntry(date=Day(2026, 1, 3), text="Waits")


@pytest.mark.parametrize(
    "value",
    [
        *(True, 1, Decimal("1.10"), Day(2026, 1, 2), (), {"a": (None, "b")}, "\ud800"),
        *((CALL, NOTE), (CALL,), (CALL, NextStep()), (NextStep(), NextStep()), (1, None, (CALL, CALL))),
        *(ACME.history, ACME.milestones, (Severity.ERROR, Severity.WARNING)),
    ],
    ids=str,
)
def test_a_value_comes_back_as_what_it_was(value: object) -> None:
    assert (decoded(encoded(value)), type(decoded(encoded(value)))) == (value, type(value))


@patient
@given(lives("d1"), days)
def test_a_kept_deal_has_the_same_life(life: Life, on: Day) -> None:
    some = life.until(LAST)
    assert some is not None
    one = kept(some)
    assert opportunity_on(one, on) == opportunity_on(some, on)
    assert (stints(one), entered(one), last_touch(one), created_on(one)) == (
        stints(some),
        entered(some),
        last_touch(some),
        created_on(some),
    )
