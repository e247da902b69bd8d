from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date as Day
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from arrange import METHOD, TODAY, book, day, deal, lead_line, settings, step, written
from hypothesis import example, given
from hypothesis import strategies as st

from funnel_cli.finding.names import NoSuchWord
from funnel_cli.records.book import Change
from funnel_cli.records.customer import Contact, Customer, LogEntry, NextStep
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.lead import LEAD_DATED, Lead, LeadOpening, LeadPast
from funnel_cli.records.method import Choice
from funnel_cli.rules.adding import IdTaken, LeadNameMissing, add
from funnel_cli.rules.customers import NotAnEndCustomer, contact_from
from funnel_cli.rules.leads import (
    BeforeLastLeadLine,
    LeadMovedNotSet,
    NotAMark,
    NotEmptied,
    NotQualified,
    ReasonNeeded,
    add_lead,
    contact,
    convert,
    give_back,
    marks_from,
    qualify,
    set_lead,
    with_lead_wishes,
)
from funnel_cli.rules.settable_keys import NoSuchField, NotAnAssignment
from funnel_cli.rules.typed_fields import as_told, grade_named
from funnel_cli.store.layout import slug
from funnel_cli.time.history import NotThereYet
from funnel_cli.time.pool import lead_on
from funnel_cli.values.dates import Calendar
from funnel_cli.values.errors import BlankText

LEAD = Lead(
    id="orchard",
    customer="Orchard",
    name="Scales",
    amount=Decimal(40000),
    stage="qualified",
    owner="anna",
    source="referral",
    created=day("11-02"),
    next_step=step("11-25"),
    region="Wales",
    industry="food",
    marks={"fit": "high"},
    history=(lead_line("11-02", stage="new"), lead_line("11-10", stage="qualified")),
    log=(LogEntry(date=day("11-04"), kind="call", text="They want two"),),
    contacts=(Contact(name="Wood"),),
    tags=("led",),
    refs={"crm": "7"},
)
CALL = LogEntry(date=TODAY, kind="call", text="Spoke")


def lead_after(change: Change) -> Lead:
    (edit,) = change.edits
    assert isinstance(edit.after, Lead)
    return edit.after


def converted(lead: Lead = LEAD, on: Day = TODAY, **book: Customer) -> Change:
    return convert(lead, written(customers=book), on, stage=METHOD.stages[0], new_customer_id=slug)


def qualified(lead: Lead, on: Day) -> Change:
    return qualify(lead, written(), on, marks={}, graded="A", reason=None)


def test_a_draft_is_read_by_the_grammars_people_type() -> None:
    told = {
        "name": "Scales", "customer": "Orchard", "amount": "4万", "source": "Referral", "fit": "高",
        "contact": "Wood, coach", "next": "Call", "due": "+3d", "region": None,
    }  # fmt: skip
    assert as_told(Lead(id="orchard-scales"), told, written(), Calendar(TODAY)) == Lead(
        id="orchard-scales",
        name="Scales",
        customer="Orchard",
        amount=Decimal(40000),
        source="referral",
        marks={"fit": "high"},
        contacts=(Contact(name="Wood", role="coach"),),
        next_step=step("11-25", "Call"),
    )


def test_a_new_lead_is_dated_in_the_pool_without_an_owner_and_needs_a_customer_or_a_name() -> None:
    lead = lead_after(add_lead(Lead(id="x", name="X"), written(), TODAY))
    assert (lead.stage, lead.owner, lead.created) == ("new", None, TODAY)
    assert lead.history == (lead_line(TODAY, stage="new"),)

    with pytest.raises(LeadNameMissing):
        add_lead(Lead(id="x"), written(), TODAY)
    with pytest.raises(LeadNameMissing):
        set_lead(lead, replace(lead, name=None), TODAY, None)
    with pytest.raises(BlankText):
        contact_from(" , coach")


def test_leads_and_open_deals_of_the_same_customer_are_pointed_out() -> None:
    book = written(
        deal("belts 1 verify", customer="ORCHARD"),
        deal("old 1 won", customer="Orchard"),
        leads={"orchard": LEAD},
    )
    change = add_lead(Lead(id="x", customer="Orchard"), book, TODAY)
    assert [warning.args["deal"] for warning in change.warnings] == ["orchard", "belts"]


def test_whose_lead_can_become_no_deal_is_pointed_out() -> None:
    dealer = Customer(id="orchard", name="Orchard", kind="dealer")
    change = add_lead(Lead(id="x", customer="Orchard"), written(customers={"orchard": dealer}), TODAY)
    assert [warning.text for warning in change.warnings] == [NotAnEndCustomer.sentence]


def test_an_id_of_a_deal_or_a_lead_is_never_given_again() -> None:
    book = written(deal("belts 1 verify"), leads={"orchard": LEAD})
    for id in ("belts", "orchard"):
        with pytest.raises(IdTaken):
            add_lead(Lead(id=id, name="X"), book, TODAY)
        with pytest.raises(IdTaken):
            add(deal(f"{id} 1 verify"), book, TODAY)


def test_the_first_contact_moves_a_new_lead_on_and_takes_one_of_the_pool_but_leaves_a_qualified_one() -> None:
    lead = lead_after(contact(replace(LEAD, stage="new", history=()), CALL, None, METHOD, owner="ben"))
    assert (lead.stage, lead.owner, lead.log[-1]) == ("contacted", "anna", CALL)
    assert lead.history == (lead_line(TODAY, stage="contacted"),)

    pooled = replace(LEAD, stage="returned", owner=None, history=())
    lead = lead_after(contact(pooled, CALL, None, METHOD, owner="ben"))
    assert lead.history == (lead_line(TODAY, stage="contacted", owner="ben"),)

    lead = lead_after(contact(LEAD, CALL, None, METHOD, owner="ben"))
    assert (lead.stage, lead.history, lead.next_step) == ("qualified", LEAD.history, LEAD.next_step)


def test_a_new_next_step_of_a_lead_is_dated_and_the_old_one_kept() -> None:
    lead = lead_after(contact(LEAD, CALL, step("12-01"), METHOD, owner="ben"))
    assert lead.history[-1] == lead_line(TODAY, next_step=step("12-01"))
    assert lead.opening == LeadOpening(changes={"next_step": LEAD.next_step})
    then = lead_on(lead, day("11-21"))
    assert then is not None
    assert then.next_step == LEAD.next_step


def test_a_day_alone_moves_the_step_of_a_lead() -> None:
    after = lead_after(contact(LEAD, CALL, NextStep(due=day("12-01")), METHOD))
    assert after.next_step == step("12-01", "call")


def test_qualifying_adds_marks_to_those_there_are() -> None:
    some = replace(LEAD, stage="contacted")
    change = qualify(
        some, written(), TODAY, marks={"budget": "high", "cycle": "middle"}, graded=None, reason=None
    )
    assert lead_after(change).marks == {"fit": "high", "budget": "high", "cycle": "middle"}
    assert change.note.args["grade"] == "A"


def test_a_lead_that_goes_back_is_nobodys_and_keeps_the_reason() -> None:
    lead = lead_after(give_back(LEAD, TODAY, "No answer"))
    assert (lead.stage, lead.owner, lead.next_step) == ("returned", None, None)
    assert lead.history[-1] == lead_line(TODAY, stage="returned", reason="No answer")

    with pytest.raises(ReasonNeeded):
        give_back(LEAD, TODAY, None)


def test_a_deal_keeps_every_field_of_its_lead() -> None:
    edit, _ = converted().edits
    assert edit.before is LEAD
    assert isinstance(edit.after, Opportunity)
    for field in ("id", "customer", "name", "amount", "owner", "source", "next_step", "log", "contacts",
                  "tags", "refs"):  # fmt: skip
        assert getattr(edit.after, field) == getattr(LEAD, field)
    assert edit.after.lead == LeadPast(
        created=LEAD.created,
        amount=LEAD.amount,
        owner=LEAD.owner,
        next_step=LEAD.next_step,
        region="Wales",
        industry="food",
        marks=LEAD.marks,
        history=(*LEAD.history, lead_line(TODAY, stage="converted")),
    )
    assert (edit.after.stage, edit.after.created) == ("verify", TODAY)


def test_amount_and_close_may_be_told_at_conversion() -> None:
    change = convert(
        LEAD, written(), TODAY, stage=METHOD.stages[1], amount=(Decimal(5), "EUR"), close=day("12-24"),
        new_customer_id=slug,
    )  # fmt: skip
    after = change.edits[0].after
    assert isinstance(after, Opportunity)
    assert (after.amount, after.currency, after.expected_close, after.stage) == (
        Decimal(5),
        "EUR",
        day("12-24"),
        "develop",
    )


def test_a_customer_without_a_record_gets_one_of_what_the_lead_knows() -> None:
    assert converted().edits[1].after == Customer(
        id="orchard", name="Orchard", region="Wales", industry="food"
    )
    assert len(converted(orchard=Customer(id="orchard", name="Orchard")).edits) == 1


def test_a_lead_that_is_not_qualified_or_of_a_dealer_becomes_no_deal() -> None:
    with pytest.raises(NotQualified):
        converted(replace(LEAD, stage="contacted"))
    with pytest.raises(NotAnEndCustomer):
        converted(orchard=Customer(id="orchard", name="Orchard", kind="dealer"))


@pytest.mark.parametrize(
    ("words", "error"), [(["fit"], NotAMark), (["size=high"], NoSuchWord), (["fit=huge"], NoSuchWord)]
)
def test_a_mark_that_is_none_is_refused(words: list[str], error: type[Exception]) -> None:
    with pytest.raises(error):
        marks_from(words)


def test_a_grade_is_a_letter_or_a_word_of_the_method() -> None:
    assert grade_named("b", settings()) == "B"
    assert grade_named("hot", replace(METHOD, grades=(Choice(id="hot"),))) == "hot"
    with pytest.raises(NoSuchWord):
        grade_named("Z", settings())


def set_words(lead: Lead, *words: str, reason: str | None = None) -> Lead:
    after = with_lead_wishes(lead, words, book(leads={lead.id: lead}), Calendar(TODAY))
    return lead_after(set_lead(lead, after, TODAY, reason))


def test_a_lead_says_what_it_was_told_to_say_in_any_language() -> None:
    after = set_words(
        LEAD, "amount=5万", "region=North", "source=marketing", "close=2027-03-01", "tags=a, b,A"
    )
    assert (after.amount, after.region, after.source) == (Decimal(50000), "North", "marketing")
    assert (after.expected_close, after.tags) == (day("2027-03-01"), ("a", "b"))
    line = lead_line(TODAY, amount=Decimal(50000), expected_close=day("2027-03-01"))
    assert after.history == (*LEAD.history, line)
    assert after == set_words(
        LEAD, "金额=5万", "区域=North", "线索来源=marketing", "预计成交日期=2027-03-01", "标签=a, b"
    )

    assert set_words(LEAD, "预算=低") == set_words(LEAD, "budget=low")


def test_owner_grade_and_marks_hold_from_the_day_on() -> None:
    after = set_words(LEAD, "owner=bo", "grade=A", "budget=low", reason="moved")
    line = lead_line(TODAY, owner="bo", grade="A", marks={"fit": "high", "budget": "low"}, reason="moved")
    assert after.history[-1] == line
    assert lead_on(after, day("11-21")) == replace(
        after, owner="anna", grade=None, marks={"fit": "high"}, history=LEAD.history
    )


def test_a_lead_from_the_pool_is_new_for_whom_it_is_given_and_what_is_so_already_stays() -> None:
    returned = lead_after(give_back(LEAD, day("11-20"), "no answer"))
    after = set_words(returned, "owner=bo")
    assert (after.stage, after.owner) == ("new", "bo")
    assert after.history[-1] == lead_line(TODAY, stage="new", owner="bo")

    after = with_lead_wishes(LEAD, ["owner=anna", "region=Wales"], book(), Calendar(TODAY))
    assert set_lead(LEAD, after, TODAY, None).edits == ()


def test_a_person_set_twice_is_told_more_of() -> None:
    after = set_words(LEAD, "contact=Wood, foreman", "contact=Hill, coach")
    assert after.contacts == (Contact(name="Wood", title="foreman"), Contact(name="Hill", role="coach"))


def test_a_lead_becomes_nobodys_by_going_back_only() -> None:
    with pytest.raises(NotEmptied):
        set_words(LEAD, "owner=")


DATED_VALUES: Mapping[str, object] = {
    "amount": Decimal(0),
    "currency": "USD",
    "owner": "bo",
    "expected_close": day("12-24"),
    "next_step": step("12-01"),
    "grade": "A",
    "marks": {"fit": "low"},
}


def test_each_dated_field_of_a_lead_has_a_value_here() -> None:
    assert DATED_VALUES.keys() == LEAD_DATED.keys() - {"stage"}


CHANGES = st.tuples(st.integers(1, 9), st.sampled_from(sorted(DATED_VALUES)), st.booleans(), st.booleans())


@example([(1, "amount", False, False), (1, "amount", True, True), (1, "amount", False, False)])
@given(st.lists(CHANGES, max_size=6))
def test_no_command_alters_what_a_lead_was(changes: Sequence[tuple[int, str, bool, bool]]) -> None:
    """What is changed by hand holds from the last line on, and after a later command too."""
    lead, today = LEAD, day("11-11")
    for later, key, is_emptied, is_by_hand in changes:
        was = {then: lead_on(lead, then) for then in (day("11-11"), today, today + timedelta(later - 1))}
        today += timedelta(later)
        value: Any = DATED_VALUES[key] if not is_emptied else {} if key == "marks" else None
        after = replace(lead, **{key: value})
        if is_by_hand or after == lead:
            lead = after
            continue
        lead = lead_after(set_lead(lead, after, today, None))
        for then, known in was.items():
            now = lead_on(lead, then)
            assert [getattr(now, key) for key in LEAD_DATED] == [getattr(known, key) for key in LEAD_DATED]


@pytest.mark.parametrize(
    "by_hand",
    [
        {"history": (*LEAD.history, lead_line("11-05", stage="contacted"))},
        {"history": (), "opening": LeadOpening(changes={"stage": "contacted"})},
    ],
)
def test_no_command_alters_what_a_lead_was_that_was_written_by_hand(by_hand: Mapping[str, Any]) -> None:
    """Its lines are out of order, or its opening is not what it became."""
    lead = replace(LEAD, **by_hand)
    after = lead_after(give_back(lead, TODAY, "No answer"))
    for then in (day("11-03"), day("11-06"), day("11-11")):
        assert getattr(lead_on(after, then), "stage", None) == getattr(lead_on(lead, then), "stage", None)


@pytest.mark.parametrize(
    ("word", "refusal"),
    [("region", NotAnAssignment), ("colour=red", NoSuchField), ("阶段=qualified", LeadMovedNotSet)],
)
def test_what_is_no_field_of_a_lead_is_refused(word: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        set_words(LEAD, word)


def handed_on(lead: Lead, on: Day) -> Change:
    return set_lead(lead, replace(lead, owner="bo"), on, None)


def spoken_to(lead: Lead, on: Day) -> Change:
    return contact(lead, replace(CALL, date=on), None, METHOD, owner="ben")


def given_back(lead: Lead, on: Day) -> Change:
    return give_back(lead, on, "no")


@pytest.mark.parametrize("verb", [qualified, handed_on, spoken_to, given_back, converted])
def test_nothing_is_dated_before_what_is_known_of_a_lead(verb: Callable[[Lead, Day], Change]) -> None:
    lead = replace(LEAD, stage="qualified" if verb is converted else "returned", owner=None)
    last = lead_line("11-20", stage=lead.stage, owner=lead.owner)
    with pytest.raises(BeforeLastLeadLine):
        verb(replace(lead, history=(*LEAD.history, last)), day("11-19"))
    with pytest.raises(NotThereYet):
        verb(replace(lead, history=()), day("11-01"))


def test_a_call_of_an_earlier_day_that_moves_nothing_is_logged_in_its_place() -> None:
    lead = lead_after(spoken_to(LEAD, day("11-03")))
    assert ([entry.date.day for entry in lead.log], lead.history) == ([3, 4], LEAD.history)
