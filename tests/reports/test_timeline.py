from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from arrange import book, day, deal, own_odds, step

from funnel_cli.records.deal import HistoryLine, Loss, Opportunity, Pause, Tick
from funnel_cli.render import render
from funnel_cli.render.language import Language
from funnel_cli.render.output import Footing, Output
from funnel_cli.reports.card import card
from funnel_cli.reports.timeline import reason_of, timeline
from funnel_cli.time.history import recorded
from funnel_cli.values.message import Term, message
from funnel_cli.values.table import Document

ENGLISH = Language("en")


def told(some: Opportunity) -> list[tuple[str, ...]]:
    known = book(some)
    rows = timeline(known.opportunities[some.id], known).rows
    return [tuple(map(ENGLISH.spell, row)) for row in rows]


def changed(**values: Any) -> Opportunity:
    return replace(deal("a 1"), history=(HistoryLine(date=day("11-01"), changes=values),), **values)


def test_changes_milestones_and_words_stand_in_the_order_of_their_days() -> None:
    some = deal(
        "a 1 develop",
        "11-01 stage=verify",
        "11-05 stage=develop",
        ticks="need:11-03",
        log="call:11-02 visit:11-05",
    )
    assert [row[:2] for row in told(some)] == [
        ("2026-11-01", "stage"),
        ("2026-11-02", "call"),
        ("2026-11-03", "met"),
        ("2026-11-05", "stage"),
        ("2026-11-05", "visit"),
    ]


@pytest.mark.parametrize(
    ("some", "event", "text"),
    [
        (changed(stage="verify"), "stage", "Verify"),
        (changed(stage="verify", amount=None), "stage", "Verify; amount —"),
        (changed(expected_close=day("12-01")), "expected close", "2026-12-01"),
        (changed(next_step=step("11-25")), "next step", "2026-11-25: call"),
        (changed(probability=own_odds("0.9", "11-01")), "probability", "90%: felt so"),
        (changed(paused=Pause(until=day("12-01"))), "paused", "2026-12-01"),
        (
            replace(changed(lost=Loss(reason="price", said="too dear")), stage="lost"),
            "lost",
            "price: too dear",
        ),
        (
            deal("a 1 develop", "11-01 stage=develop forced=credit reason=boss"),
            "stage",
            "Develop; boss; forced past Credit",
        ),
        (deal("a 1 verify", log="visit:11-01"), "visit", "visit"),
    ],
)
def test_an_event_says_what_it_came_to(some: Opportunity, event: str, text: str) -> None:
    assert told(some) == [("2026-11-01", event, text)]


def test_a_milestone_is_told_with_its_evidence_and_end_and_a_word_with_what_was_to_come_of_it() -> None:
    tick = Tick(date=day("11-01"), evidence="letter", lapsed=day("11-09"))
    assert told(deal("a 1 verify", milestones={"need": (tick,)})) == [
        ("2026-11-01", "met", "Need; letter"),
        ("2026-11-09", "lapsed", "Need"),
    ]

    some = deal("a 1 verify", log="visit:11-01")
    log = (replace(some.log[0], next="send the plan"),)
    assert told(replace(some, log=log))[0][2] == "visit; then send the plan"


@pytest.mark.parametrize(("part", "is_there"), [(None, False), ("log", True)])
def test_people_read_the_timeline_and_machines_the_log(part: str | None, is_there: bool) -> None:
    known = book(deal("a 1 verify", log="visit:11-01"))
    document = card(known.opportunities["a"], known, with_history=True)
    screen = render(document, Output(part=part), Footing())
    assert ("Then" in screen, "What happened" in screen) == (is_there, not is_there)


def test_a_handover_is_told_in_the_reader_s_language_and_kept_as_it_was_noted() -> None:
    said = reason_of(HistoryLine(date=day("11-01"), changes={"owner": "anna"}, reason="handover from li"))
    assert said == Term("handover from li", message("handed over by {owner}", owner="li"))
    assert reason_of(HistoryLine(date=day("11-01"), changes={}, reason="to win")) == "to win"


@pytest.mark.parametrize(
    "some",
    [
        deal("a 5 develop", "09-01 stage=verify", "09-20 stage=develop", created=day("09-01")),
        deal("a 5 develop", "09-01 stage=verify amount=4", "09-20 stage=develop", created=day("09-01")),
        deal("a 5 develop", "09-01 stage=verify amount=5", created=day("09-01")),
        deal("a 5 develop", created=day("09-01")),
    ],
    ids=["a key without a line", "an amount by hand", "a stage by hand", "no history"],
)
@pytest.mark.parametrize("key", ["amount", "owner", "stage"])
def test_what_happened_until_a_day_stays_the_same_whatever_changes_later(some: Opportunity, key: str) -> None:
    new = {"amount": Decimal(7), "owner": "bo", "stage": "propose"}[key]
    assert all_of(recorded(some, day("11-05"), {key: new})) == all_of(some)


def all_of(some: Opportunity) -> Document:
    known = book(some, on=day("10-20"))
    return card(known.opportunities[some.id], known, with_history=True)
