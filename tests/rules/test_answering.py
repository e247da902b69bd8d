from dataclasses import replace
from decimal import Decimal

import pytest
from arrange import TODAY, after, book, day, deal
from hypothesis import given
from hypothesis import strategies as st

from funnel_cli.finding.words import NoSuchWord
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.form import FIELD_KINDS, Filing, FormField, last_filing, numbered
from funnel_cli.records.method import Check
from funnel_cli.rules.answering import (
    AnswersMissing,
    BadAnswer,
    NoSuchVersion,
    NotAnAnswer,
    NotThisDeal,
    NoVersions,
    answer,
    answers,
    file_form,
    form_named,
)
from funnel_cli.store.founding import shipped_method
from funnel_cli.time.gate import item
from funnel_cli.time.history import opportunity_on
from funnel_cli.values.dates import Calendar
from funnel_cli.values.errors import FunnelError
from funnel_cli.values.message import Label
from funnel_cli.values.money import BadAmount, ManyDigits, OtherCurrency

METHOD = shipped_method("sales-desk")
QUOTE, TENDER = form_named(METHOD, "quote"), form_named(METHOD, "招投标")
CALENDAR = Calendar(TODAY)
OPEN = deal("a 1 contact", created=day("09-01"))


def filed(*words: str, on: str = "11-20", before: Opportunity = OPEN, form: str = "quote") -> Opportunity:
    meant = form_named(METHOD, form)
    return after(file_form(before, meant, answers(words, meant, CALENDAR, "CNY"), day(on), METHOD))


def says(filings: tuple[Filing, ...]) -> list[dict[str, str]]:
    return [dict(each.says) for each in filings]


def test_answers_are_kept_as_a_record_writes_them() -> None:
    new = filed("报价金额=12万", "discount=8%", "valid-until=12-15", "approved-by=王芳")
    assert says(new.forms["quote"]) == [
        {"amount": "120000", "discount": "8%", "valid-until": "2026-12-15", "approved-by": "王芳"}
    ]


def test_of_a_form_of_which_there_are_many_every_version_stays() -> None:
    new = filed("amount=90k", before=filed("amount=100k", "discount=5%"), on="11-21")
    assert says(new.forms["quote"]) == [{"amount": "100000", "discount": "5%"}, {"amount": "90000"}]


def test_another_form_goes_on_from_what_it_said_and_its_past_stands_still() -> None:
    first = filed("number=T1", "opens=12-20", form="tender")
    new = filed("deposit=20k", "opens=", before=first, on="11-21", form="tender")
    then = opportunity_on(new, day("11-20"))
    assert then
    assert says(then.forms["tender"]) == [{"number": "T1", "opens": "2026-12-20"}]
    assert says(new.forms["tender"])[-1] == {"number": "T1", "deposit": "20000"}


def test_on_one_day_a_form_that_is_kept_once_is_one_filing_and_before_it_none() -> None:
    new = filed("number=T2", before=filed("number=T1", form="tender"), form="tender")
    assert says(new.forms["tender"]) == [{"number": "T2"}]

    then = opportunity_on(filed("amount=9k"), day("11-19"))
    assert then
    assert then.forms == {}


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        (["amount"], NotAnAnswer), (["amonut=3"], NoSuchWord), (["amount=much"], BadAmount),
        (["discount=800%"], BadAnswer), (["discount=5%"], AnswersMissing),
        (["amount="], AnswersMissing), (["amount=USD 5k"], OtherCurrency),
        (["amount=1.0000001"], ManyDigits),
    ],
)  # fmt: skip
def test_what_a_form_cannot_take_is_refused(words: list[str], refusal: type[FunnelError]) -> None:
    with pytest.raises(refusal):
        file_form(OPEN, QUOTE, answers(words, QUOTE, CALENDAR, "CNY"), TODAY, METHOD)


def test_a_form_is_filed_of_the_deals_it_is_about_and_a_method_without_forms_has_those_of_records() -> None:
    with pytest.raises(NotThisDeal):
        filed("nps=9", form="satisfaction")

    bare = shipped_method("search-marketing")
    assert [form.id for form in bare.all_forms] == ["loss-report", "visit-report"]
    with pytest.raises(NoSuchWord):
        form_named(bare, "quote")


@given(st.sampled_from(FIELD_KINDS), st.text(min_size=1, max_size=12).filter(str.strip))
def test_whatever_is_taken_is_of_the_kind_that_the_field_asks_for(kind: str, typed: str) -> None:
    field = FormField(id="f", kind=kind, choices={"a": Label({"en": "One"})} if kind == "choice" else {})
    try:
        said = answer(field, typed, CALENDAR, "CNY")
    except (FunnelError, ValueError):
        return
    field.value(said)


@pytest.mark.parametrize(
    ("check", "discount", "is_met"),
    [
        (Check(form="quote"), "5%", True),
        (Check(form="tender"), "5%", False),
        (Check(form="quote", field="discount", at_most=Decimal("0.08")), "8%", True),
        (Check(form="quote", field="discount", at_most=Decimal("0.08")), "8.1%", False),
        (Check(form="quote", field="discount", at_most=Decimal("0.08")), "", False),
        (Check(form="quote", field="amount", at_least=Decimal(100000)), "5%", True),
        (Check(form="quote", field="amount", at_least=Decimal(100001)), "5%", False),
        (Check(form="quote", field="remarks"), "5%", False),
    ],
)
def test_a_milestone_may_check_what_a_form_says(check: Check, discount: str, is_met: bool) -> None:
    quoted = filed("amount=100k", f"discount={discount}")
    milestone = replace(METHOD.stages[0].milestones[0], check=check)
    assert item(quoted, milestone, book(quoted, method=METHOD)).is_met is is_met


def test_the_last_filing_is_what_a_form_says() -> None:
    new = filed("amount=90k", before=filed("amount=100k", on="11-21"), on="11-20")
    last = last_filing(new.forms, "quote")
    assert last
    assert last.says == {"amount": "100000"}


def test_a_version_goes_on_from_what_it_said_and_the_others_stay() -> None:
    first = filed("amount=1", on="11-01")
    second = filed("amount=2", on="11-02", before=first)
    change = file_form(second, QUOTE, {"discount": "5%"}, day("11-20"), METHOD, version=1)
    quotes = after(change).forms["quote"]
    assert [(each.date, each.version, dict(each.says)) for each in quotes] == [
        (day("11-01"), 1, {"amount": "1"}),
        (day("11-02"), 2, {"amount": "2"}),
        (day("11-20"), 1, {"amount": "1", "discount": "5%"}),
    ]


def test_a_version_filed_before_those_with_numbers_takes_the_next_free_one() -> None:
    known = after(file_form(filed("amount=1"), QUOTE, {"discount": "5%"}, day("11-20"), METHOD, version=1))
    early = filed("amount=3", on="10-01", before=known)
    assert [(n, each.date) for n, each in numbered(early.forms["quote"])] == [
        (2, day("10-01")),
        (1, day("11-20")),
    ]


def test_a_version_is_refused_of_a_form_kept_once_and_where_nothing_has_its_number() -> None:
    with pytest.raises(NoVersions):
        file_form(OPEN, TENDER, {"number": "7"}, day("11-20"), METHOD, version=1)
    with pytest.raises(NoSuchVersion):
        file_form(filed("amount=1"), QUOTE, {"amount": "2"}, day("11-20"), METHOD, version=2)
    with pytest.raises(NoSuchVersion):
        file_form(filed("amount=1"), QUOTE, {"amount": "2"}, day("11-01"), METHOD, version=1)
