from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from arrange import TODAY, book, day, deal, settings, step
from grids import cells, cny, column, ids, part, texts
from samples import target

from funnel_cli.forecasting.outlook import View, outlooks
from funnel_cli.records.book import Book
from funnel_cli.records.customer import NextStep
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.filed_review import Promise, Review
from funnel_cli.render.language import Language
from funnel_cli.reports.next_steps import is_review_due, next_week_plan
from funnel_cli.reports.review import Outcome, WeeklyReview, last_review, promises_kept, weekly_review
from funnel_cli.reports.review_screens import review_document, stop
from funnel_cli.time.standing import Standing, standings
from funnel_cli.values.message import Message, Text
from funnel_cli.values.period import named, week_of
from funnel_cli.values.table import Document

WEEK = named("2026-W47")


def filed(on: str, *promises: Promise) -> Review:
    return Review(as_of=day(on), week=week_of(day(on)).name, promises=promises)


def promised(deal: str = "a", due: str | None = "11-20") -> Promise:
    return Promise(deal=deal, action="call", due=day(due) if due else None)


def review_of(some: Book, owner: str | None = None) -> WeeklyReview:
    periods, quarters = (named("2026-11"), named("2026-12")), (named("2026-Q4"), named("2027-Q1"))
    return weekly_review(standings(some), some, WEEK, periods, owner, quarters=quarters)


def document(*deals: Opportunity, is_whole: bool = True, **more: Any) -> Document:
    some = book(*deals, **more)
    return review_document(review_of(some), some, "owner:me", is_whole=is_whole)


@pytest.mark.parametrize(
    ("some", "promise", "expected"),
    [
        (deal("a 1", log="call:11-16"), promised(), Outcome.KEPT),
        (deal("a 1", ticks="need:11-16"), promised(), Outcome.KEPT),
        (deal("a 1", "11-01 amount=2", "11-16 amount=1"), promised(), Outcome.KEPT),
        (deal("a 1", "11-16 owner=anna"), promised(), Outcome.LATE),
        (deal("a 1", "11-16 close=12-01"), promised(), Outcome.LATE),
        (deal("a 1", "11-16 currency=EUR amount=1"), promised(), Outcome.LATE),
        (deal("a 1", "11-16 category=commit"), promised(), Outcome.LATE),
        (deal("a 1 develop", "11-16 stage=develop"), promised(), Outcome.KEPT),
        (deal("a 1", log="call:11-15"), promised(), Outcome.LATE),
        (deal("a 1", log="call:11-23", created=day("11-01")), promised(), Outcome.LATE),
        (deal("a 1"), promised(due="11-22"), Outcome.OPEN),
        (deal("a 1"), promised(due="11-21"), Outcome.LATE),
        (deal("a 1"), promised(due=None), Outcome.OPEN),
        (deal("a 1 won", closed=day("11-18")), promised(), Outcome.CLOSED),
        (deal("a 1 lost", closed=day("11-15")), promised(), Outcome.CLOSED),
        (deal("a 1", removed=day("11-18")), promised(), Outcome.GONE),
        (deal("b 1"), promised(), Outcome.GONE),
    ],
)
def test_a_promise_is_kept_late_open_or_its_deal_is_gone(
    some: Opportunity, promise: Promise, expected: Outcome
) -> None:
    assert promises_kept(filed("11-15", promise), book(some)) == ((promise, expected),)


def test_the_last_review_is_the_newest_of_an_earlier_week_and_without_one_nothing_was_promised() -> None:
    assert promises_kept(None, book()) == ()

    reviews = (filed("11-08"), filed("11-15"), filed("11-14"), filed("11-17"))

    assert last_review(book(reviews=reviews), WEEK) == filed("11-15")

    assert last_review(book(reviews=(filed("11-17"),)), WEEK) is None


@pytest.mark.parametrize(
    ("on", "expected"), [("11-15", False), ("11-22", False), ("11-23", True), ("11-30", True)]
)
def test_a_review_is_due_after_a_whole_iso_week_without_one(on: str, *, expected: bool) -> None:
    assert is_review_due(book(deal("a 1"), reviews=(filed("11-11"),), on=day(on))) is expected


@pytest.mark.parametrize(
    ("deals", "expected"),
    [
        ((), False),
        ((deal("a 1", created=day("11-22")),), False),
        ((deal("a 1", created=day("11-08")), deal("b 1", created=day("11-20"))), True),
        ((deal("a 1"),), True),
    ],
)
def test_a_book_without_a_review_is_due_a_whole_week_after_its_first_deal(
    deals: tuple[Opportunity, ...], *, expected: bool
) -> None:
    assert is_review_due(book(*deals)) is expected


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"next_step": step("11-01")}, ["a"]),
        ({"next_step": step("11-29")}, ["a"]),
        ({"next_step": step("11-30")}, []),
        ({"next_step": NextStep(action="call")}, []),
        ({"next_step": None}, []),
        ({"next_step": step("11-24"), "stage": "won", "closed": day("11-01")}, []),
    ],
)
def test_the_plan_holds_steps_due_until_the_end_of_next_week(
    changed: dict[str, Any], expected: list[str]
) -> None:
    planned = next_week_plan(standings(book(deal("a 1", **changed))), WEEK)

    assert [each.deal.id for each in planned] == expected


def test_the_plan_is_by_day_and_id() -> None:
    deals = [
        deal(f"{id} 1", next_step=step(due)) for id, due in (("b", "11-25"), ("a", "11-25"), ("c", "11-23"))
    ]

    assert column(part(document(*deals), "plan"), "id") == ["c", "a", "b"]


def test_the_review_opens_with_what_was_promised_and_what_came_of_it() -> None:
    some = document(
        deal("a 1", log="call:11-16"), deal("b 1"), reviews=(filed("11-15", promised(), promised("b")),)
    )

    assert (
        some.lines[0].args,  # type: ignore[union-attr]
        ids(part(some, "promises"), "fate"),
    ) == ({"week": "2026-W46", "kept": 1, "count": 2}, ["kept", "late"])

    some = document(deal("a 1 won", closed=day("11-18")), reviews=(filed("11-15", promised()),))

    assert some.lines[0].args["kept"] == 1  # type: ignore[union-attr]


def test_a_missed_week_and_a_first_review_are_said() -> None:
    assert texts(document(deal("a 1"), reviews=(filed("11-01"),)).lines)[1] == (
        "A whole week went by without a review."
    )
    assert texts(document().lines) == ["No earlier review is filed.", "No deal needs a look."]


def test_only_moves_of_the_week_are_shown() -> None:
    moving = deal("a 1", "11-01 close=11-10", "11-15 close=11-20", "11-16 close=11-25", "11-22 close=11-30")

    assert [date.day for date in column(part(document(moving), "movement"), "date")] == [16, 22]  # type: ignore[union-attr]


MOVING = deal("a 1", *(f"11-{day:02} close=12-{day:02}" for day in (1, 8, 9, 12, 15, 16, 17)))


@pytest.mark.parametrize(
    ("on", "last", "expected"),
    [
        ("11-16", None, [9, 12, 15, 16]),
        ("11-17", None, [16, 17]),
        ("11-16", "11-11", [12, 15, 16]),
        ("11-16", "11-09", [12, 15, 16]),
        ("11-20", "11-01", [8, 9, 12, 15, 16, 17]),
        ("11-20", "11-15", [16, 17]),
    ],
)
def test_a_review_looks_back_to_the_last_one_or_to_the_monday_before(
    on: str, last: str | None, expected: list[int]
) -> None:
    some = book(MOVING, on=day(on), reviews=(filed(last),) if last else ())
    found = weekly_review(standings(some), some, week_of(day(on)), (named("2026-11"),))

    assert [each.day.day for each in found.moved] == expected


def test_a_week_that_is_asked_for_is_that_week() -> None:
    some = book(MOVING, on=day("11-16"))
    found = weekly_review(standings(some), some, WEEK, (named("2026-11"),), is_alone=True)

    assert ([each.day.day for each in found.moved], found.days) == ([16], WEEK)


def test_each_period_has_its_figures_and_the_target_of_whom_is_asked_for() -> None:
    some = book(
        deal("a 500 propose 11-30"),
        deal("b 100 propose 12-30"),
        targets=(target("11-01 2026-11 600"), target("11-01 2026-12 70")),
    )
    review = review_of(some)

    assert (
        cells(part(review_document(review, some), "figures"), "weighted", "target"),
        review.health.reach,
    ) == ([(cny("250.0"), cny("600")), (cny("50.0"), cny("70"))], Decimal("0.5"))

    some = book(targets=(target("11-01 2026-11 600"), target("11-01 2026-11 70 li.wei")))

    assert review_of(some, "li.wei").forecasts[0].target == cny("70")


def test_the_head_says_which_week_it_is_which_was_the_last_and_how_the_quarter_stands() -> None:
    head = document(reviews=(filed("11-15"),)).head

    assert [head[key] for key in ("week", "query", "last", "is_due")] == [WEEK, "owner:me", "2026-W46", False]

    some = document(deal("a 500 propose 11-30"), targets=(target("11-01 2026-Q4 600"),))

    assert [some.head[key] for key in ("quarter", "won", "landing", "target", "gap")] == [
        named("2026-Q4"),
        cny("0"),
        cny("250.0"),
        cny("600"),
        cny("350.0"),
    ]


def test_one_screen_says_what_deals_lack_once_a_deal_and_how_the_week_went() -> None:
    language = Language("en")
    some = document(
        deal("a 1", log="call:11-16"),
        deal("b 1", next_step=step("11-01")),
        is_whole=False,
        reviews=(filed("11-15", promised(), promised("b")),),
    )
    told = {language.spell(label): language.spell(value) for label, value in some.card}

    assert told["Promises"] == "1 of 2 of 2026-W46 kept"
    assert told["To mend"].startswith("1 step overdue")

    some = document(deal("a 1", next_step=step("11-01")), is_whole=False)

    assert [Language("en").spell(cell) for cell in column(part(some, "attention"), "worst")] == [
        "21 days late: call"
    ]


def test_the_promises_come_first_and_then_the_deals_to_look_at_by_their_money_at_risk() -> None:
    assert [table.name for table in document().tables[:2]] == ["promises", "attention"]

    some = document(deal("a 1 verify"), deal("b 1 close"))

    assert column(part(some, "attention"), "id") == ["b", "a"]


ENGLISH = Language("en")


def at(some: Book, id: str = "acme") -> Document:
    return stop(Standing(some.opportunities[id], some), some, 2, 7)


def said(texts: tuple[Text, ...]) -> list[str]:
    return [ENGLISH.say(text) for text in texts]


def test_the_deal_is_told_with_its_reasons_and_facts() -> None:
    some = book(
        deal(
            "acme 100000 propose 11-20",
            "10-01 stage=propose",
            ticks="need:09-01 credit:09-01 plan:09-02",
            log="call:11-20",
            next_step=step("11-23"),
        )
    )
    document = at(some)
    assert said((document.title, *document.lines)) == [
        "2/7  Acme",
        "! close date passed: 2026-11-20, 2 days ago",
    ]
    assert [(ENGLISH.say(label), ENGLISH.spell(value)) for label, value in document.card] == [
        ("Amount", "CNY 100,000 at 50%, Propose for 52 days, closes 2026-11-20"),
        ("Gate", "Gate of Propose: 0 of 1 criteria met. Open: Funds."),
        ("Next step", "call (tomorrow)"),
        ("Last word", "2026-11-20, call: call"),
    ]


def test_a_deal_without_a_complaint_says_so_and_what_is_unknown_is_a_dash() -> None:
    some = book(
        deal("acme 100 verify 12-20", "11-20 stage=verify", next_step=step("11-30"), log="visit:11-20"),
        on=TODAY,
    )
    assert said(at(some).lines) == ["Nothing to complain about any more."]

    document = at(book(deal("acme - verify")))
    [(_, amount), *_] = document.card
    assert isinstance(amount, Message)
    assert ENGLISH.say(amount) == "— at 10%, in Verify, no expected close"


@pytest.mark.parametrize("basis", ["weighted", "walk", "combined"])
def test_the_forecast_is_the_one_that_the_settings_choose(basis: str) -> None:
    some = book(deal("a 100 close 12-10", "11-01 stage=close"), method=settings(forecast=basis))
    ours = review_of(some).forecasts
    (named_by_itself,) = (
        each.forecast.landing
        for each in outlooks(standings(some), some, [named("2026-12")], View(basis=basis))
    )

    assert ([each.basis.value for each in ours], ours[1].landing) == ([basis, basis], named_by_itself)
