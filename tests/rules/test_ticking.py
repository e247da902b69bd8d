from collections.abc import Mapping
from dataclasses import replace
from datetime import date as Day

import pytest
from arrange import METHOD, TODAY, after, book, day, deal, written
from hypothesis import given
from hypothesis import strategies as st

from funnel_cli.records.book import Change
from funnel_cli.records.deal import Opportunity, Tick
from funnel_cli.records.method import Milestone
from funnel_cli.rules.ticking import (
    EvidenceNeeded,
    NothingOpen,
    NotMet,
    after_ticking,
    milestones_meant,
    take_over,
    tick,
    untick,
)
from funnel_cli.time.gate import has_met, item, skipped

NEED, CREDIT = METHOD.stages[0].milestones
RENAMED = replace(NEED, formerly=("want",))


def ticked(*days: str) -> tuple[Tick, ...]:
    """Ticks from `09-03`, or `09-03/09-10` where one has lapsed."""
    return tuple(
        Tick(date=day(on), lapsed=day(lapsed) if lapsed else None)
        for on, _, lapsed in (each.partition("/") for each in days)
    )


def ticks_after(change: Change) -> Mapping[str, tuple[Tick, ...]]:
    return after(change).milestones


def test_milestones_are_met_on_the_day_with_the_evidence_all_in_one_change_that_names_them() -> None:
    change = tick(deal("acme"), (NEED, CREDIT), day("09-03"), evidence="Visit 1", by="wang")
    new = (Tick(date=day("09-03"), evidence="Visit 1", by="wang"),)
    assert ticks_after(change) == {"need": new, "credit": new}

    change = tick(deal("acme"), (NEED,), day("09-03"), evidence=None)
    assert change.note.args == {"deal": "acme", "milestones": [NEED.label]}


def test_a_tick_goes_where_it_belongs_among_the_others_and_what_lapsed_can_be_met_again() -> None:
    some = deal("acme", milestones={"need": ticked("09-01/09-02", "10-01")})
    change = tick(some, (NEED,), day("09-10"), evidence=None)
    assert ticks_after(change)["need"] == ticked("09-01/09-02", "09-10", "10-01")

    some = deal("acme", milestones={"need": ticked("09-01/09-03")})
    change = tick(some, (NEED,), day("09-03"), evidence=None)
    assert ticks_after(change)["need"] == ticked("09-01/09-03", "09-03")


@pytest.mark.parametrize("evidence", [None, ""])
def test_a_milestone_that_asks_for_evidence_is_not_met_without(evidence: str | None) -> None:
    with pytest.raises(EvidenceNeeded):
        tick(deal("acme"), (replace(NEED, evidence="required"),), day("09-03"), evidence=evidence)


@pytest.mark.parametrize(("id", "milestone"), [("need", NEED), ("want", RENAMED)])
def test_what_is_met_already_stays_as_it_is_and_is_told(id: str, milestone: Milestone) -> None:
    some = deal("acme", milestones={id: ticked("09-01")})
    change = tick(some, (milestone,), day("09-03"), evidence=None)
    assert (change.edits, [told.args["since"] for told in change.warnings]) == ((), [day("09-01")])


def test_what_is_met_already_does_not_keep_the_others_from_being_met() -> None:
    some = deal("acme", milestones={"need": ticked("09-01")})
    change = tick(some, (NEED, replace(NEED, id="credit")), day("09-03"), evidence=None)
    assert ticks_after(change) == {"need": ticked("09-01"), "credit": ticked("09-03")}


@pytest.mark.parametrize(
    ("words", "asked", "ids"),
    [
        (["1"], {}, ["plan"]),
        (["2", "need", "3"], {}, ["need", "credit"]),
        ([], {"of_gate": True}, ["plan"]),
        ([], {"owed": True}, ["credit"]),
        (["1"], {"of_gate": True, "owed": True}, ["plan", "credit"]),
    ],
)
def test_numbers_count_the_gate_first_and_what_is_owed_behind_it(
    words: list[str], asked: dict[str, bool], ids: list[str]
) -> None:
    some = deal("acme 1 develop", ticks="need:11-01")
    assert [each.id for each in milestones_meant(some, book(some), words, **asked)] == ids


def test_nothing_open_is_refused_and_nothing_owed_taken_over() -> None:
    acme = deal("acme 1 verify")
    with pytest.raises(NothingOpen):
        milestones_meant(acme, book(acme), [], owed=True)

    some = book(deal("a 1 verify", "11-01 stage=verify"), deal("b 1 won", closed=TODAY))

    with pytest.raises(NothingOpen):
        take_over(some.opportunities.values(), some, TODAY, "from my sheet")


@pytest.mark.parametrize(
    ("before", "left"),
    [
        (["09-01"], ["09-01/09-10"]),
        (["09-10"], None),
        (["09-01/09-05", "09-10"], ["09-01/09-05"]),
        (["09-01", "09-05"], ["09-01/09-10", "09-05/09-10"]),
        (["09-01", "10-01"], ["09-01/09-10", "10-01"]),
        (["09-01/09-12"], ["09-01/09-10"]),
    ],
)
def test_a_tick_of_the_day_goes_and_an_older_one_lapses(before: list[str], left: list[str] | None) -> None:
    change = untick(deal("acme", milestones={"need": ticked(*before)}), (NEED,), day("09-10"))
    assert ticks_after(change) == ({"need": ticked(*left)} if left else {})


def test_a_tick_under_a_former_id_is_taken_back_too() -> None:
    some = deal("acme", milestones={"want": ticked("09-01"), "need": ticked("09-05")})
    change = untick(some, (RENAMED,), day("09-10"))
    assert ticks_after(change) == {"want": ticked("09-01/09-10"), "need": ticked("09-05/09-10")}


@pytest.mark.parametrize("before", [[], ["09-11"], ["09-01/09-10"]])
def test_what_is_not_met_cannot_be_taken_back(before: list[str]) -> None:
    with pytest.raises(NotMet):
        untick(deal("acme", milestones={"need": ticked(*before)}), (NEED,), day("09-10"))


DAYS = st.integers(1, 9).map(lambda n: day(f"11-{n:02}"))
TICKS = st.lists(st.builds(Tick, date=DAYS, lapsed=st.none() | DAYS), max_size=3).map(tuple)


@given(TICKS, DAYS)
def test_a_milestone_holds_from_its_tick_on_until_it_is_taken_back(ticks: tuple[Tick, ...], on: Day) -> None:
    some = deal("acme", milestones={"need": ticks})
    if not item(some, NEED, written(some, day=on)).is_met:
        some = replace(some, milestones=ticks_after(tick(some, (NEED,), on, evidence=None)))
    assert item(some, NEED, written(some, day=on)).is_met
    some = replace(some, milestones=ticks_after(untick(some, (NEED,), on)))
    assert not item(some, NEED, written(some, day=on)).is_met


def test_what_earlier_stages_ask_is_taken_over_by_one_evidence_for_many_deals() -> None:
    some = book(deal("a 1 propose", "11-01 stage=propose"), deal("b 1 develop", "11-01 stage=develop"))
    change = take_over(some.opportunities.values(), some, TODAY, "from my sheet")
    after = [edit.after for edit in change.edits]

    assert len(after) == 2
    for each in after:
        assert isinstance(each, Opportunity)
        assert skipped(each, some) == ()
        assert {tick.evidence for ticks in each.milestones.values() for tick in ticks} == {"from my sheet"}


def test_the_gate_that_a_deal_stands_before_is_not_taken_over() -> None:
    some = book(deal("a 1 develop", "11-01 stage=develop"))
    taken = after(take_over(some.opportunities.values(), some, TODAY, "from my sheet"))
    assert [has_met(taken, stage, some) for stage in some.method.stages[:2]] == [True, False]


def test_a_tick_before_a_known_lapse_ends_with_it_and_says_so() -> None:
    some = deal("acme", milestones={"need": ticked("10-05/10-20")})
    change = tick(some, (NEED,), day("10-01"), evidence=None)
    assert after(change).milestones["need"] == ticked("10-01/10-20", "10-05/10-20")
    assert [said.args["lapsed"] for said in change.warnings] == [day("10-20")]


@pytest.mark.parametrize("blank", [None, "", " ", "\u3000\n"])
def test_blanks_are_no_evidence(blank: str | None) -> None:
    asks = replace(NEED, evidence="required")
    with pytest.raises(EvidenceNeeded):
        tick(deal("acme"), (asks,), day("10-01"), evidence=blank)
    assert after(tick(deal("acme"), (NEED,), day("10-01"), evidence=blank)).milestones["need"] == ticked(
        "10-01"
    )


def test_what_no_longer_holds_from_a_day_ahead_says_so() -> None:
    some = deal("acme", ticks="need:09-03 credit:09-03")
    change = untick(some, (NEED,), day("11-25"))
    told = after_ticking(change, book(some), day("11-25"))
    assert told.next == change.next
    assert [said.args for said in told.warnings] == [{"day": day("11-25")}]
