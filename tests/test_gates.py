"""One gate: what every screen says of it is what promote and win do."""

from __future__ import annotations

from dataclasses import replace

import pytest
from arrange import TODAY, book, deal
from hypothesis import given
from hypothesis import strategies as st

from funnel_cli.records.book import Book, Change, change_of
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.method import Method, Stage
from funnel_cli.reports.attention import Reason, attention
from funnel_cli.reports.card import card
from funnel_cli.reports.checklist import checklist
from funnel_cli.reports.whole_books import ASKED_WHOLE
from funnel_cli.rules.moving import GateNotMet, promote, win
from funnel_cli.rules.ticking import after_ticking
from funnel_cli.store.founding import shipped_methods
from funnel_cli.time.standing import standing
from funnel_cli.values.period import quarter_of

METHODS = [each for each in shipped_methods() if each.has_deals]


def moved_on(some: Opportunity, known: Book) -> Change:
    """What takes the deal out of its stage: the next one, or the win behind the last."""
    is_last = known.method.stages[-1].id == some.stage
    return win(some, known, TODAY) if is_last else promote(some, known, TODAY)


def goes_on(some: Opportunity, known: Book) -> bool:
    try:
        return bool(moved_on(some, known).edits)
    except GateNotMet:
        return False


def said_to_go_on(some: Opportunity, known: Book) -> dict[str, bool]:
    """Whether the deal may go on, by the screen that says so."""
    found = attention((standing(some, known),), known)
    (row,) = ASKED_WHOLE["gates"].of(known, quarter_of(TODAY))
    listed, shown = checklist(some, known).head, card(some, known).head
    ticked = after_ticking(change_of(some, replace(some, name="Pit"), "ticked"), known, TODAY)
    return {
        "review": any(each.reason is Reason.GATE_MET for one in found for each in one.findings),
        "what follows a tick": ticked.next in {("funnel promote @",), ("funnel win @",)},
        "across": bool(row.ready),
        "check": bool(listed["is_met"]),
        "check's count": listed["met"] == listed["required"],
        "show's count": shown["gate_met"] == shown["gate_required"],
    }


@pytest.mark.parametrize(
    ("method", "where"),
    [(method, stage) for method in METHODS for stage in method.stages if stage.criteria],
    ids=lambda each: each.method if isinstance(each, Method) else each.id,
)
@given(data=st.data())
def test_every_screen_says_that_a_deal_may_go_on_exactly_when_it_can(
    method: Method, where: Stage, data: st.DataObject
) -> None:
    entry = method.entry if where is method.stages[0] else ()
    asked = [each.id for each in (*entry, *where.milestones) if each.required]
    open_ = data.draw(st.just([]) | st.lists(st.sampled_from(asked), max_size=3))
    ticks = " ".join(f"{id}:11-02" for id in asked if id not in open_)
    known = book(deal(f"acme 9 {where.id} 12-01", f"11-01 stage={where.id}", ticks=ticks), method=method)
    some = known.opportunities["acme"]
    said = said_to_go_on(some, known)
    assert said == dict.fromkeys(said, goes_on(some, known))
