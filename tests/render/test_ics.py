from dataclasses import replace
from datetime import date as Day
from datetime import timedelta
from decimal import Decimal
from typing import Any, cast

import pytest
from arrange import METHOD, TODAY, book, day, deal, settings, step
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from funnel_cli.records.customer import NextStep
from funnel_cli.records.deal import Opportunity, Pause
from funnel_cli.records.filed_review import Review
from funnel_cli.records.form import Filing, Form, FormField
from funnel_cli.records.method import Method
from funnel_cli.records.planned import Instalment, PlannedActivity, Receipt
from funnel_cli.records.settings import Reminders
from funnel_cli.render import calendar
from funnel_cli.render.ics import NoDaysForCalendar, OneFormForCalendar
from funnel_cli.render.language import Language
from funnel_cli.render.output import Output
from funnel_cli.reports.deals import listing
from funnel_cli.reports.next_steps import agenda
from funnel_cli.time.standing import standings
from funnel_cli.values.message import Label
from funnel_cli.values.table import Diary

TEXTS = st.text(max_size=120)


def written(
    *deals: Opportunity, on: str = "11-22", language: str = "en", method: Method = METHOD, **more: Any
) -> str:
    some = book(*deals, on=day(on), method=method, **more)
    return calendar(agenda(standings(some), some), Output(language=Language(language)), some.day)


def events(*deals: Opportunity, **more: str) -> list[Event]:
    """What a calendar program reads of it, without the weekly review."""
    return [each for each in every_event(*deals, **more) if each["uid"] != "review@funnel"]


def every_event(*deals: Opportunity, **more: Any) -> list[Event]:
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
    found = with_tender(*filings, **more).appointments
    return [(each.uid, each.day) for each in found if each.uid != "review@funnel"]


def test_dates_in_forms_that_lie_ahead_are_days_named_by_their_question() -> None:
    diary = with_tender(tender("11-01", opens="2026-12-20", due="2026-12-10"))

    said = [(each.uid, each.day, Language("zh").say(each.title)) for each in diary.appointments[1:]]
    assert said == [
        ("a.tender:due@funnel", day("12-10"), "标书截止：A"),
        ("a.tender:opens@funnel", day("12-20"), "开标日期：A"),
    ]


def test_a_date_in_a_form_counts_from_today_on_as_last_filed_while_the_deal_lives() -> None:
    assert form_days(tender("11-01", opens=TODAY.isoformat(), due="2026-11-01")) == [
        ("a.tender:opens@funnel", TODAY)
    ]
    assert form_days(tender("11-10", opens="2026-12-24"), tender("11-01", opens="2026-12-20")) == [
        ("a.tender:opens@funnel", day("12-24"))
    ]
    assert not form_days(tender("11-01", opens="2026-12-20"), paused=Pause(since=day("11-01")))
    assert form_days(tender("11-01", opens="2026-12-20"), stage="won", closed=day("11-01")) == [
        ("a.tender:opens@funnel", day("12-20"))
    ]


def test_a_date_in_a_form_that_cannot_be_read_is_told_as_left_out() -> None:
    diary = with_tender(tender("11-01", opens="soon", due="2026-12-10"))

    assert [Language("en").say(each) for each in diary.left_out] == [
        "1 date in forms cannot be read and cannot stand in a calendar."
    ]


@pytest.mark.parametrize("gone", [{"stage": "lost"}, {"stage": "won", "removed": day("11-02")}])
def test_dates_in_forms_of_a_lost_or_removed_deal_are_none(gone: dict[str, Any]) -> None:
    assert not form_days(tender("11-01", opens="2026-12-20"), closed=day("11-01"), **gone)


def pay(due: str, amount: str = "100", **more: Any) -> Instalment:
    return Instalment(due=day(due) if due else None, amount=Decimal(amount), **more)


def won(*payments: Instalment, **more: Any) -> Opportunity:
    return deal("a 1000 won", closed=day("11-01"), payments=payments, **more)


def test_what_a_won_deal_has_still_to_pay_is_a_day_each_the_overdue_too() -> None:
    part = (Receipt(date=day("11-05"), amount=Decimal(60)),)
    all_ = (Receipt(date=day("11-05"), amount=Decimal(100)),)

    found = events(
        won(pay("11-10", received=part, for_="Delivery"), pay("11-12", received=all_), pay("12-31"))
    )

    assert [(each["uid"], each.decoded("dtstart"), each["summary"]) for each in found] == [
        ("a.payment.1@funnel", day("11-10"), "Delivery: A"),
        ("a.payment.3@funnel", day("12-31"), "Payment: A"),
    ]
    assert str(found[0]["description"]).startswith("Outstanding: CNY 40")


def test_dropped_payments_and_those_of_removed_deals_have_no_day() -> None:
    assert not days(won(pay("12-31", dropped=day("11-10"))))
    assert not days(won(pay("12-31"), removed=day("11-10")))


def test_a_payment_without_a_day_is_told_as_left_out() -> None:
    some = book(won(pay("")))
    diary = agenda(standings(some), some).diary

    assert diary is not None
    assert [Language("en").say(each) for each in diary.left_out] == [
        "1 payment without a day cannot stand in a calendar."
    ]


def test_what_is_planned_is_a_day_unless_it_is_done_dropped_or_lost() -> None:
    open_ = PlannedActivity(due=day("12-01"), kind="visit", text="See the hall")
    over = (replace(open_, done=day("11-20")), replace(open_, dropped=day("11-20")))

    (found,) = events(deal("a 1", planned=(*over, open_)))

    assert (found["uid"], found["summary"]) == ("a.planned.3@funnel", "visit: A")
    assert str(found["description"]).startswith("See the hall")
    assert days(won(planned=(open_,)))
    assert not days(deal("a 1 lost", closed=day("11-01"), planned=(open_,)))


@pytest.mark.parametrize(
    ("last", "coming"),
    [("11-20", "11-27"), ("11-18", "11-25"), ("11-22", "11-29"), ("11-15", "11-22"), ("", "11-23")],
)
def test_the_weekly_review_comes_on_the_weekday_of_the_last_else_on_monday(last: str, coming: str) -> None:
    reviews = (Review(as_of=day(last), week="2026-W47"),) if last else ()
    (found,) = every_event(deal("a 1"), on="11-22", reviews=reviews)

    assert (found["uid"], found.decoded("dtstart")) == ("review@funnel", day(coming))


def alarms(**wished: int) -> dict[str, list[timedelta]]:
    method = settings(reminders=Reminders(**wished))
    open_ = deal("b 1 - 12-20", next_step=step("12-24"))
    found = every_event(open_, won(pay("12-31")), method=method)
    return {str(each["uid"]): [bell.decoded("trigger") for bell in each.walk("VALARM")] for each in found}


def test_nothing_rings_but_as_many_days_before_at_nine_as_the_settings_say() -> None:
    assert not any(alarms().values())

    nine = timedelta(hours=9)
    assert alarms(next_step=1, payment=7, review=0) == {
        "review@funnel": [nine],
        "b.close@funnel": [],
        "b.next@funnel": [nine - timedelta(1)],
        "a.payment.1@funnel": [nine - timedelta(7)],
    }


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


def test_an_event_says_whose_deal_it_is_and_how_large_in_the_readers_language() -> None:
    (event,) = events(deal("acme 100000", customer="Acme", name="ERP", next_step=step("11-25")))

    assert event["summary"] == f"{step('11-25').action}: Acme · ERP"
    assert str(event["description"]).splitlines() == [
        "Deal: acme",
        "Stage: Verify",
        "Amount: CNY 100,000",
        "Owner: li.wei",
    ]

    (event,) = events(deal("acme 100000 - 12-20"), language="zh")

    assert event["summary"] == "预计成交日期：Acme"
    assert "阶段：验证" in str(event["description"])


def test_a_day_that_is_the_last_there_is_can_be_written() -> None:
    assert days(deal("a 1", expected_close=Day.max)) == [("a.close@funnel", Day.max)]


@given(TEXTS, TEXTS)
def test_whatever_a_record_says_comes_back_as_text(action: str, customer: str) -> None:
    text = written(deal("a 1", customer=customer, next_step=NextStep(due=day("11-25"), action=action)))
    _, event = Calendar.from_ical(text).walk("VEVENT")

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
