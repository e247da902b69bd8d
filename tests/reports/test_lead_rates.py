from dataclasses import replace
from decimal import Decimal

import pytest
from arrange import METHOD, book, day, deal, lead_line
from grids import column, part

from funnel_cli.records.book import Book
from funnel_cli.records.customer import LogEntry
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.lead import Lead, LeadPast
from funnel_cli.records.method_parts import Leads
from funnel_cli.reports.explanation import figures_in
from funnel_cli.reports.lead_rates import lead_rates, lead_rates_document
from funnel_cli.time.pool import Answer, response
from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.period import named


def moment(text: str) -> tuple[str, str | None]:
    on, _, at = text.partition("T")
    return on, at or None


def lead(id: str, came: str, *calls: str, **more: object) -> Lead:
    """A lead that came in, with calls: `11-10T16:00`, or `11-10` where nobody wrote the hour down."""
    on, at = moment(came)
    log = tuple(
        LogEntry(date=day(when), at=hour, kind="call", text="said") for when, hour in map(moment, calls)
    )
    made = Lead(id=id, customer="Acme", created=day(on), at=at, source="referral", log=log)
    return replace(made, **more)  # type: ignore[arg-type]


def turned(id: str, came: str, on: str, **more: object) -> Opportunity:
    past = LeadPast(created=day(came), owner="anna", history=(lead_line(on, stage="converted"),))
    return replace(deal(f"{id} 1000 verify -"), source="referral", lead=past, **more)  # type: ignore[arg-type]


def some() -> Book:
    """Of five referrals three are answered in time, one is late and one waits; two became deals."""
    leads = [
        lead("a", "11-10T16:00", "11-11T15:59"),
        lead("b", "11-10T16:00", "11-11T16:01"),
        lead("c", "11-22"),
    ]
    deals = [
        turned("d", "11-01", "11-11", log=(LogEntry(date=day("11-02"), kind="mail"),)),
        turned("e", "11-01", "11-21", log=(LogEntry(date=day("11-01"), kind="call"),), stage="won"),
    ]
    return book(*deals, leads={each.id: each for each in leads})


@pytest.mark.parametrize(
    ("came", "call", "said"),
    [
        ("11-10T16:00", "11-11T16:00", Answer.IN_TIME),
        ("11-10T16:00", "11-11T16:01", Answer.LATE),
        ("11-10T16:00", "11-11", Answer.IN_TIME),
        ("11-10", "11-11T23:59", Answer.IN_TIME),
        ("11-10", "11-12", Answer.LATE),
    ],
)
def test_an_answer_is_in_time_by_the_hours_and_where_one_is_unknown_by_whole_days(
    came: str, call: str, said: Answer
) -> None:
    assert response(lead("a", came, call), 24, replace(book(), day=day("11-22"))) is said


@pytest.mark.parametrize(("on", "said"), [("11-11", Answer.WAITING), ("11-12", Answer.LATE)])
def test_who_was_not_spoken_to_waits_until_the_hours_are_over(on: str, said: Answer) -> None:
    assert response(lead("a", "11-10T08:00"), 24, replace(book(), day=day(on))) is said


def test_a_note_is_no_answer() -> None:
    noted = lead("a", "11-10", log=(LogEntry(date=day("11-10"), kind="note", text="who?"),))
    assert response(noted, 24, replace(book(), day=day("11-22"))) is Answer.LATE


def test_the_rates_are_counted_by_hand() -> None:
    (one,) = lead_rates(some()).results
    assert [one.count_of(each) for each in Answer] == [3, 1, 1, 0]
    assert (one.response_rate, one.lead_rate) == (Decimal("0.75"), Decimal("0.4"))
    assert one.cycle_days == 15  # the median of 10 and 20 days


def test_a_period_counts_what_came_in_in_it() -> None:
    (one,) = lead_rates(some(), period=named("2026-11-02..2026-11-20")).results
    assert [each.id for each in one.leads] == ["a", "b"]


def test_the_methods_hours_are_what_an_answer_is_held_against() -> None:
    strict = some()
    strict = replace(strict, method=replace(METHOD, leads=Leads(first_contact_hours=4)))
    assert lead_rates(strict).total.count_of(Answer.LATE) == 3


def test_owners_are_told_apart_and_all_of_them_summed() -> None:
    found = lead_rates(some(), by="owner")
    table = part(lead_rates_document(found, some()), "rates")
    assert column(table, "key") == ["anna", None]
    assert column(table, "converted") == [2, 0]
    assert [row[6] for row in table.totals] == [2]


def test_leads_are_chosen_by_words() -> None:
    assert len(lead_rates(some(), ["source:referral", "owner:anna"]).total.leads) == 2


def test_no_such_cut_is_refused() -> None:
    with pytest.raises(UsageRefused):
        lead_rates(some(), by="shoe")


def test_a_lead_without_a_day_is_counted_and_not_judged() -> None:
    bare = Lead(id="z", name="Z")
    found = lead_rates(book(leads={"z": bare}))
    assert found.undated == 1
    assert found.total.response_rate is None


def test_what_a_rate_is_made_of_adds_up() -> None:
    answered, became, *_ = figures_in(lead_rates_document(lead_rates(some()), some()))
    assert [part.adds for part in answered.parts] == [1, 0, 1, 1]
    assert sum(part.adds for part in became.parts if isinstance(part.adds, int)) == 2
