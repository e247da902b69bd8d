"""One gate: what every screen says of it is what promote and win do, and what a refusal advises opens it."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from arrange import TODAY, book, deal
from hypothesis import given
from hypothesis import strategies as st
from running import run

from funnel_cli.records.book import Book, Change, change_of
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.method import Check, Method, Stage
from funnel_cli.reports.attention import Reason, attention
from funnel_cli.reports.card import card
from funnel_cli.reports.checklist import checklist
from funnel_cli.reports.whole_books import ASKED_WHOLE
from funnel_cli.rules.moving import GateNotMet, promote, win
from funnel_cli.rules.ticking import after_ticking
from funnel_cli.store.founding import shipped_methods
from funnel_cli.store.read import read_method
from funnel_cli.time.standing import Standing
from funnel_cli.values.message import message
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
    found = attention((Standing(some, known),), known)
    (row,) = ASKED_WHOLE["gates"].of(known, quarter_of(TODAY))
    listed, shown = checklist(some, known).head, card(some, known).head
    ticked = after_ticking(change_of(some, replace(some, name="Pit"), message("ticked")), known, TODAY)
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


SYNTHETIC = """\
method: mine
settings: {currency: CNY, owner: anna}
stages:
- {id: talk, probability: 10%, milestones: [
    {id: seen, required: true, check: {CHECK}}, {id: other, check: {log: call}}]}
- {id: offer, probability: 50%, milestones: [{id: end, required: true}]}
lost_reasons: [price]
strength:
  power: {rungs: [{at: 4, decision_maker: 10, title: Low}, {at: 12, decision_maker: 20, title: High}]}
  worth: {rungs: [{at: 4, title: Low}, {at: 12, title: High}]}
forms:
- {id: quote, many: true, fields: [{id: sum, kind: amount, required: true}, {id: off, kind: share}]}
- id: plan
  fields: [{id: what, required: true}, {id: when, kind: date, required: true}, {id: who, kind: person}]
- {id: free, fields: [{id: a}, {id: b}]}
- id: rank
  for: customer
  fields: [{id: size, kind: choice, required: true, choices: {big: Big, small: Small}}]
- {id: minutes, for: visit, fields: [{id: mood, kind: score, required: true}, {id: note}]}
- {id: origin, for: lead, fields: [{id: how, required: true}]}
- {id: thanks, for: win, fields: [{id: why}]}
"""
CHECKS = (
    *(f"strength: power, at_least: {least}" for least in (1, 4, "4.5", 10, 12, 15, 20, 25, "50%")),
    *(f"strength: worth, at_least: {least}" for least in (0, 12, 20)),
    "form: quote", "form: quote, field: sum, at_least: 10", "form: quote, field: off, at_most: 8%",
    "form: plan", "form: plan, field: who, one_of: [Wu]", "form: plan, within: 9", "form: free",
    "form: free, field: b", "form: rank", "form: rank, field: size, one_of: [small]",
    "form: minutes", "form: minutes, field: note",
    "form: minutes, field: mood, at_least: 12", "form: minutes, within: 5", "form: origin", "form: thanks",
    "form: quote, field: off, at_least: 30%, at_most: 20%", "form: minutes, field: mood, at_least: 21",
    *(f"form: visit-report, field: {field}" for field in (
        "purpose", "with", "ours", "result", "next", "open-theirs", "open-ours")),
    "form: visit-report, field: purpose, one_of: [seen]", "form: visit-report",
    "form: visit-report, within: 3", "form: loss-report", "field: source",
    "field: amount, at_least: 10000000", "field: closed", "log: visit",
    "log: any, within: 3", "contact: buyer", "contact: decision-maker, says: [value]", "milestone: other",
    "lead: qualified", "lead: answered, within_hours: 2",
)  # fmt: skip
LI, WU = (f"brief acme-pit --person {name} --role decision-maker" for name in ("Li", "Wu"))
VISIT = "log acme Seen --kind visit --date"
BEFORE = {
    "strength": ((), (LI,), (LI, WU)),
    "form: quote": ((), ("form acme quote sum=3",)),
    "form: plan": ((), ("form acme plan what=x when=2026-12-01 --date 2026-11-02",)),
    "form: minutes": ((), (f"{VISIT} 2026-11-01",), (f"{VISIT} 2026-11-01", f"{VISIT} 2026-11-20")),
    "form: visit-report": ((), (f"{VISIT} 2026-11-01",), (f"{VISIT} 2026-11-20",)),
}
"""What may be known of a deal before, by what is asked."""


def filled(line: str, method: Method) -> str:
    """The command of a line of advice, its blanks filled with what its criterion asks for."""
    title, _, told = line.strip().partition(": funnel ")
    command = re.sub(r"^-C \S+ ", "", told)
    check = next(each.check for each in method.milestones if each.label.texts["en"] == title)
    words = command.split()
    form = method.form(words[2]) if words[0] == "form" else None
    for field in form.fields if form else ():
        usual = {"date": "2026-12-01", "choice": next(iter(field.choices), ""), "share": "7%"}
        asked = check if check and check.field == field.id else Check()
        value = next(iter(asked.one_of), asked.at_least or asked.at_most or usual.get(field.kind, "9"))
        command = command.replace(f" {field.id}=…", f" {field.id}={value}")
    return command.replace('"…"', "seen").replace("NAME", "Wu")


def opens_by_its_advice(book: Path, move: str, method: Method, on: str = "") -> None:
    refused = run(f"{move} acme-pit --json{on}", book)
    if refused.exit:
        assert (refused.exit, refused.error["code"]) == (4, "gate_not_met")
        for line in refused.error["details"]:
            answer = run(filled(line, method), book)
            assert answer.exit == 0, (line, answer.err)
        assert run(f"{move} acme-pit{on}", book).exit == 0, refused.error["details"]


@pytest.mark.parametrize("on", ["", " --date 2026-11-12"], ids=["today", "back then"])
@pytest.mark.parametrize("method", METHODS, ids=lambda each: each.method)
def test_what_a_refusal_advises_opens_each_gate_of_a_shipped_method(
    tmp_path: Path, method: Method, on: str
) -> None:
    run(f"init -q --owner anna --method {method.method}", tmp_path)
    run("add Pit --customer Acme --amount 50k --close eoq --date 2026-11-02", tmp_path)
    for _ in method.stages[1:]:
        opens_by_its_advice(tmp_path, "promote", method, on)
    opens_by_its_advice(tmp_path, "win", method, on)


@pytest.mark.parametrize(
    ("check", "before"),
    [
        (check, before)
        for check in CHECKS
        for before in next((some for fact, some in BEFORE.items() if check.startswith(fact)), ((),))
    ],
)
def test_what_a_refusal_advises_opens_the_gate_of_each_kind_of_check(
    tmp_path: Path, check: str, before: tuple[str, ...]
) -> None:
    (tmp_path / "data/opportunities").mkdir(parents=True)
    (tmp_path / "stages.yaml").write_text(SYNTHETIC.replace("CHECK", check), "utf-8")
    run("add Pit --customer Acme --close eoq", tmp_path)
    for line in before:
        assert run(line, tmp_path).exit == 0, line
    opens_by_its_advice(tmp_path, "promote", read_method(tmp_path)[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("form: quote, field: sum", "form: quote, field: off"),
        ("form: free, field: a", "form: free, field: b"),
        ("form: minutes, field: mood", "form: minutes, field: note"),
        ("form: visit-report, field: next", "form: visit-report, field: open-theirs"),
    ],
)
def test_one_filing_answers_every_criterion_that_asks_of_its_form(
    tmp_path: Path, one: str, other: str
) -> None:
    (tmp_path / "data/opportunities").mkdir(parents=True)
    second = f"{{id: other, required: true, check: {{{other}}}}}"
    text = SYNTHETIC.replace("{id: other, check: {log: call}}", second).replace("CHECK", one)
    (tmp_path / "stages.yaml").write_text(text, "utf-8")
    run("add Pit --customer Acme --close eoq", tmp_path)
    opens_by_its_advice(tmp_path, "promote", read_method(tmp_path)[0])
