from decimal import Decimal
from typing import Any

import pytest
from arrange import book, deal, step
from arrange import day as day_of
from grids import column
from samples import target

from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity, Pause
from funnel_cli.records.filed_review import Review
from funnel_cli.records.lists import Target
from funnel_cli.render.language import Language
from funnel_cli.reports.today import STEPS_SHOWN, day_ahead, today
from funnel_cli.time.standing import standings
from funnel_cli.values.period import Period, named
from funnel_cli.values.table import Document, Table

NOVEMBER = Period.month(2026, 11)
WEEK = Period.week(2026, 47)
ENGLISH = Language("en")


def screen(some: Book) -> Document:
    return today(day_ahead(standings(some), some, NOVEMBER, WEEK), some)


def said(texts: tuple[object, ...]) -> list[str]:
    return [ENGLISH.spell(text) for text in texts]


def steps(*deals: Opportunity) -> Table:
    return screen(book(*deals)).tables[0]


def agreed(id: str, due: str, **more: Any) -> Opportunity:
    return deal(f"{id} 100 verify", "11-01 stage=verify", next_step=step(due), **more)


def review(week: str, on: str) -> Review:
    return Review(as_of=day_of(on), week=week, file=f"data/reviews/{week}.yaml")


def test_steps_stand_in_the_order_of_their_days_until_a_week_ahead() -> None:
    table = steps(
        agreed("soon", "11-29"), agreed("late", "11-20"), agreed("far", "11-30"), agreed("now", "11-22")
    )
    assert column(table, "id") == ["late", "now", "soon"]


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("11-21", "1 day late"), ("11-12", "10 days late"), ("11-22", "today"),
        ("11-23", "tomorrow"), ("11-25", "in 3 days"),
    ],
)  # fmt: skip
def test_a_step_says_how_soon_it_is_due(due: str, expected: str) -> None:
    assert said(tuple(column(steps(agreed("acme", due)), "when"))) == [expected]


@pytest.mark.parametrize(
    "quiet", [{"paused": Pause(since=day_of("11-01"))}, {"stage": "won", "closed": day_of("11-10")}]
)
def test_a_deal_that_rests_or_is_closed_asks_for_nothing(quiet: dict[str, object]) -> None:
    assert steps(agreed("acme", "11-20", **quiet)).rows == ()


def test_more_steps_than_a_screen_holds_are_counted() -> None:
    table = steps(*(agreed(f"deal-{n}", "11-20") for n in range(STEPS_SHOWN + 2)))
    assert (len(table.rows), table.first) == (STEPS_SHOWN + 2, STEPS_SHOWN)


def test_the_longest_over_its_limit_stalls_first() -> None:
    stalled = screen(
        book(
            deal("old 100 verify", "07-01 stage=verify"),
            deal("older 100 verify", "06-01 stage=verify"),
            deal("young 100 verify", "11-01 stage=verify"),
        )
    ).tables[1]
    assert column(stalled, "id") == ["older", "old"]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (None, "2026-11: won 0 + weighted 100 = 100; no target yet: funnel target 2026-11 300k"),
        ("150", "2026-11: won 0 + weighted 100 = 100 of 150, 50 to go."),
        ("100", "2026-11: won 0 + weighted 100 = 100 of 100: enough."),
    ],
)
def test_the_month_is_held_against_its_target(target: str | None, expected: str) -> None:
    set_on = day_of("11-01")
    targets = (Target(set=set_on, period="2026-11", amount=Decimal(target)),) if target else ()
    some = book(deal("acme 200 propose 11-30", "11-01 stage=propose"), targets=targets)
    assert said(screen(some).lines)[0] == expected


def test_a_target_without_a_rate_is_not_to_be_written_again() -> None:
    some = book(targets=(target("11-01 2026-11 300", currency="EUR"),))
    assert (
        said(screen(some).lines)[0] == "2026-11: won 0 + weighted 0 = 0; no rate leads to CNY from its target"
    )


def test_the_review_is_asked_for_from_friday_on_until_it_is_filed() -> None:
    acme = deal("acme 100 verify", "11-16 stage=verify")
    last = review("2026-W46", "2026-11-15")
    filed = review("2026-W47", "2026-11-21")
    answers = [
        screen(book(acme, on=day_of(on), reviews=reviews)).head["is_review_due"]
        for on, reviews in [("11-19", (last,)), ("11-20", (last,)), ("11-22", (last, filed))]
    ]
    assert answers == [False, True, False]


def test_the_next_commands_are_those_that_help_most() -> None:
    late = agreed("late", "11-20")
    stalled = deal("old 100 verify", "07-01 stage=verify")
    filed = (review("2026-W47", "2026-11-21"),)
    assert [
        said(screen(book(*deals, reviews=filed)).notes)
        for deals in [(), (late, stalled), (stalled,), (agreed("soon", "11-25"),)]
    ] == [
        ['Next: funnel add "Pit lighting" --customer Acme --amount 120k --close eoq'],
        ['Next: funnel log late "…"', "Next: funnel next"],
        ["Next: funnel show old", "Next: funnel next"],
        ["Next: funnel next"],
    ]


def test_a_book_without_deals_has_nothing_to_review() -> None:
    assert not day_ahead((), book(), NOVEMBER, WEEK).is_review_due


def test_the_quarter_is_told_where_it_has_a_target() -> None:
    some = book(deal("a 500 propose 11-30"), targets=(target("11-01 2026-Q4 600"),))
    ahead = day_ahead(standings(some), some, NOVEMBER, WEEK, named("2026-Q4"))

    assert "2026-Q4: won 0, landing 250 of 600, 350 to go." in said(today(ahead, some).lines)
