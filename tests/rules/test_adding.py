from dataclasses import replace
from decimal import Decimal

import pytest
from arrange import METHOD, TODAY, after, day, deal, line, settings, step, written

from funnel_cli.finding.names import NoSuchWord, term_of
from funnel_cli.finding.people import CUSTOMER_KINDS
from funnel_cli.records.customer import Customer, LogEntry, NextStep
from funnel_cli.records.deal import HistoryLine, Opportunity
from funnel_cli.records.filed_review import EarlierReview, Promise, Review
from funnel_cli.records.lists import Call, Target
from funnel_cli.rules.adding import (
    IdTaken,
    NameMissing,
    NothingSaid,
    add,
    deal_told,
    entry_of,
    file_call,
    file_review,
    log,
    set_target,
)
from funnel_cli.rules.customers import NotAnEndCustomer
from funnel_cli.time.history import NotThereYet
from funnel_cli.time.standing import standings
from funnel_cli.values.dates import Calendar
from funnel_cli.values.errors import FunnelError
from funnel_cli.values.money import Money, OtherCurrency
from funnel_cli.values.period import Period, named

CALENDAR = Calendar(TODAY)
WEEK = Period.week(2026, 47)
FILE = "data/reviews/2026-W47.yaml"


def drafted(**typed: str) -> Opportunity:
    return deal_told(typed, "acme-9", written(), CALENDAR)


def test_a_draft_is_read_by_the_grammars_people_type() -> None:
    some = drafted(
        name="Lamps", customer="Acme", amount="USD 12k", close="eom", stage="开发", source="Referral",
        owner="wang", next="Call", due="+3d",
    )  # fmt: skip
    assert some == Opportunity(
        id="acme-9",
        stage="develop",
        customer="Acme",
        name="Lamps",
        amount=Decimal(12000),
        currency="USD",
        owner="wang",
        source="referral",
        expected_close=day("11-30"),
        next_step=step("11-25", "Call"),
    )


def test_what_a_draft_leaves_out_is_the_first_stage_and_the_settings_owner() -> None:
    some = drafted(name="Lamps", customer="Acme")
    assert some == Opportunity(id="acme-9", stage="verify", customer="Acme", name="Lamps", owner="li.wei")


@pytest.mark.parametrize(
    ("typed", "new"),
    [({"next": "Call"}, NextStep(action="Call")), ({"due": "+3d"}, NextStep(due=day("11-25")))],
)
def test_half_a_next_step_is_one(typed: dict[str, str], new: NextStep) -> None:
    assert drafted(name="Lamps", **typed).next_step == new


def test_a_new_deal_begins_with_its_dated_facts_as_the_first_line() -> None:
    some = deal("acme 100 verify 11-30")
    change = add(some, written(), day("11-20"))
    first = line("11-20 stage=verify amount=100 close=11-30 owner=li.wei")
    assert after(change) == replace(some, created=day("11-20"), history=(first,))
    assert change.edits[0].before is None

    some = after(add(deal("acme", owner=None, next_step=step("11-25")), written(), TODAY))
    assert some.history[0].changes == {"stage": "verify", "next_step": step("11-25")}


@pytest.mark.parametrize("kind", ["dealer", "contractor"])
@pytest.mark.parametrize("name", ["Acme Ltd", "Acme"])
def test_only_end_customers_enter_the_funnel(kind: str, name: str) -> None:
    acme = Customer(id="acme", name="Acme Ltd", former_names=("Acme",), kind=kind, file="acme.yaml")
    with pytest.raises(NotAnEndCustomer) as refused:
        add(deal("new", customer=name), written(customers={"acme": acme}), TODAY)
    told = {"customer": "Acme Ltd", "kind": term_of(kind, CUSTOMER_KINDS), "file": "acme.yaml"}
    assert refused.value.args_by_name == told


def test_an_end_customer_of_the_book_may_have_another_deal() -> None:
    acme = Customer(id="acme", name="Acme")
    assert add(deal("new", customer="Acme"), written(customers={"acme": acme}), TODAY).warnings == ()


def test_what_of_it_is_for_parts_is_in_the_currency_of_the_amount() -> None:
    assert drafted(name="Lamps", amount="USD 12k", parts="$2k").parts == 2000
    for amount, parts in (("CAD 12k", "$2k"), ("JPY 12k", "¥2k"), ("HKD 12k", "2千元")):
        assert drafted(name="Lamps", amount=amount, parts=parts).parts == 2000
    for amount in ("12k", "EUR 12k", ""):
        with pytest.raises(OtherCurrency):
            drafted(name="Lamps", amount=amount, parts="USD 2k")


@pytest.mark.parametrize(
    ("some", "error"),
    [
        (deal("acme"), IdTaken),
        (deal("new", customer=None), NameMissing),
        (deal("new", customer="", name=""), NameMissing),
    ],
)
def test_a_deal_without_a_name_or_with_a_used_id_is_refused(
    some: Opportunity, error: type[FunnelError]
) -> None:
    with pytest.raises(error):
        add(some, written(deal("acme")), TODAY)


@pytest.mark.parametrize(
    ("action", "due", "agreed"),
    [
        (None, None, None),
        ("Trial", None, NextStep(action="Trial")),
        (None, "+3d", NextStep(due=day("11-25"))),
        ("Trial", "+3d", step("11-25", "Trial")),
    ],
)
def test_an_entry_is_read_with_the_step_agreed(
    action: str | None, due: str | None, agreed: NextStep | None
) -> None:
    entry = LogEntry(date=TODAY, kind="visit", text="Saw the pit", next=action)
    told = {"text": "Saw the pit", "kind": "visit", "next": action or "", "due": due or ""}
    assert entry_of(told, METHOD, CALENDAR, TODAY) == (entry, agreed)


@pytest.mark.parametrize("text", ["", " "])
def test_an_entry_says_something(text: str) -> None:
    with pytest.raises(NothingSaid):
        entry_of({"text": text, "kind": "visit"}, METHOD, CALENDAR, TODAY)


def test_an_entry_is_of_a_kind_of_the_method() -> None:
    with pytest.raises(NoSuchWord):
        entry_of({"text": "Saw the pit", "kind": "dinner"}, METHOD, CALENDAR, TODAY)


@pytest.mark.parametrize(
    ("on", "kinds"),
    [("09-01", "call visit mail"), ("09-05", "visit call mail"), ("09-30", "visit mail call")],
)
def test_an_entry_goes_after_those_of_its_day(on: str, kinds: str) -> None:
    some = deal("acme", log="visit:09-05 mail:09-10")
    change = log(some, LogEntry(date=day(on), kind="call"), None, METHOD)
    assert " ".join(entry.kind for entry in after(change).log) == kinds
    assert after(change).history == ()


def test_what_was_said_before_a_deal_was_created_can_be_logged_and_no_step_agreed_then() -> None:
    acme = deal("acme", "11-01 stage=verify", created=day("11-01"))
    assert len(after(log(acme, LogEntry(date=day("10-20")), None, METHOD)).log) == 1
    with pytest.raises(NotThereYet):
        log(acme, LogEntry(date=day("10-20")), step("11-25"), METHOD)


def test_the_step_agreed_is_a_dated_change() -> None:
    some = after(log(deal("acme"), LogEntry(date=TODAY), step("11-25"), METHOD))
    assert (some.next_step, some.history[-1].changes) == (step("11-25"), {"next_step": step("11-25")})


@pytest.mark.parametrize(("agreed", "hints"), [(step("11-25"), ()), (None, ('funnel set @ next="…" due=…',))])
def test_an_entry_without_a_step_asks_for_one(agreed: NextStep | None, hints: tuple[str, ...]) -> None:
    assert log(deal("acme"), LogEntry(date=TODAY), agreed, METHOD).next == hints


@pytest.mark.parametrize(("on", "moved"), [("11-22", "Quote"), ("11-10", "Call")])
def test_a_day_alone_moves_what_was_agreed_by_then(on: str, moved: str) -> None:
    steps = (step("11-12", "Call"), step("11-25", "Quote"))
    lines = [HistoryLine(date=day(at), changes={"next_step": each})
             for at, each in (("11-01", steps[0]), ("11-20", steps[1]))]  # fmt: skip
    some = deal("acme", next_step=steps[1], history=tuple(lines))
    change = log(some, LogEntry(date=day(on)), NextStep(due=day("11-30")), METHOD)
    assert [each.changes["next_step"] for each in after(change).history if each.date == day(on)] == [
        step("11-30", moved)
    ]
    assert change.note.args["action"] == moved


def test_a_target_is_a_line_added_and_changes_none() -> None:
    new = Target(
        set=TODAY, period="2026-12", amount=Decimal(300), owner="wang", tier="stretch", submitted=TODAY
    )
    change = set_target(new, written())
    assert (change.added, change.edits) == ((new,), ())
    assert change.note.args["money"] == Money(Decimal(300), "CNY")


@pytest.mark.parametrize(("typed", "kept"), [("USD", "USD"), ("CNY", None), (None, None)])
def test_a_target_and_a_call_keep_a_foreign_currency(typed: str | None, kept: str | None) -> None:
    target = Target(set=TODAY, period="2026-12", amount=Decimal(300), currency=typed)
    call = Call(filed=TODAY, period="2026-12", amount=Decimal(300), currency=typed)
    for change in (set_target(target, written()), file_call(call, named("2026-12"), written())):
        (line,) = change.added
        assert getattr(line, "currency") == kept  # noqa: B009 - a rate has none


def test_a_call_is_a_line_added_and_changes_none() -> None:
    new = Call(filed=TODAY, period="2026-12", amount=Decimal(300), owner="wang", note="Sure")
    change = file_call(new, named("2026-12"), written())
    assert (change.added, change.edits, change.warnings) == ((new,), (), ())
    assert change.note.args["money"] == Money(Decimal(300), "CNY")


@pytest.mark.parametrize(("on", "count"), [("10-31", 0), ("11-01", 1)])
def test_a_call_for_a_period_that_is_over_is_warned_about(on: str, count: int) -> None:
    late = Call(filed=day(on), period="2026-10", amount=Decimal(300))
    assert len(file_call(late, named("2026-10"), written()).warnings) == count


def test_a_late_entry_leaves_the_step_agreed_since_then() -> None:
    acme = deal(
        "acme",
        next_step=step("11-25"),
        history=(HistoryLine(date=TODAY, changes={"next_step": step("11-25")}),),
    )
    after = log(acme, LogEntry(date=day("11-01"), kind="call"), step("11-10"), METHOD).edits[0].after
    assert isinstance(after, Opportunity)
    assert (after.next_step, len(after.history)) == (step("11-25"), 2)


def test_a_review_promises_the_steps_that_were_planned() -> None:
    known = written(deal("a", next_step=step("11-25")), deal("b", next_step=NextStep(due=TODAY)), deal("c"))
    change = file_review(standings(known), known, TODAY, WEEK, file=FILE, notes="Quiet")
    (edit,) = change.edits
    assert edit.before is None
    assert edit.after == Review(
        as_of=TODAY,
        week="2026-W47",
        owner="li.wei",
        promises=(
            Promise(deal="a", due=day("11-25"), action="call"),
            Promise(deal="b", due=TODAY, action="-"),
        ),
        notes="Quiet",
    )


@pytest.mark.parametrize(("notes", "kept"), [(None, "First"), ("Second", "Second")])
def test_a_review_filed_again_in_its_week_keeps_its_notes_and_what_it_said_before(
    notes: str | None, kept: str
) -> None:
    first = Review(as_of=day("11-20"), week="2026-W47", notes="First", file=FILE)
    other = Review(as_of=day("11-13"), week="2026-W46", notes="Other")
    known = written(reviews=(other, first), method=settings(owner=None))
    (edit,) = file_review((), known, TODAY, WEEK, file=FILE, notes=notes).edits
    assert edit.before is first
    earlier = (EarlierReview(as_of=day("11-20"), notes="First"),)
    assert edit.after == Review(as_of=TODAY, week="2026-W47", notes=kept, earlier=earlier)


def test_a_review_of_one_owner_leaves_that_of_another_as_it_is() -> None:
    other = Review(as_of=day("11-20"), week="2026-W47", owner="li.wei", notes="Mine", file=FILE)
    known = written(reviews=(other,))
    file = "data/reviews/2026-W47.anna.yaml"
    (edit,) = file_review((), known, TODAY, WEEK, file=file, owner="anna", notes=None).edits
    assert (edit.before, edit.after) == (None, Review(as_of=TODAY, week="2026-W47", owner="anna"))


def test_the_sources_of_a_draft_are_those_of_the_method() -> None:
    assert METHOD.sources[0].id == "referral"
    with pytest.raises(NoSuchWord):
        drafted(name="Lamps", source="billboard")
