"""Losses by reason, stage and competitor, computed by hand."""

from dataclasses import replace
from decimal import Decimal

import pytest
from arrange import book, day, deal
from grids import cells, cny, column, ids, part, texts

from funnel_cli.finding.names import NoSuchWord
from funnel_cli.records.deal import Loss, Opportunity
from funnel_cli.render.language import Language
from funnel_cli.reports.explanation import figures_in
from funnel_cli.reports.losses import losses, losses_document
from funnel_cli.time.standing import standings
from funnel_cli.time.sums import ratio
from funnel_cli.values.period import named


def lost(text: str, stage: str, on: str, **more: str | None) -> Opportunity:
    """A deal that was lost from the stage on the day."""
    return deal(
        f"{text} lost",
        "06-01 stage=verify",
        *([f"07-01 stage={stage}"] if stage != "verify" else []),
        f"{on} stage=lost",
        closed=day(on),
        lost=Loss(**more),
    )


BOOK = book(
    lost("a 100", "verify", "08-10", reason="price", said="Too dear"),
    lost("b 500", "propose", "09-10", reason="no-decision", competitor="Belt Co"),
    lost("c 200", "propose", "10-10", reason="price", competitor="Belt Co"),
    lost("d 200", "verify", "10-12"),
    deal("e 900 won", "06-01 stage=verify", "10-01 stage=won", closed=day("10-01")),
    deal("f 900 verify"),
)
FOUND = losses(standings(BOOK), BOOK)
DOCUMENT = losses_document(FOUND, BOOK)


def test_the_losses_are_told_by_reason_stage_and_competitor_and_deal_by_deal() -> None:
    assert cells(part(DOCUMENT, "losses"), "deals", "share", "amount", "share_of_amount") == [
        (1, Decimal("0.25"), cny("500"), Decimal("0.5")),
        (2, Decimal("0.5"), cny("300"), Decimal("0.3")),
        (1, Decimal("0.25"), cny("200"), Decimal("0.2")),
    ]
    assert ids(part(DOCUMENT, "losses"), "key") == ["no-decision", "price", None]

    table = part(DOCUMENT, "stage")
    assert ids(table, "key") == ["verify", "propose"]
    assert column(table, "deals") == [2, 2]

    assert cells(part(DOCUMENT, "competitor"), "key", "ids") == [("Belt Co", ("c", "b")), (None, ("d", "a"))]
    assert cells(part(DOCUMENT, "deals"), "id", "said") == [
        ("d", None),
        ("c", None),
        ("b", None),
        ("a", "Too dear"),
    ]


def test_what_an_unknown_amount_leaves_open_is_said_beside_the_sum() -> None:
    dollars = lost("g 100", "verify", "10-15")
    for others, amount in (
        ((), "1 deal lost, the amount unknown."),
        ((BOOK.opportunities["d"],), "2 deals lost, CNY 200, 1 of unknown amount."),
    ):
        some = book(replace(dollars, currency="USD"), *others)
        document = losses_document(losses(standings(some), some, named("2026-10")), some)
        assert amount in map(Language("en").say, document.lines)
        assert document.head["unknown_amounts"] == 1


def test_a_period_holds_what_was_lost_in_it() -> None:
    found = losses(standings(BOOK), BOOK, named("2026-Q3"))
    assert [each.deal.id for each in found.deals] == ["b", "a"]
    assert found.amount == cny("600")


@pytest.mark.parametrize(
    ("by", "keys"),
    [("month", ["2026-08", "2026-09", "2026-10"]), ("size", ["100..300", "300..1k"]), ("owner", ["li.wei"])],
)
def test_losses_may_be_cut_by_something_else_alone(by: str, keys: list[str]) -> None:
    found = losses_document(losses(standings(BOOK), BOOK, None, (by,)), BOOK)
    assert [table.name for table in found.tables] == ["losses", "rivals", "deals"]
    assert column(found.tables[0], "key") == keys


def test_a_way_of_cutting_that_does_not_exist_is_refused() -> None:
    with pytest.raises(NoSuchWord):
        losses((), BOOK, None, ("colour",))


def test_without_a_loss_it_says_so() -> None:
    none = losses_document(losses((), BOOK), BOOK)
    assert texts(none.lines) == ["Over the whole history."]
    assert [table.on_screen for table in none.tables] == [True, False, False, False, False]


def test_an_amount_that_cannot_be_converted_is_counted_and_named() -> None:
    some = book(lost("a 100", "verify", "08-10"), lost("b 100", "verify", "08-11"), deal("c 1"))
    foreign = replace(some.opportunities["b"], currency="USD")
    some = book(some.opportunities["a"], foreign)
    table = part(losses_document(losses(standings(some), some), some), "losses")
    assert cells(table, "deals", "amount") == [(2, cny("100"))]
    assert [each.whose for each in some.missing_rates] == ["b"]


def test_each_figure_is_the_sum_of_its_deals() -> None:
    figures = list(figures_in(DOCUMENT))
    for figure in figures:
        if figure.name.id == "deals":
            assert figure.value == sum(int(str(each.adds)) for each in figure.parts)
    named_ = [figure for figure in figures if figure.name.id == "amount"]
    assert [each.id for each in named_[1].parts] == ["c", "a"]


def rival(id: str, where: str, *names: str, closed: str | None = None, **more: object) -> Opportunity:
    moved = (f"{closed} stage={where} closed={closed}",) if closed else ()
    told = {"competitors": names, "closed": closed and day(closed), **more}
    return deal(f"{id} 1 {where}", "06-01 stage=verify", *moved, **told)  # type: ignore[arg-type]


RIVALS = (
    rival("o", "verify", "Belt Co", "Zed", "belt co"),
    rival("w", "won", "BELT CO", closed="10-01"),
    rival("x", "lost", "Zed", "Belt Co", closed="10-02", lost=Loss(competitor="ＢＥＬＴ co")),
    rival("y", "lost", closed="08-02", lost=Loss(competitor="Belt Co")),
    rival("z", "verify", "Belt Co", removed=day("10-01")),
)


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (None, [("Belt Co", 1, 1, 2, ratio(Decimal(1), Decimal(3))), ("Zed", 1, 0, 1, Decimal(0))]),
        ("2026-Q4", [("Belt Co", 1, 1, 1, Decimal("0.5")), ("Zed", 1, 0, 1, Decimal(0))]),
        ("2026-Q3", [("Belt Co", 1, 0, 1, Decimal(0)), ("Zed", 1, 0, 0, None)]),
    ],
)
def test_a_competitor_counts_by_open_won_and_lost_deals_however_its_name_is_written(
    period: str | None, expected: list[tuple[object, ...]]
) -> None:
    some = book(*RIVALS)
    found = losses_document(losses(standings(some), some, named(period) if period else None), some)
    assert cells(part(found, "rivals"), "competitor", "open", "won", "lost", "rate") == expected
