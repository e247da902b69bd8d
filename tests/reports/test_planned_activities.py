"""What is planned and open: in `next`, in the review, on the card, at a handover and today."""

from dataclasses import replace
from typing import Any

import pytest
from arrange import TODAY, book, day, deal
from grids import cells, column, part

from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity, Pause
from funnel_cli.records.planned import PlannedActivity
from funnel_cli.render.language import Language
from funnel_cli.reports.card import card
from funnel_cli.reports.handover import handings, handover_document
from funnel_cli.reports.next_steps import planned_ahead
from funnel_cli.reports.review import weekly_review
from funnel_cli.reports.review_screens import review_document
from funnel_cli.reports.timeline import timeline
from funnel_cli.reports.today import day_ahead, today
from funnel_cli.time.standing import standings
from funnel_cli.values.period import month_of, week_of
from funnel_cli.values.table import Table

WEEK, MONTH = week_of(TODAY), month_of(TODAY)


def visit(due: str, **more: Any) -> PlannedActivity:
    return PlannedActivity(due=day(due), kind="visit", **more)


def planning(text: str, *plans: PlannedActivity, **more: Any) -> Opportunity:
    return deal(text, planned=plans, **more)


BOOK = book(
    planning("acme 100 verify", visit("12-20", text="Show it"), visit("11-20"), visit("11-22")),
    planning("belt 100 verify", visit("11-29", by="anna"), visit("11-10", done=day("11-11"))),
    planning("crane 100 won", visit("11-30"), closed=day("11-01")),
)


def ahead(some: Book) -> Table:
    return planned_ahead(standings(some), some)


def said(text: object) -> str:
    return Language("en").say(text)  # type: ignore[arg-type]


def test_what_is_open_comes_by_its_day_with_how_soon_it_is_and_who_will_be_there() -> None:
    assert [(row[0], said(row[1]), row[2]) for row in cells(ahead(BOOK), "due", "when", "id")] == [
        (day("11-20"), "2 days late", "acme"),
        (day("11-22"), "today", "acme"),
        (day("11-29"), "in 7 days", "belt"),
        (day("11-30"), "in 8 days", "crane"),
        (day("12-20"), "in 28 days", "acme"),
    ]
    assert column(ahead(BOOK), "owner")[2:4] == ["anna", "li.wei"]


@pytest.mark.parametrize(
    "quiet",
    [
        {"stage": "lost", "closed": day("11-01")},
        {"removed": day("11-01")},
        {"paused": Pause(since=day("11-01"), until=day("12-24"))},
    ],
)
def test_nothing_is_planned_on_a_deal_that_is_lost_removed_or_rests(quiet: dict[str, Any]) -> None:
    some = book(replace(planning("acme 100 verify", visit("12-20")), **quiet))
    assert ahead(some).rows == ()
    assert not ahead(some).on_screen


def test_a_review_has_what_is_planned_until_the_end_of_next_week() -> None:
    found = review_document(weekly_review(standings(BOOK), BOOK, WEEK, (MONTH,)), BOOK)
    assert column(part(found, "planned"), "due") == [day("11-20"), day("11-22"), day("11-29")]


def test_the_card_tells_the_first_three_and_has_all() -> None:
    many = planning("acme 100 verify", *(visit(f"12-0{n}") for n in range(1, 6)))
    found = card(many, book(many), is_whole=False)
    planned = next(cell for label, cell in found.card if said(label) == "Planned")
    assert isinstance(planned, tuple)
    assert [said(each) for each in planned] == [
        "visit (in 9 days)", "visit (in 10 days)", "visit (in 11 days)", "2 more"
    ]  # fmt: skip
    assert len(part(found, "planned").rows) == 5


def test_the_timeline_tells_what_was_planned_and_dropped() -> None:
    one = planning("acme 100 verify", visit("12-01", text="Show", since=day("11-02"), dropped=day("11-05")))
    rows = cells(timeline(one, book(one)), "date", "event")
    assert [(on, said(event)) for on, event in rows[-2:]] == [
        (day("11-02"), "planned"),
        (day("11-05"), "dropped"),
    ]


def test_who_takes_over_sees_what_is_planned_even_of_what_rests() -> None:
    rests = Pause(since=day("11-01"), until=day("12-24"))
    some = book(planning("acme 100 verify", visit("12-20"), paused=rests))
    found = handover_document(handings(standings(some), some), some, owner="li.wei", to=None)
    assert column(part(found, "planned"), "due") == [day("12-20")]


def test_a_day_says_how_much_is_planned_for_it_and_overdue() -> None:
    found = today(day_ahead(standings(BOOK), BOOK, MONTH, WEEK), BOOK)
    assert "1 planned activity today, 1 overdue: funnel next" in map(said, found.lines)
