from collections.abc import Callable
from dataclasses import replace
from datetime import date as Day
from decimal import Decimal
from typing import Any

import pytest
from arrange import METHOD, TODAY, after, book, day, deal, line, own_odds, settings, step, written
from hypothesis import given
from hypothesis import strategies as st

from funnel_cli.records.book import Change
from funnel_cli.records.customer import NextStep
from funnel_cli.records.deal import Contract, HistoryLine, Loss, Opportunity, Pause, Tick
from funnel_cli.records.method import Method, Stage
from funnel_cli.rules.moving import (
    ClosedAhead,
    GateNotMet,
    NoEarlierStage,
    NoKnownStage,
    NoReason,
    NoStageAhead,
    NoStageBehind,
    NotAhead,
    NotClosed,
    NotOpen,
    NotPaused,
    Passing,
    PauseOver,
    demote,
    lose,
    pause,
    promote,
    remove,
    reopen,
    resume,
    win,
)
from funnel_cli.time.history import BeforeLastLine, NotThereYet, opportunity_on
from funnel_cli.time.standing import Standing
from funnel_cli.values.message import message
from funnel_cli.values.money import Money

VERIFY, DEVELOP, PROPOSE, CLOSE = METHOD.stages
ALL = "need:09-01 credit:09-01 plan:09-01 funds:09-01 terms:09-01"
IN_VERIFY = deal("acme 100 verify", "09-01 stage=verify amount=100")
IN_DEVELOP = deal("acme 100 develop", "09-01 stage=verify amount=100", "10-01 stage=develop")
IN_CLOSE = deal("acme 100 close", "09-01 stage=close amount=100", ticks=ALL)
WON = deal("acme 100 won", "09-01 stage=develop", "10-01 stage=won closed=10-01", closed=day("10-01"))
REMOVED = replace(IN_VERIFY, removed=day("11-01"))


def ready(some: Opportunity) -> Opportunity:
    """The deal with every criterion of the method ticked."""
    return replace(some, milestones=deal("x", ticks=ALL).milestones)


def promoted(some: Opportunity, on: str = "11-22", method: Method = METHOD, **more: Any) -> Opportunity:
    return after(promote(some, written(some, method=method), day(on), **more))


def won(some: Opportunity, **more: Any) -> Opportunity:
    return after(win(some, written(some), TODAY, **more))


def test_a_deal_whose_gate_is_met_moves_on_to_the_next_stage_or_one_ahead() -> None:
    some = ready(IN_VERIFY)
    assert promoted(some) == replace(
        some, stage="develop", history=(*some.history, line("11-22 stage=develop"))
    )

    change = promote(some, written(some), TODAY)
    assert (change.note, change.next) == (
        message("{deal} promoted to {stage}", deal="acme", stage=DEVELOP.label),
        ("funnel check @",),
    )

    assert promoted(ready(IN_VERIFY), to=CLOSE).stage == "close"


def test_a_gate_that_is_not_met_refuses_with_each_open_criterion_and_how_to_tick_it() -> None:
    with pytest.raises(GateNotMet) as refused:
        promoted(replace(IN_VERIFY, milestones=deal("x", ticks="need:09-01").milestones))
    assert refused.value.exit_code == 4
    assert refused.value.args_by_name == {"deal": "acme", "stage": VERIFY.label, "count": 1}
    assert [line.args["command"] for line in refused.value.details] == [
        'funnel check acme credit --evidence "…"'
    ]


def test_every_stage_on_the_way_must_be_finished() -> None:
    some = replace(IN_VERIFY, milestones=deal("x", ticks="need:09-01 credit:09-01").milestones)
    with pytest.raises(GateNotMet) as refused:
        promoted(some, to=CLOSE)
    assert [str(line.args["command"]).split()[3] for line in refused.value.details] == ["plan", "funds"]
    assert refused.value.args_by_name["stage"] == DEVELOP.label


def test_a_passage_by_force_is_written_down_with_the_criteria_that_were_open_if_any() -> None:
    some = promoted(IN_VERIFY, to=PROPOSE, by=Passing("tender", is_forced=True))
    assert some.history[-1] == line("11-22 stage=propose forced=need,credit,plan reason=tender")

    assert promoted(ready(IN_VERIFY), by=Passing(is_forced=True)).history[-1] == line("11-22 stage=develop")


@pytest.mark.parametrize("reason", [None, ""])
def test_force_needs_a_reason(reason: str | None) -> None:
    with pytest.raises(NoReason):
        promoted(IN_VERIFY, by=Passing(reason, is_forced=True))


def test_the_gate_is_judged_on_the_day_of_the_move() -> None:
    some = replace(IN_VERIFY, milestones=deal("x", ticks="need:09-01 credit:11-10").milestones)
    assert promoted(some, "11-10").stage == "develop"
    with pytest.raises(GateNotMet):
        promoted(some, "11-09")


@pytest.mark.parametrize("to", [VERIFY, DEVELOP])
def test_a_promotion_leads_ahead(to: Stage) -> None:
    with pytest.raises(NotAhead):
        promoted(IN_DEVELOP, to=to)


def test_after_the_last_stage_only_winning_follows_and_nothing_before_the_last_move() -> None:
    with pytest.raises(NoStageAhead):
        promoted(IN_CLOSE)
    with pytest.raises(BeforeLastLine):
        promoted(deal("x 1 develop", "09-01 stage=verify", "10-01 stage=develop", ticks=ALL), "09-15")
    with pytest.raises(BeforeLastLine):
        promoted(ready(IN_DEVELOP), "09-15", to=PROPOSE)


@pytest.mark.parametrize("some", [WON, REMOVED])
@pytest.mark.parametrize("move", ["promote", "demote", "win", "lose", "pause"])
def test_only_an_open_deal_moves(some: Opportunity, move: str) -> None:
    with pytest.raises(NotOpen):
        MOVES[move](some, TODAY)


def test_a_stage_that_is_unknown_on_the_day_cannot_be_left() -> None:
    with pytest.raises(NoKnownStage):
        promoted(replace(IN_VERIFY, stage="nurture"))


MOVES: dict[str, Callable[[Opportunity, Day], Change]] = {
    "promote": lambda some, on: promote(some, written(some), on),
    "demote": lambda some, on: demote(some, written(some), on, VERIFY, "why"),
    "win": lambda some, on: win(some, written(some), on),
    "lose": lambda some, on: lose(some, written(some), on, Loss(reason="price")),
    "pause": lambda some, on: pause(some, on, None, "why"),
    "resume": resume,
    "reopen": lambda some, on: reopen(some, written(some), on, to=None, reason="why"),
    "remove": lambda some, on: remove(some, on, "why"),
}


@pytest.mark.parametrize("some", [IN_VERIFY, WON, replace(IN_VERIFY, history=(), created=day("09-01"))])
@pytest.mark.parametrize("move", MOVES)
def test_no_deal_moves_before_it_exists(move: str, some: Opportunity) -> None:
    with pytest.raises(NotThereYet):
        MOVES[move](some, day("08-31"))


@pytest.mark.parametrize("move", ["promote", "demote", "win", "lose", "pause"])
def test_what_is_closed_on_a_later_day_says_where_that_stands(move: str) -> None:
    with pytest.raises(ClosedAhead) as refused:
        MOVES[move](WON, day("09-30"))
    assert refused.value.args_by_name == {"deal": "acme", "day": WON.closed, "file": WON.file}


@pytest.mark.parametrize("move", ["demote", "pause", "remove", "reopen"])
@pytest.mark.parametrize("blank", [None, "", "  "])
def test_blanks_are_no_reason(move: str, blank: str | None) -> None:
    moves: dict[str, Callable[[], Change]] = {
        "demote": lambda: demote(IN_DEVELOP, written(IN_DEVELOP), TODAY, VERIFY, blank),
        "pause": lambda: pause(IN_DEVELOP, TODAY, None, blank),
        "remove": lambda: remove(IN_DEVELOP, TODAY, blank),
        "reopen": lambda: reopen(WON, written(WON), TODAY, to=None, reason=blank),
    }
    with pytest.raises(NoReason):
        moves[move]()


def test_a_stage_under_a_former_id_leads_on_to_the_next() -> None:
    method = replace(METHOD, stages=(replace(VERIFY, formerly=("nurture",)), *METHOD.stages[1:]))
    some = replace(ready(IN_VERIFY), stage="nurture", history=(line("09-01 stage=nurture"),))
    assert promoted(some, method=method).stage == "develop"


@pytest.mark.parametrize(("survives", "odds"), [(False, "0.3"), (True, "0.45")])
def test_a_promotion_leaves_the_override_as_written_and_the_settings_say_whether_it_counts(
    survives: bool, odds: str
) -> None:
    own = own_odds("0.45", "09-05")
    some = promoted(replace(ready(IN_VERIFY), probability=own))
    known = book(some, method=settings(override_survives=survives))
    assert some.probability == own
    assert Standing(known.opportunities["acme"], known).probability == Decimal(odds)


def test_a_demotion_goes_back_by_one_stage_if_none_is_named_with_its_reason() -> None:
    some = after(demote(IN_DEVELOP, written(IN_DEVELOP), TODAY, VERIFY, "new-buyer"))
    assert some == replace(
        IN_DEVELOP, stage="verify", history=(*IN_DEVELOP.history, line("11-22 stage=verify reason=new-buyer"))
    )

    some = after(demote(IN_DEVELOP, written(IN_DEVELOP), TODAY, None, "new-buyer"))
    assert some.stage == "verify"

    with pytest.raises(NoStageBehind):
        demote(IN_VERIFY, written(IN_VERIFY), TODAY, None, "why")


@pytest.mark.parametrize("to", [DEVELOP, PROPOSE])
def test_a_demotion_leads_back(to: Stage) -> None:
    with pytest.raises(NotAhead):
        demote(IN_DEVELOP, written(IN_DEVELOP), TODAY, to, "why")


def test_a_win_closes_the_deal_and_what_was_pending_in_one_line_by_the_present_stage_alone() -> None:
    busy = replace(IN_CLOSE, next_step=step("11-25"), paused=Pause(since=day("11-01")))
    some = won(busy)
    assert (some.stage, some.closed, some.next_step, some.paused) == ("won", TODAY, None, None)

    assert won(IN_CLOSE).history == (*IN_CLOSE.history, line("11-22 stage=won closed=11-22"))

    some = deal("acme 100 close", "09-01 stage=close", ticks="terms:09-01")
    assert won(some).is_won

    assert won(IN_CLOSE).contract is None


def test_a_win_through_an_open_gate_is_forced_or_refused() -> None:
    with pytest.raises(GateNotMet):
        won(IN_DEVELOP)
    forced = won(IN_DEVELOP, by=Passing("signed", is_forced=True)).history[-1]
    assert (forced.forced, forced.reason) == (("plan",), "signed")


@pytest.mark.parametrize(("amount", "signed"), [(None, 100), (Money(Decimal(90), "CNY"), 90)])
def test_a_contract_carries_its_day_and_the_amount_won(amount: Money | None, signed: int) -> None:
    some = won(IN_CLOSE, amount=amount, contract="C-1")
    assert some.amount == signed
    assert some.contract == Contract(number="C-1", date=TODAY, amount=Decimal(signed))


def test_a_loss_closes_the_deal_with_its_report() -> None:
    loss = Loss(reason="price", competitor="Beta")
    some = after(lose(replace(IN_VERIFY, next_step=step("11-25")), written(IN_VERIFY), day("11-20"), loss))
    assert (some.stage, some.closed, some.lost, some.next_step) == ("lost", day("11-20"), loss, None)
    assert some.history[-1].changes == {
        "stage": "lost",
        "closed": day("11-20"),
        "lost": loss,
        "next_step": None,
    }


@pytest.mark.parametrize(("reason", "said"), [("price", METHOD.lost_reasons[0].label), ("odd", "odd")])
def test_a_loss_is_told_by_the_label_of_its_reason(reason: str, said: object) -> None:
    change = lose(IN_VERIFY, written(IN_VERIFY), TODAY, Loss(reason=reason))
    assert change.note == message("{deal} lost: {reason}", deal="acme", reason=said)


def test_a_reopened_deal_is_back_where_it_was_closed_from_or_in_another_stage() -> None:
    some = after(reopen(WON, written(WON), TODAY, to=None, reason="returned"))
    assert (some.stage, some.closed, some.is_open) == ("develop", None, True)
    assert some.history == (*WON.history, line("11-22 stage=develop closed= reason=returned"))

    assert after(reopen(WON, written(WON), TODAY, to=PROPOSE, reason="back")).stage == "propose"


def test_a_reopened_deal_keeps_the_old_outcome_in_its_history() -> None:
    lost = replace(WON, stage="lost", lost=Loss(reason="price"), history=(line("09-01 stage=develop"),))
    then = opportunity_on(after(reopen(lost, written(lost), TODAY, to=None, reason="back")), day("11-21"))
    assert then is not None
    assert (then.stage, then.closed, then.lost) == ("lost", day("10-01"), Loss(reason="price"))


def test_only_a_closed_deal_is_reopened_and_into_a_known_stage() -> None:
    some = replace(WON, history=(line("09-01 stage=nurture"), line("10-01 stage=won closed=10-01")))
    with pytest.raises(NoEarlierStage):
        reopen(some, written(some), TODAY, to=None, reason="back")

    with pytest.raises(NotClosed):
        reopen(IN_VERIFY, written(IN_VERIFY), TODAY, to=None, reason="back")


def test_a_pause_rests_from_the_day_of_the_wish_until_its_end() -> None:
    rest = Pause(since=TODAY, until=day("2027-01-15"), reason="freeze")
    change = pause(IN_DEVELOP, TODAY, day("2027-01-15"), "freeze")
    assert after(change) == replace(
        IN_DEVELOP,
        paused=rest,
        history=(*IN_DEVELOP.history, HistoryLine(date=TODAY, changes={"paused": rest})),
    )
    assert change.note.args == {"deal": "acme", "until": day("2027-01-15")}

    assert pause(IN_DEVELOP, TODAY, None, "freeze").note.args["until"] == message("further notice")


@pytest.mark.parametrize("until", [TODAY, day("2026-11-01")])
def test_no_pause_is_over_before_it_begins(until: Day) -> None:
    with pytest.raises(PauseOver):
        pause(IN_DEVELOP, TODAY, until, "freeze")


def test_a_resumed_deal_runs_again_with_its_step() -> None:
    rests = replace(IN_DEVELOP, paused=Pause(since=day("11-01")), next_step=step("12-01", "wait"))
    some = after(resume(rests, TODAY))
    assert (some.paused, some.next_step) == (None, step("12-01", "wait"))


def test_only_a_paused_deal_is_resumed() -> None:
    with pytest.raises(NotPaused):
        resume(IN_DEVELOP, TODAY)


@pytest.mark.parametrize("pending", [None, step("11-25")])
def test_a_removed_deal_leaves_the_funnel_with_a_line_that_says_why(pending: NextStep | None) -> None:
    some = after(remove(replace(IN_DEVELOP, next_step=pending), TODAY, "spare parts"))
    assert (some.removed, some.next_step, some.is_open) == (TODAY, None, False)
    assert some.history[-1] == HistoryLine(
        date=TODAY, changes={"next_step": None} if pending else {}, reason="spare parts"
    )


def test_what_is_removed_is_not_removed_again() -> None:
    with pytest.raises(NotOpen):
        remove(REMOVED, TODAY, "again")


DAYS = st.integers(1, 30).map(lambda n: day(f"11-{n:02}"))
TICKS = st.lists(st.builds(Tick, date=DAYS, lapsed=st.none() | DAYS), max_size=2).map(tuple)
IDS = ("need", "credit", "plan", "funds", "terms")


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(IDS, TICKS)), st.sampled_from(METHOD.stages[1:]))
def test_a_promotion_is_refused_exactly_where_criteria_are_open_and_force_records_exactly_those(
    ticks: dict[str, tuple[Tick, ...]], to: Stage
) -> None:
    some = replace(IN_VERIFY, milestones=ticks)
    held = {id for id, each in ticks.items() if any(tick.holds_on(TODAY) for tick in each)}
    left = METHOD.stages[: METHOD.position(to.id)]
    open_ids = [each.id for stage in left for each in stage.criteria if each.id not in held]
    try:
        promoted(some, to=to)
        refused = []
    except GateNotMet as error:
        refused = [str(each.args["command"]).split()[3] for each in error.details]
    assert refused == open_ids
    forced = promoted(some, to=to, by=Passing("why", is_forced=True)).history[-1].forced
    assert list(forced) == open_ids
