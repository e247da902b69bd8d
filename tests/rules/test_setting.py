from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from arrange import TODAY, day, deal, line, own_odds, step, written
from arrange import after as changed

from funnel_cli.finding.names import NoSuchWord
from funnel_cli.records.customer import NextStep
from funnel_cli.records.deal import HistoryLine, Opportunity
from funnel_cli.render.language import Language
from funnel_cli.rules.adding import NameUnset
from funnel_cli.rules.settable_keys import NoSuchField, NotAnAssignment
from funnel_cli.rules.setting import (
    MovedNotSet,
    NobodyNamed,
    SameOwner,
    assignments,
    hand_over,
    histories_completed,
    set_fields,
)
from funnel_cli.rules.typed_fields import BadOdds
from funnel_cli.time.history import BeforeLastLine, opportunity_on
from funnel_cli.values.dates import BadDate, Calendar
from funnel_cli.values.errors import FunnelError
from funnel_cli.values.message import Label, message
from funnel_cli.values.money import BadAmount, OtherCurrency
from funnel_cli.values.period import days_after

CALENDAR = Calendar(TODAY)
ACME = deal("acme 100 develop 12-20", "09-01 amount=100 close=12-20", created=day("09-01"), name="Belts")


def after(some: Opportunity, *words: str, **more: str) -> Opportunity:
    """The deal after `set` with those words today."""
    change = set_fields([some], assignments(words), written(some), CALENDAR, TODAY, reason=more.get("reason"))
    (edit,) = change.edits
    assert isinstance(edit.after, Opportunity)
    return edit.after


def test_words_are_keys_with_values_under_what_a_screen_calls_them() -> None:
    assert assignments(["amount=120k", "name=a = b", "tags= "]) == {
        "amount": "120k",
        "name": "a = b",
        "tags": "",
    }

    words = ["金额=12万", "所有者=anna", "预计成交＝2026-12-24", "标签=led", "Name=Belts"]
    assert list(assignments(words)) == ["amount", "owner", "close", "tags", "name"]


@pytest.mark.parametrize(
    ("word", "error", "details"),
    [
        ("amount", NotAnAssignment, []),
        ("stage=won", MovedNotSet, []),
        ("closed=today", MovedNotSet, []),
        ("阶段=won", MovedNotSet, []),
        ("amuont=1", NoSuchField, ["Did you mean amount?"]),
    ],
)
def test_a_word_that_sets_nothing_is_refused(word: str, error: type[FunnelError], details: list[str]) -> None:
    with pytest.raises(error) as refused:
        assignments([word])
    assert list(map(Language("en").say, refused.value.details)) == details


@pytest.mark.parametrize(
    ("word", "key", "value"),
    [
        ("customer=Beta", "customer", "Beta"),
        ("name=Lamps", "name", "Lamps"),
        ("customer=", "customer", None),
        ("amount=12万", "amount", Decimal(120000)),
        ("amount=", "amount", None),
        ("currency=USD", "currency", "USD"),
        ("owner=wang", "owner", "wang"),
        ("source=referral", "source", "referral"),
        ("created=2026-08-01", "created", day("08-01")),
        ("close=eom", "expected_close", day("11-30")),
        ("expected_close=+1d", "expected_close", day("11-23")),
        ("close=", "expected_close", None),
        ("next=Send the plan", "next_step", NextStep(action="Send the plan")),
        ("due=+3d", "next_step", NextStep(due=day("11-25"))),
        ("category=commit", "category", "commit"),
        ("tags=mine, led,", "tags", ("mine", "led")),
        ("tags=Led,mine,led", "tags", ("Led", "mine")),
        ("competitors=acme，Acme、Zed", "competitors", ("acme", "Zed")),
    ],
)
def test_a_field_is_read_by_its_own_grammar(word: str, key: str, value: object) -> None:
    assert getattr(after(ACME, word), key) == value


def test_an_amount_with_a_currency_sets_both() -> None:
    some = after(ACME, "amount=USD 12k")
    assert (some.amount, some.currency) == (Decimal(12000), "USD")


@pytest.mark.parametrize(
    ("words", "new"),
    [
        (["next=visit"], NextStep(action="visit", due=day("11-25"))),
        (["due=11-30"], NextStep(action="call", due=day("11-30"))),
        (["due="], NextStep(action="call")),
        (["next="], None),
        (["next=", "due=11-30"], NextStep(due=day("11-30"))),
        (["next=visit", "due=11-30"], NextStep(action="visit", due=day("11-30"))),
        (["next=", "due="], None),
    ],
)
def test_the_two_halves_of_a_next_step_are_set_apart(words: list[str], new: NextStep | None) -> None:
    assert after(replace(ACME, next_step=step("11-25")), *words).next_step == new


def test_an_override_is_taken_back_with_an_empty_value_and_what_is_not_there_is_not() -> None:
    assert set_fields([ACME], {"due": ""}, written(), CALENDAR, TODAY).edits == ()
    assert after(replace(ACME, probability=own_odds("0.5", "11-01")), "probability=").probability is None


@pytest.mark.parametrize("text", ["45%", "0.45"])
def test_an_override_carries_its_day_and_reason(text: str) -> None:
    own = after(ACME, f"probability={text}", reason="felt so").probability
    assert own == own_odds("0.45", "11-22")


@pytest.mark.parametrize(
    ("word", "error"),
    [
        ("probability=45", BadOdds), ("probability=110%", BadOdds), ("category=sure", NoSuchWord),
        ("amount=lots", BadAmount), ("close=someday", BadDate), ("parts=USD 10k", OtherCurrency),
        ("contract_amount=€55k", OtherCurrency), ("contract_amount=55万美元", OtherCurrency),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_read_is_refused(word: str, error: type[FunnelError]) -> None:
    with pytest.raises(error):
        after(ACME, word)


def test_what_is_dated_gets_a_line_with_the_reason_and_the_rest_none() -> None:
    some = after(ACME, "amount=120", "name=Lamps", reason="Shutdown moved")
    new = HistoryLine(date=TODAY, changes={"amount": Decimal(120)}, reason="Shutdown moved")
    assert some == replace(ACME, amount=Decimal(120), name="Lamps", history=(*ACME.history, new))


def test_what_is_not_dated_needs_no_line() -> None:
    assert after(ACME, "name=Lamps").history == ACME.history


AMOUNT = [Label({"en": "amount", "zh": "金额"})]


def test_deals_that_have_the_value_already_are_left_out() -> None:
    beta = deal("beta 120")
    change = set_fields([ACME, beta], {"amount": "120"}, written(), CALENDAR, TODAY)
    assert [edit.before for edit in change.edits] == [ACME]
    assert change.note == message("{deal}: set {keys}", deal="acme", keys=AMOUNT)


@pytest.mark.parametrize("count", [0, 2])
def test_several_deals_are_counted(count: int) -> None:
    some = [deal("a 1"), deal("b 1")][:count]
    change = set_fields(some, {"amount": "2"}, written(), CALENDAR, TODAY)
    assert change.note == message("{count:deal|deals}: set {keys}", count=count, keys=AMOUNT)


@pytest.mark.parametrize("is_late", [False, True])
def test_a_value_before_the_last_line_needs_force(is_late: bool) -> None:
    some = deal("acme 120", "09-01 amount=100", "10-15 amount=120")
    wish = {"amount": "110"}
    if not is_late:
        with pytest.raises(BeforeLastLine):
            set_fields([some], wish, written(), CALENDAR, day("09-20"))
        return
    (edit,) = set_fields([some], wish, written(), CALENDAR, day("09-20"), is_late=True).edits
    new = line("09-20 amount=110")
    assert edit.after == replace(some, history=(some.history[0], new, some.history[1]))


def test_histories_are_completed_where_values_were_edited_by_hand() -> None:
    edited = replace(ACME, id="edited", amount=Decimal(150))
    change = histories_completed(written(ACME, edited))
    (edit,) = change.edits
    assert edit.after == replace(edited, history=(*ACME.history, line("09-01 amount=150")))
    assert change.note.args == {"count": 1}


HELD = deal("acme 100 develop", "09-01 stage=verify owner=li.wei", "10-01 stage=develop")


def test_the_owner_changes_from_that_day_on() -> None:
    handed = changed(hand_over([HELD], "li.wei", "anna", TODAY))
    new = replace(line("11-22 owner=anna"), reason="handover from li.wei")
    assert handed == replace(HELD, owner="anna", history=(*HELD.history, new))
    before = opportunity_on(handed, days_after(TODAY, -1))
    assert before
    assert before.owner == "li.wei"


def test_of_customer_and_name_one_stays() -> None:
    some = deal("a", name="Lamps", customer="Acme")
    assert changed(set_fields([some], {"name": ""}, written(some), CALENDAR, TODAY)).name is None
    with pytest.raises(NameUnset) as refused:
        set_fields([some], {"name": "", "customer": ""}, written(some), CALENDAR, TODAY)
    assert refused.value.hint == message("For example: funnel set {deal} customer=Acme", deal="a")


def test_somebody_else_must_take_them() -> None:
    with pytest.raises(NobodyNamed):
        hand_over([HELD], "li.wei", None, TODAY)
    with pytest.raises(NobodyNamed):
        hand_over([HELD], "li.wei", "\u3000", TODAY)
    with pytest.raises(SameOwner):
        hand_over([HELD], "li.wei", "li.wei", TODAY)
