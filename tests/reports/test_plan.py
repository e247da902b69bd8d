from dataclasses import replace
from decimal import Decimal

import pytest
from arrange import METHOD, book, day, deal, stage
from grids import cells, cny, column, texts

from funnel_cli.forecasting.needs import plan_for
from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.lead import RETURNED, Lead
from funnel_cli.render.language import Language
from funnel_cli.reports.explanation import figures_in
from funnel_cli.reports.plan import plan_document
from funnel_cli.time.standing import standings
from funnel_cli.values.period import named
from funnel_cli.values.table import Document

TWO_STAGES = replace(METHOD, stages=(stage("verify", "0.25", days=20), stage("close", "0.5", days=10)))
WON = deal("w 100 won", "09-01 stage=close", "11-01 stage=won closed=11-01", closed=day("11-01"))


def made(
    *deals: Opportunity, period: str = "2027-Q1", aim: str | None = "400", some: Book | None = None
) -> Document:
    known = some or book(*deals, method=TWO_STAGES)
    found = plan_for(standings(known), known, named(period), target=cny(aim) if aim else None)
    return plan_document(found, known)


def said(document: Document) -> list[str]:
    return [Language().say(line) for line in document.lines]


def test_the_plan_says_how_many_wins_and_leads_and_by_when() -> None:
    # Verify (1 + 5) ÷ 11, close (1 + 5) ÷ 11: 4 wins take 4 ÷ 0.2975 = 13.4 deals at the top.
    # Wilson of 6 in 11: 0.36 to 0.72; both stages together 0.165 to 0.44: 4 ÷ 0.44 to 4 ÷ 0.165.
    assert said(made(WON)) == [
        (
            "To reach CNY 400 in 2027-Q1 you still need CNY 400: 4 wins of CNY 100 each, "
            "the mean of the won deals."
        ),
        "No open deal is due then.",
        "14 new leads are needed by 2027-03-01 (10 to 25).",
    ]


def test_leads_that_come_too_late_are_said_so_and_what_is_still_in_time() -> None:
    assert said(made(WON, period="2026-12", aim="100"))[2:] == [
        "4 new leads are needed by 2026-12-01 (3 to 7)."
    ]
    assert said(made(WON, period="2026-11", aim="200"))[2:] == [
        (
            "Too late for 2026-11: new leads would have had to exist by 2026-10-31. "
            "4 leads count for 2026-12 instead (3 to 7), and must exist by 2026-12-01."
        ),
        "Nothing new can be won in 2026-11 at the usual pace.",
    ]

    slow = replace(METHOD, stages=(stage("verify", "0.25", days=60), stage("close", "0.5", days=5)))

    assert said(made(some=book(WON, method=slow), period="2026-11", aim="200"))[3:] == [
        "Still in time: 2 more deals in Close by 2026-11-25."
    ]


@pytest.mark.parametrize(
    ("deals", "period", "aim", "expected"),
    [
        (
            (),
            "2027-Q1",
            None,
            ["No target is known for 2027-Q1. Name one: funnel plan 2027-Q1 --target 600k"],
        ),
        ((WON,), "2026-11", "100", ["The CNY 100 of 2026-11 are reached: CNY 100 won."]),
        ((WON,), "2026-10", "100", ["2026-10 is over: CNY 0 won of CNY 100, CNY 100 short."]),
        (
            (deal("a - verify 2027-02-01"),),
            "2027-Q1",
            "100",
            [
                "To reach CNY 100 in 2027-Q1 you still need CNY 100.",
                "How many wins that takes cannot be said: no deal has an amount.",
            ],
        ),
    ],
)
def test_what_is_known_is_said_in_plain_words(
    deals: tuple[Opportunity, ...], period: str, aim: str | None, expected: list[str]
) -> None:
    assert said(made(*deals, period=period, aim=aim)) == expected


def test_open_deals_that_are_enough_need_no_lead_nor_one_that_would_come_too_late() -> None:
    deals = [deal(f"o{n} 100 close 2027-02-01") for n in range(20)]

    assert said(made(WON, *deals))[1:] == [
        "20 open deals are due then; at your rates they count for 10.9 wins.",
        "No new lead is needed.",
    ]

    deals = [deal(f"o{n} 100 close 2027-02-01") for n in range(8)]

    assert said(made(WON, *deals))[2] == (
        "No new lead is needed if your rates hold, up to 7 if they run low."
    )

    deals = [deal(f"o{n} 100 close 11-29") for n in range(8)]

    assert said(made(WON, *deals, period="2026-11", aim="500"))[2] == (
        "No new lead is needed if your rates hold; for 2026-11 it would come too late."
    )


def test_leads_that_are_being_worked_on_stand_beside_those_needed() -> None:
    leads = {id: Lead(id=id, owner=owner) for id, owner in (("a", "li.wei"), ("b", None))}
    gone = {"c": Lead(id="c", stage=RETURNED)}
    some = book(WON, method=TWO_STAGES, leads=leads | gone)

    assert said(made(some=some))[3:] == ["2 leads are being worked on: funnel lead list"]


def test_a_method_of_counts_says_that_it_has_no_stages() -> None:
    document = made(some=book(WON, method=replace(METHOD, stages=())))

    assert said(document)[2:] == ["The method has no stages: how many leads that takes cannot be said."]


def test_each_stage_has_its_row() -> None:
    table = made(WON, deal("a 100 close 2027-02-01")).tables[0]

    assert cells(table, "there", "counts_as", "by", "ids") == [
        (0, Decimal(0), day("2027-03-01"), ()),
        (1, Decimal(1), day("2027-03-21"), ("a",)),
    ]
    assert column(table, "missing_low") < column(table, "missing") < column(table, "missing_high")


def test_overdue_and_undated_deals_are_not_there_and_named() -> None:
    document = made(deal("a 1 verify 11-01"), deal("b 1 verify -"))

    assert texts(document.notes).count("Not counted: {count} {set}.") == 2


def test_every_figure_stands_on_its_deals() -> None:
    some = book(WON, deal("a 200 close 2027-02-01"), method=TWO_STAGES)
    found = plan_for(standings(some), some, named("2027-Q1"), target=cny("400"))
    behind = {
        (figure.name.id, getattr(figure.of, "id", None)): [part.id for part in figure.parts]
        for figure in figures_in(plan_document(found, some))
    }

    assert behind == {
        ("target", None): [],
        ("won", None): [],
        ("missing", None): [],
        ("usual", None): ["w"],
        ("wins", None): [],
        ("conversion", "verify"): ["w"],
        ("days", "verify"): [],
        ("counts_as", "verify"): [],
        ("must_hold", "verify"): [],
        ("conversion", "close"): ["w"],
        ("days", "close"): ["w"],
        ("counts_as", "close"): ["a"],
        ("must_hold", "close"): [],
        ("leads", None): [],
    }
