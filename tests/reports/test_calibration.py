"""The method's odds beside what became of the deals that sat in each stage."""

from datetime import date as Day
from decimal import Decimal

import pytest
from arrange import book, day, deal, settings
from grids import cells, ids, texts
from samples import decided

from benchmarks import practice_set
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.method import Method
from funnel_cli.reports.calibration import (
    HOLDS,
    TOO_FEW,
    TOO_HIGH,
    TOO_LOW,
    TOO_OPEN,
    Calibration,
    calibration_document,
    calibrations,
)
from funnel_cli.reports.explanation import figures_in
from funnel_cli.time.history import book_on
from funnel_cli.values.period import named
from funnel_cli.values.table import Document


def calibrated(
    *deals: Opportunity, period: str | None = None, method: Method | None = None
) -> tuple[Calibration, ...]:
    some = book(*deals, method=method) if method else book(*deals)
    return calibrations(some.opportunities.values(), some, named(period) if period else None)


def month_ends(*deals: Opportunity) -> list[list[str]]:
    return [[f"{on:%m-%d}" for _, on in stage.sittings] for stage in calibrated(*deals)]


WON = deal(
    "won 1 won",
    "07-31 stage=verify",
    "09-30 stage=develop",
    "10-31 stage=won closed=10-31",
    closed=day("10-31"),
)


def test_a_deal_sits_where_it_is_at_the_end_of_a_month_that_is_over() -> None:
    """Entered on 31 July, it sat in Verify that evening; what it left on 30 September is left."""
    assert month_ends(WON) == [["07-31", "08-31"], ["09-30"], [], []]

    lost = deal("a 1 lost", "11-01 stage=verify", "11-20 stage=lost closed=11-20", closed=day("11-20"))
    assert month_ends(lost)[0] == []


def test_deals_that_were_lost_from_the_stage_count_against_it() -> None:
    """Of three that were sitting in Close at the end of September two were won."""
    close = calibrated(*decided(2, 1))[3]
    assert (len(close.won), len(close.sittings), close.deals, close.share) == (2, 3, 3, Decimal("0.666667"))


def test_only_decided_deals_with_a_history_sat_anywhere() -> None:
    verify = calibrated(WON, deal("open 1 develop", "08-01 stage=verify", "09-02 stage=develop"))[0]
    assert (verify.deals, verify.open) == (1, 1)

    again = deal("a 1 verify", "08-01 stage=verify", "09-05 stage=lost", "10-05 stage=verify")
    verify = calibrated(again)[0]
    assert (len(verify.sittings), verify.open) == (0, 1)

    verify = calibrated(deal("gone 1", "08-01 stage=verify", removed=Day(2026, 10, 2)))[0]
    assert (verify.deals, verify.open) == (0, 0)

    assert month_ends(deal("bare 1 won", closed=day("10-01"))) == [[], [], [], []]


def test_a_deal_that_sat_long_is_no_surer_than_another() -> None:
    """Twenty month ends of two deals are still only two deals."""
    slow = [
        deal(f"d{n} 1 won", "2025-01-05 stage=verify", "11-05 stage=won closed=11-05", closed=day("11-05"))
        for n in range(2)
    ]
    verify = calibrated(*slow)[0]
    assert (len(verify.sittings), verify.deals, verify.fit) == (44, 2, TOO_FEW)


def test_odds_hold_that_lie_in_the_interval_and_below_ten_deals_nothing_is_said() -> None:
    assert calibrated(*decided(9, 0))[3].fit is TOO_FEW
    assert calibrated(*decided(10, 0))[3].fit is not TOO_FEW

    assert [calibrated(*decided(won, 10 - won))[3].fit for won in (8, 3, 10)] == [HOLDS, TOO_HIGH, TOO_LOW]


def waiting(count: int) -> list[Opportunity]:
    """Deals that sat in Close at past month ends and still do."""
    return [deal(f"w{n} 1 close", "08-01 stage=close") for n in range(count)]


def test_the_share_of_all_lies_between_no_undecided_deal_won_and_every_one() -> None:
    """Two of three decided month ends were won; one more deal sat there at three and still is open."""
    close = calibrated(*decided(2, 1), *waiting(1))[3]
    whole = Decimal(len(close.sittings) + len(close.waiting))
    assert (close.least, close.most) == (
        (len(close.won) / whole).quantize(Decimal("0.000001")),
        ((len(close.won) + len(close.waiting)) / whole).quantize(Decimal("0.000001")),
    )


def test_a_verdict_holds_whatever_becomes_of_the_undecided() -> None:
    assert [calibrated(*decided(10, 0), *waiting(some))[3].fit for some in (0, 20)] == [TOO_LOW, TOO_OPEN]
    assert calibrated(*decided(1, 40), *waiting(1))[3].fit is TOO_HIGH


def test_stages_with_too_many_undecided_are_named() -> None:
    document = calibration(*decided(10, 0), *waiting(20))
    assert texts(document.lines) == [
        "Too many deals are undecided to say whether the method's odds hold: {stages}."
    ]


def test_the_practice_set_gives_no_verdict_on_engaging() -> None:
    """Won 68 % of the decided at the end of 2017, but between 36 % and 83 % of all that were dated."""
    if not practice_set.FOLDER.exists():
        pytest.skip("the practice set is not here")
    book = book_on(practice_set.practice_book(), Day(2017, 12, 31))
    (engaged,) = calibrations(book.opportunities.values(), book)
    assert engaged.fit is TOO_OPEN
    assert engaged.least is not None
    assert engaged.most is not None
    assert (round(engaged.least, 2), round(engaged.most, 2)) == (Decimal("0.36"), Decimal("0.83"))


def test_the_odds_are_those_that_the_settings_choose() -> None:
    assert [stage.probability for stage in calibrated()] == [
        Decimal("0.1"),
        Decimal("0.3"),
        Decimal("0.5"),
        Decimal("0.8"),
    ]


def test_a_period_has_its_own_month_ends_of_which_those_before_histories_were_complete_are_left_out() -> None:
    assert [len(stage.sittings) for stage in calibrated(WON, period="2026-09")] == [0, 1, 0, 0]

    method = settings(complete_since=Day(2026, 8, 15))
    assert len(calibrated(WON, method=method)[0].sittings) == 1


def calibration(*deals: Opportunity) -> Document:
    return calibration_document(calibrations(deals, book(*deals)))


def test_calibration_says_where_there_are_too_few_and_where_the_odds_hold() -> None:
    few = calibration(*decided(3, 1))
    assert texts(few.lines) == [
        "Too few to say: {enough} decided deals a stage are needed, the most is {most}."
    ]
    assert ids(few.tables[0], "fit") == ["too_few"] * 4

    assert texts(calibration(*decided(8, 2)).lines) == [
        "Where there are enough deals to say, the method's odds hold."
    ]


def test_calibration_names_the_stages_where_deals_do_otherwise() -> None:
    off = calibration(*decided(3, 9))
    assert texts(off.lines) == ["Your deals do otherwise than the method says: {stages}."]
    assert cells(off.tables[0], "probability", "share", "deals", "sittings", "sittings_won", "open")[3] == (
        Decimal("0.8"),
        Decimal("0.25"),
        12,
        12,
        3,
        0,
    )


def test_the_month_ends_are_those_of_the_deals_it_names() -> None:
    stages = calibrations(decided(3, 1), book(*decided(3, 1)))
    sat = [each for each in figures_in(calibration_document(stages)) if each.name.id in {"sittings", "won"}]
    assert [each.value for each in sat] == [
        sum(part.adds for part in each.parts if isinstance(part.adds, int)) for each in sat
    ]
