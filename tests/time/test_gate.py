from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from arrange import METHOD, TODAY, book, day, deal, own_odds
from hypothesis import given
from hypothesis import strategies as st

from funnel_cli.records.customer import Contact, Customer
from funnel_cli.records.deal import Opportunity, Tick
from funnel_cli.records.form import Filing, Form, FormField
from funnel_cli.records.method import Check, Milestone
from funnel_cli.time.gate import Item, gate, has_met, holding, item, skipped, ticks_of, unearned

VERIFY = METHOD.stages[0]
NEED, CREDIT = VERIFY.milestones


def is_seen(check: Check, some: Opportunity, **more: Any) -> bool:
    return item(some, Milestone(id="seen", check=check), book(some, **more)).is_met


@pytest.mark.parametrize(
    ("ticks", "open_criteria", "met"),
    [
        ("", (NEED, CREDIT), 0), ("credit:09-03", (NEED,), 1), ("plan:09-03", (NEED, CREDIT), 0),
        ("credit:09-03 need:11-22", (), 2), ("credit:09-03 need:11-23", (NEED,), 1),
    ],
)  # fmt: skip
def test_a_gate_opens_when_each_criterion_is_ticked_by_the_day(
    ticks: str, open_criteria: tuple[Milestone, ...], met: int
) -> None:
    some = deal("acme", ticks=ticks, created=day("09-01"))
    found = gate(some, VERIFY, book(some))
    assert (found.open_criteria, found.is_met, found.met, found.required) == (
        open_criteria,
        not open_criteria,
        met,
        2,
    )


def test_an_optional_milestone_opens_no_gate_and_one_without_criteria_is_met() -> None:
    stage = replace(VERIFY, milestones=(NEED, Milestone(id="demo", for_="need")))
    some = deal("acme", ticks="demo:09-03")
    found = gate(some, stage, book(some))
    assert (len(found.items), found.required, found.met, found.is_met) == (2, 1, 0, False)

    some = deal("acme")
    assert gate(some, replace(VERIFY, milestones=()), book(some)).is_met


def test_a_tick_says_since_when_and_by_what_evidence() -> None:
    ticks = {"need": (Tick(date=day("09-01"), evidence="Visit 1"), Tick(date=day("09-05")))}
    some = deal("acme", milestones=ticks)
    assert item(some, NEED, book(some)) == Item(NEED, is_met=True, since=day("09-05"))


def test_a_lapsed_tick_is_open_again_from_that_day_on() -> None:
    ticks = {"need": (Tick(date=day("09-01"), lapsed=TODAY),)}
    some = deal("acme", milestones=ticks)
    before = book(some, on=day("11-21"))
    assert item(some, NEED, before).is_met
    assert item(some, NEED, book(some)) == Item(NEED, is_met=False, lapsed=TODAY)


def test_ticks_under_a_former_id_count() -> None:
    need = replace(NEED, formerly=("want",))
    some = deal("acme", ticks="need:09-05 want:09-03")
    assert [tick.date for tick in ticks_of(some, need)] == [day("09-03"), day("09-05")]


def test_a_tick_the_method_no_longer_knows_opens_nothing() -> None:
    some = deal("acme", ticks="want:09-03")
    assert ticks_of(some, NEED) == ()


@pytest.mark.parametrize(
    ("check", "is_met"),
    [
        (Check(field="amount"), True),
        (Check(field="amount", at_least=Decimal(100)), True),
        (Check(field="amount", at_least=Decimal("100.01")), False),
        (Check(field="source"), False),
        (Check(field="source", at_least=Decimal(1)), False),
        (Check(field="source", one_of=("referral",)), False),
        (Check(field="customer", one_of=("Acme", "Other")), True),
        (Check(field="customer", one_of=("Other",)), False),
        (Check(field="no_such_field"), False),
        (Check(strength="power"), True),
        (Check(strength="power", at_least=Decimal(9)), True),
        (Check(strength="power", at_least=Decimal(10)), False),
        (Check(strength="vision"), False),
        (Check(log="visit"), True),
        (Check(log="mail"), False),
        (Check(log="visit", within=12), True),
        (Check(log="visit", within=11), False),
        (Check(log="visit", within=0), False),
        (Check(contact="buyer"), True),
        (Check(contact="coach"), True),
        (Check(contact="influencer"), False),
        (Check(contact="buyer", says=("problem",)), True),
        (Check(contact="buyer", says=("problem", "value")), True),
        (Check(contact="buyer", says=("vision",)), False),
        (Check(contact="coach", says=("problem",)), False),
        (Check(milestone="need"), True),
        (Check(milestone="credit"), False),
        (Check(milestone="no-such"), False),
        (Check(), False),
    ],
)
def test_a_check_sees_the_fact_it_asks_for(check: Check, is_met: bool) -> None:
    some = deal(
        "acme 100",
        ticks="need:09-03",
        log="visit:11-10 call:11-22",
        contacts=(Contact(name="Zhao", role="buyer", problem="dust"),),
        strength={"power": 9},
    )
    people = (Contact(name="Wang", role="coach"), Contact(name="Zhao", value="1m"))
    acme = Customer(id="acme", name="Acme", contacts=people)
    assert is_seen(check, some, customers={"acme": acme}) is is_met


@pytest.mark.parametrize(("within", "is_met"), [(None, True), (10, True), (9, False)])
def test_a_form_may_be_asked_for_in_the_last_days(within: int | None, is_met: bool) -> None:
    kept = replace(METHOD, forms=(Form(id="rank", for_="customer", fields=(FormField(id="size"),)),))
    filed = (Filing(date=day("11-01")), Filing(date=day("11-12"), says={"size": "high"}))
    acme = Customer(id="acme", name="Acme", forms={"rank": filed})
    for check in (Check(form="rank", within=within), Check(form="rank", field="size", within=within)):
        assert is_seen(check, deal("acme"), customers={"acme": acme}, method=kept) is is_met


@pytest.mark.parametrize(
    ("where", "ticks", "due"),
    [
        ("verify", "", "11-15"),  # it came in on 11-01, and 14 days later is the 15th
        ("verify", "ranked:11-03", None),
        ("develop", "", None),  # what an earlier stage asked has no day any more
        ("won", "", None),
    ],
)
def test_what_a_stage_asks_by_a_day_is_due_so_long_after_the_deal_came_in(
    where: str, ticks: str, due: str | None
) -> None:
    ranked = Milestone(id="ranked", due_days=14)
    stage = replace(VERIFY, milestones=(*VERIFY.milestones, ranked))
    asking = replace(METHOD, stages=(stage, *METHOD.stages[1:]))
    some = deal(f"acme 1 {where}", f"11-01 stage={where}", ticks=ticks, closed=day("11-01"))
    items = gate(some, stage, book(some, method=asking)).items
    assert [each.due for each in items] == [None, None, day(due) if due else None]


def test_an_amount_of_nothing_is_filled_and_a_deal_without_a_customer_record_has_its_own_contacts() -> None:
    assert is_seen(Check(field="amount"), deal("acme 0"))
    assert not is_seen(Check(contact="coach"), deal("acme"))


@pytest.mark.parametrize("field", ["probability", "next_step"])
def test_only_a_number_can_be_big_enough(field: str) -> None:
    some = deal("acme", probability=own_odds("0.9", "09-01"))
    assert not is_seen(Check(field=field, at_least=Decimal(0)), some)


def test_what_was_seen_has_no_day_of_its_own_unless_it_was_ticked_by_hand() -> None:
    milestone = Milestone(id="seen", check=Check(log="visit"))
    some = deal("acme", log="visit:09-03")
    assert item(some, milestone, book(some)) == Item(milestone, is_met=True)

    milestone = Milestone(id="need", check=Check(log="visit"))
    some = deal("acme", ticks="need:09-03")
    assert item(some, milestone, book(some)).since == day("09-03")


@pytest.mark.parametrize(
    ("stage", "ids"), [("verify", []), ("propose", ["develop"]), ("won", []), ("nurture", [])]
)
def test_unearned_are_the_unmet_gates_a_deal_went_past(stage: str, ids: list[str]) -> None:
    some = deal(f"acme 1 {stage}", ticks="need:09-03 credit:09-03")
    assert [found.stage.id for found in unearned(some, book(some))] == ids


@pytest.mark.parametrize("stage", ["verify", "develop", "propose", "close", "won", "nurture"])
def test_skipped_are_the_open_criteria_of_unearned_gates(stage: str) -> None:
    some = deal(f"acme 1 {stage}", ticks="credit:09-03")
    gates = unearned(some, book(some))
    assert skipped(some, book(some)) == tuple(each for found in gates for each in found.open_criteria)


DAYS = st.integers(1, 30).map(lambda n: day(f"11-{n:02}"))
TICKS = st.lists(st.builds(Tick, date=DAYS, lapsed=st.none() | DAYS), max_size=3).map(tuple)


@given(st.fixed_dictionaries({}, optional={"need": TICKS, "credit": TICKS, "plan": TICKS}))
def test_a_gate_is_met_exactly_when_every_criterion_has_a_tick_that_holds(
    ticks: dict[str, tuple[Tick, ...]],
) -> None:
    some = deal("acme", milestones=ticks, created=day("11-01"))
    holding = [
        any(tick.date <= TODAY and not (tick.lapsed and tick.lapsed <= TODAY) for tick in ticks.get(id, ()))
        for id in ("need", "credit")
    ]
    found = gate(book(some).opportunities["acme"], VERIFY, book(some))
    assert (found.is_met, found.met) == (all(holding), sum(holding))
    assert has_met(book(some).opportunities["acme"], VERIFY, book(some)) == found.is_met


VISITED = Milestone(id="visited", required=True, check=Check(log="visit", within=10))


@pytest.mark.parametrize(
    ("history", "log", "is_earned"),
    [
        ("10-01 stage=verify|10-20 stage=develop", "visit:10-12", True),
        ("10-01 stage=verify|10-20 stage=develop", "visit:10-09", False),
        ("10-01 stage=verify|10-20 stage=develop", "visit:10-09 visit:11-01", True),
        (
            "10-01 stage=verify|10-20 stage=develop|11-01 stage=verify|11-05 stage=propose",
            "visit:10-12",
            False,
        ),
        ("10-20 stage=develop", "visit:10-12", False),
    ],
)
def test_a_gate_that_was_met_when_the_deal_left_stays_so_when_its_days_have_run_out(
    history: str, log: str, is_earned: bool
) -> None:
    stages = (replace(VERIFY, milestones=(VISITED,)), *METHOD.stages[1:])
    some = deal("acme - develop", *history.split("|"), log=log, created=day("10-01"))
    known = book(some, method=replace(METHOD, stages=stages))
    assert (not unearned(some, known), not skipped(some, known)) == (is_earned, is_earned)


def test_the_entry_counts_its_days_back_from_the_first_day() -> None:
    some = deal("acme - verify", "10-01 stage=verify", log="visit:09-25", created=day("10-01"))
    assert not unearned(some, book(some, method=replace(METHOD, entry=(VISITED,))))


@pytest.mark.parametrize(
    ("where", "asked"), [("verify", ["need", "credit", "visited"]), ("develop", ["plan"]), ("won", [])]
)
def test_the_first_stage_is_not_left_without_the_entry(where: str, asked: list[str]) -> None:
    method = replace(METHOD, entry=(VISITED,))
    some = deal(f"acme 1 {where}", ticks="need:11-01 credit:11-01 plan:11-01", created=day("11-01"))
    known = book(some, method=method)
    stage = known.method.stage(where)
    found = gate(some, stage, known) if stage else None
    assert [each.milestone.id for each in (found.criteria if found else ())] == asked
    is_met = where != "verify"
    if found and stage:
        assert (found.is_met, found.met, found.required) == (is_met, len(asked) - (not is_met), len(asked))
        assert (has_met(some, stage, known), list(holding(some, stage, known))) == (
            is_met,
            list(found.open_criteria),
        )


@pytest.mark.parametrize("links", [1, 2])
@pytest.mark.parametrize(("log", "is_earned"), [("visit:10-12", True), ("visit:10-09", False)])
def test_what_another_milestone_asks_of_the_last_days_is_counted_to_the_day_the_deal_left(
    links: int, log: str, is_earned: bool
) -> None:
    seen = Milestone(id="seen", check=Check(log="visit", within=10))
    steps = [
        Milestone(id=f"link{n}", required=True, check=Check(milestone=f"link{n - 1}" if n else "seen"))
        for n in range(links)
    ]
    for home in (0, 1):  # the milestone asked for stands in the stage that was left, or in the next one
        stages = [replace(VERIFY, milestones=tuple(steps)), METHOD.stages[1], *METHOD.stages[2:]]
        stages[home] = replace(stages[home], milestones=(*stages[home].milestones, seen))
        method = replace(METHOD, stages=tuple(stages))
        some = deal("acme - develop", "10-01 stage=verify", "10-20 stage=develop", log=log)
        known = book(some, method=method)
        assert (not unearned(some, known), not skipped(some, known)) == (is_earned, is_earned)
