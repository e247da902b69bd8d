"""The open deals by stage, each stage held against an equal share."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from arrange import METHOD, book, day, deal
from grids import cells, cny, explained, ids, texts
from samples import SHAPED

from funnel_cli.records.deal import Opportunity
from funnel_cli.reports.shape import EVEN, FunnelShape, funnel_shape, shape_table
from funnel_cli.time.standing import standings
from funnel_cli.values.table import Table

BOOK = book(
    deal("acme 100000 propose 12-20"), deal("belt 40000 propose 01-20"), deal("dale 30000 verify 12-01")
)


def shape_of(*deals: Opportunity, **more: Any) -> FunnelShape:
    some = book(*deals, **more)
    return funnel_shape(standings(some), some)


def shown(*deals: Opportunity) -> Table:
    return shape_table(shape_of(*deals), book())


def test_share_and_deviation_are_of_the_whole_weighted_amount() -> None:
    assert [each.deviation for each in shape_of(*SHAPED).slices] == [
        Decimal("-0.8"),
        Decimal("-0.4"),
        Decimal(0),
        Decimal("1.2"),
    ]
    assert [each.share for each in shape_of(*SHAPED).slices] == list(
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

    assert (shape_of(*deals).slices[0].verdict is EVEN) is not expected


def test_an_empty_funnel_has_no_shape() -> None:
    assert [(each.share, each.deviation, each.verdict) for each in shape_of().slices] == [
        (None, None, None)
    ] * 4
    assert ids(shown(), "verdict") == [None] * 4


def test_the_total_is_of_exactly_the_slices_of_the_open_deals() -> None:
    outside = (deal("x 9 lost", closed=day("11-01")), deal("y 9 close", category="omitted"))

    assert shape_of(*SHAPED, *outside).total == shape_of(*SHAPED).total

    result = shape_of(*SHAPED, deal("x 9 ghost 12-10"))

    assert (result.total.amount_converted, [each.deal.id for each in result.unplaced]) == (
        cny("437500"),
        ["x"],
    )

    renamed = replace(METHOD, stages=(replace(METHOD.stages[0], formerly=("check",)), *METHOD.stages[1:]))

    assert len(shape_of(deal("a 1 check"), method=renamed).slices[0].deals) == 1


def test_the_shape_is_even_heavy_or_light_and_its_totals_say_what_they_leave_out() -> None:
    assert ids(shown(*SHAPED), "verdict") == ["light", "light", "even", "heavy"]

    table = shown(*SHAPED, deal("x 9 ghost"))

    assert cells(table, "deals", "amount", "weighted", totals=True) == [(4, cny("437500"), cny("200000.0"))]

    notes = shown(deal("x 9 ghost")).notes

    assert texts(notes)[1:] == ["Left out, in no stage of the method: {count}."]


def test_a_stages_weighted_amount_is_the_sum_of_its_deals() -> None:
    figures = explained(shape_table(funnel_shape(standings(BOOK), BOOK), BOOK))
    [propose] = [each for each in figures if each.name.id == "weighted" and str(each.of.id) == "propose"]
    assert [(each.id, each.adds) for each in propose.parts] == [
        ("acme", cny("50000.0")),
        ("belt", cny("20000.0")),
    ]
    assert propose.value == cny("70000.0")
