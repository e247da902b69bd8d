from __future__ import annotations

from dataclasses import replace
from datetime import date as Day
from typing import Any, cast

import pytest
from arrange import METHOD, TODAY, book, day, deal, step
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from funnel_cli.records.customer import NextStep
from funnel_cli.records.deal import Opportunity, Pause
from funnel_cli.records.form import Filing, Form, FormField
from funnel_cli.render import Language, Output, calendar
from funnel_cli.render.ics import NoDaysForCalendar, OneFormForCalendar
from funnel_cli.reports.deals import listing
from funnel_cli.reports.next_steps import agenda
from funnel_cli.time.standing import standings
from funnel_cli.values.message import Label
from funnel_cli.values.table import Diary

TEXTS = st.text(max_size=120)


def written(*deals: Opportunity, on: str = "11-22", language: str = "en") -> str:
    some = book(*deals, on=day(on))
    return calendar(agenda(standings(some), some), Output(language=Language(language)), some.day)


def events(*deals: Opportunity, **more: str) -> list[Event]:
    """What a calendar program reads of it."""
    return list(cast("list[Event]", Calendar.from_ical(written(*deals, **more)).walk("VEVENT")))


def days(*deals: Opportunity) -> list[tuple[str, Day]]:
    return [(str(each["uid"]), each.decoded("dtstart")) for each in events(*deals)]


def test_next_steps_and_expected_closes_are_whole_days_in_their_order() -> None:
    assert days(deal("b 1 - 12-20", next_step=step("12-24")), deal("a 1", next_step=step("11-01"))) == [
        ("a.next@funnel", day("11-01")),
        ("b.close@funnel", day("12-20")),
        ("b.next@funnel", day("12-24")),
    ]


def test_a_step_that_moved_keeps_its_uid_and_is_stamped_later() -> None:
    (before,) = events(deal("a 1", next_step=step("11-25")), on="11-22")
    (after,) = events(deal("a 1", next_step=step("12-01")), on="11-28")

    assert before["uid"] == after["uid"]
    assert (before.decoded("dtstamp").date(), after.decoded("dtstamp").date()) == (day("11-22"), day("11-28"))


TENDER = Form(
    id="tender",
    title=Label({"en": "Tender", "zh": "招投标"}),
    fields=(
        FormField(id="opens", title=Label({"en": "Opens on", "zh": "开标日期"}), kind="date"),
        FormField(id="due", title=Label({"en": "Documents due", "zh": "标书截止"}), kind="date"),
    ),
)


def tender(on: str, **says: str) -> Filing:
    return Filing(date=day(on), says=says)


def with_tender(*filings: Filing, **more: Any) -> Diary:
    some = book(deal("a 1", forms={"tender": filings}, **more), method=replace(METHOD, forms=(TENDER,)))
    diary = agenda(standings(some), some).diary
    assert diary is not None
    return diary


def form_days(*filings: Filing, **more: Any) -> list[tuple[str, Day]]:
    return [(each.uid, each.day) for each in with_tender(*filings, **more).appointments]


def test_dates_in_forms_that_lie_ahead_are_days_named_by_their_question() -> None:
    diary = with_tender(tender("11-01", opens="2026-12-20", due="2026-12-10"))

    said = [(each.uid, each.day, Language("zh").say(each.title)) for each in diary.appointments]
    assert said == [
        ("a.tender:due@funnel", day("12-10"), "标书截止：A"),
        ("a.tender:opens@funnel", day("12-20"), "开标日期：A"),
    ]


def test_a_date_in_a_form_counts_from_today_on() -> None:
    assert form_days(tender("11-01", opens=TODAY.isoformat(), due="2026-11-01")) == [
        ("a.tender:opens@funnel", TODAY)
    ]


def test_a_form_filed_again_moves_its_day_under_the_same_uid() -> None:
    assert form_days(tender("11-10", opens="2026-12-24"), tender("11-01", opens="2026-12-20")) == [
        ("a.tender:opens@funnel", day("12-24"))
    ]


def test_forms_of_a_deal_that_rests_have_no_days() -> None:
    assert not form_days(tender("11-01", opens="2026-12-20"), paused=Pause(since=day("11-01")))


def test_a_date_in_a_form_that_cannot_be_read_is_told_as_left_out() -> None:
    diary = with_tender(tender("11-01", opens="soon", due="2026-12-10"))

    assert [Language("en").say(each) for each in diary.left_out] == [
        "1 date in forms cannot be read and cannot stand in a calendar."
    ]


def test_the_same_book_and_day_give_the_same_bytes() -> None:
    deals = (deal("a 1 - 12-20", next_step=step("12-24")), deal("b 1 - 12-20"))

    assert written(*deals) == written(*reversed(deals))


def test_closed_paused_and_removed_deals_have_no_days() -> None:
    due = step("11-25")
    assert not days(
        deal("a 1 won 11-01", closed=day("11-01"), next_step=due),
        deal("b 1 - 12-01", paused=Pause(since=day("11-01")), next_step=due),
        deal("c 1 - 12-01", removed=day("11-01"), next_step=due),
    )


def test_an_event_says_whose_deal_it_is_and_how_large() -> None:
    (event,) = events(deal("acme 100000", customer="Acme", name="ERP", next_step=step("11-25")))

    assert event["summary"] == f"{step('11-25').action}: Acme · ERP"
    assert str(event["description"]).splitlines() == [
        "Deal: acme",
        "Stage: Verify",
        "Amount: CNY 100,000",
        "Owner: li.wei",
    ]


def test_a_chinese_calendar_speaks_chinese() -> None:
    (event,) = events(deal("acme 100000 - 12-20"), language="zh")

    assert event["summary"] == "预计成交日期：Acme"
    assert "阶段：验证" in str(event["description"])


def test_a_day_that_is_the_last_there_is_can_be_written() -> None:
    assert days(deal("a 1", expected_close=Day.max)) == [("a.close@funnel", Day.max)]


@given(TEXTS, TEXTS)
def test_whatever_a_record_says_comes_back_as_text(action: str, customer: str) -> None:
    text = written(deal("a 1", customer=customer, next_step=NextStep(due=day("11-25"), action=action)))
    (event,) = Calendar.from_ical(text).walk("VEVENT")

    assert set(event) == {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "DESCRIPTION", "CATEGORIES", "TRANSP"}
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    assert not any(sign < " " for sign in str(event["summary"]))


@pytest.mark.parametrize("action", ["a,b;c", r"back\slash \n", '"quoted": BEGIN:VEVENT', "合同，定金；" * 40])
def test_signs_of_the_format_are_texts_in_it(action: str) -> None:
    (event,) = events(deal("a 1", next_step=NextStep(due=day("11-25"), action=action)))

    assert event["summary"] == f"{action}: A"


def test_a_next_step_without_a_day_is_told_as_left_out() -> None:
    some = book(deal("a 1", next_step=NextStep(action="call")), deal("b 1", next_step=step("11-25")))
    diary = agenda(standings(some), some).diary

    assert diary is not None
    assert [Language("en").say(each) for each in diary.left_out] == [
        "1 next step without a day cannot stand in a calendar."
    ]


def test_an_answer_without_days_is_no_calendar() -> None:
    some = book(deal("a 1"))
    with pytest.raises(NoDaysForCalendar):
        calendar(listing(standings(some), some, ""), Output(), some.day)


@pytest.mark.parametrize("output", [Output(part="steps"), Output(fields=("id",))])
def test_a_calendar_has_neither_parts_nor_columns(output: Output) -> None:
    some = book(deal("a 1"))
    with pytest.raises(OneFormForCalendar):
        calendar(agenda(standings(some), some), output, some.day)
