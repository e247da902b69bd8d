import json
from datetime import date as Day
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funnel_cli.records.customer import Contact, Customer, LogEntry, NextStep
from funnel_cli.records.deal import (
    DATED,
    Contract,
    Erp,
    HistoryLine,
    Loss,
    Opening,
    Opportunity,
    Override,
    Pause,
    Tick,
)
from funnel_cli.records.form import Filing
from funnel_cli.records.lists import Call, Rate, Target
from funnel_cli.records.method import Check, Choice, Method, Milestone, Odds, Stage
from funnel_cli.render.language import Language
from funnel_cli.store.codec import MAX_PROBLEMS, as_plain_record, lines, record
from funnel_cli.store.decoding import customer, decoder, lead, opportunity, review, vocabulary
from funnel_cli.store.methods import BrokenMethod, method
from funnel_cli.store.reading.source import as_source
from funnel_cli.values.errors import Problem
from funnel_cli.values.message import Label, Message

METHOD = """\
method: test
sources: [referral, {id: fair, title: {en: Trade fair, zh: 展会}}]
lost_reasons: [price]
stages:
- {id: verify, probability: 10%, milestones: [{id: need, required: true, formerly: [want]}]}
- {id: develop, probability: {forecast: 30%, exit: 0.4}, formerly: [grow]}
"""
HEAD = "id: acme\ncustomer: Acme\nstage: verify\n"


def read(text: str, path: str = "data/opportunities/acme.yaml") -> tuple[Opportunity | None, list[Problem]]:
    rules, _ = method("stages.yaml", METHOD.encode())
    return decoder(Opportunity, rules)(path, text.encode())


def deal(text: str) -> Opportunity:
    found, problems = read(HEAD + text)
    assert (found is not None, problems) == (True, [])
    return found or Opportunity(id="", stage="")


def problems(text: str) -> list[tuple[str, int, int, str, bool]]:
    _, found = read(text)
    return [(each.code, each.line, each.column, each.key, each.is_error) for each in found]


def said(text: str) -> list[str]:
    return [spelled(problem.message) for problem in read(text)[1]]


def spelled(said: Message) -> str:
    return Language("en").say(said)


def value(key: str, text: str) -> Any:
    return getattr(deal(text), key)


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [
        ("amount: 120000.00", "amount", Decimal("120000.00")),
        ("amount: 9007199254740993.01", "amount", Decimal("9007199254740993.01")),
        ("amount: ~", "amount", None),
        ("amount:", "amount", None),
        ("name: NO", "name", "NO"),
        ("created: 2026-09-01", "created", Day(2026, 9, 1)),
        (
            "next_step: {due: 2026-11-25, action: Call}",
            "next_step",
            NextStep(due=Day(2026, 11, 25), action="Call"),
        ),
        ("next_step: {due: ~}", "next_step", None),
        ("probability: {value: 45%}", "probability", Override(value=Decimal("0.45"))),
        ("probability: 0.3", "probability", Override(value=Decimal("0.3"))),
        ("paused: {since: 2026-11-01}", "paused", Pause(since=Day(2026, 11, 1))),
        ("lost: {reason: price}", "lost", Loss(reason="price")),
        (
            "contract: {number: 7, erp: {status: -1, message: no such user}}",
            "contract",
            Contract(number="7", erp=Erp(status=-1, message="no such user")),
        ),
        ("milestones: {need: 2026-09-03}", "milestones", {"need": (Tick(date=Day(2026, 9, 3)),)}),
        (
            "milestones: {need: {date: 2026-09-03, evidence: mail, by: li, lapsed: 2026-10-01}}",
            "milestones",
            {"need": (Tick(date=Day(2026, 9, 3), evidence="mail", by="li", lapsed=Day(2026, 10, 1)),)},
        ),
        (
            "milestones: {need: [2026-09-03, {date: 2026-10-03}]}",
            "milestones",
            {"need": (Tick(date=Day(2026, 9, 3)), Tick(date=Day(2026, 10, 3)))},
        ),
        ("milestones: {need: ~}", "milestones", {}),
        ("milestones: {want: 2026-09-03}", "milestones", {"need": (Tick(date=Day(2026, 9, 3)),)}),
        ("milestones: ~", "milestones", {}),
        ("strength: {problem: 14, power: ~}", "strength", {"problem": 14}),
        (
            "history: [{date: 2026-09-01, stage: verify, amount: ~, reason: first, forced: [need]}]",
            "history",
            (
                HistoryLine(
                    date=Day(2026, 9, 1),
                    changes={"stage": "verify", "amount": None},
                    reason="first",
                    forced=("need",),
                ),
            ),
        ),
        (
            "history: [{date: 2026-09-01, stage: grow}, {date: 2026-09-02, stage: verify}]",
            "history",
            (
                HistoryLine(date=Day(2026, 9, 1), changes={"stage": "develop"}),
                HistoryLine(date=Day(2026, 9, 2), changes={"stage": "verify"}),
            ),
        ),
        ("log: [{date: 2026-09-05}]", "log", (LogEntry(date=Day(2026, 9, 5), kind="note"),)),
        ("log: [{date: 2026-09-05, kind: ~}]", "log", (LogEntry(date=Day(2026, 9, 5), kind="note"),)),
        ("contacts: [{name: Wang}]", "contacts", (Contact(name="Wang"),)),
        ("tags: [mine, led]", "tags", ("mine", "led")),
        ("refs: {salesforce: 006, old: ~}", "refs", {"salesforce": "006"}),
        ("x-anything: [a, {b: c}]", "id", "acme"),
    ],
)
def test_a_value_is_read_as_its_field_says(text: str, key: str, expected: object) -> None:
    assert value(key, text) == expected


def test_a_record_knows_its_file_and_json_says_the_same_as_yaml() -> None:
    assert deal("").file == "data/opportunities/acme.yaml"

    text = json.dumps(
        {"id": "acme", "name": "A", "stage": "verify", "amount": 1.10, "strength": {"power": 9}}
    )
    found, _ = read(text, "data/opportunities/acme.json")
    assert found
    assert (found.amount, found.strength) == (Decimal("1.10"), {"power": 9})


def test_what_a_history_or_an_opening_line_lacks_is_named_and_a_former_id_is_the_present_one() -> None:
    _, faults = read("id: acme\nname: A\nstage: won\nhistory: [{date: 2026-10-02, stage: won}]\n")
    assert [(each.code, each.line, each.message.args["example"]) for each in faults] == [
        ("outcome-first", 4, "{stage: develop}")
    ]

    _, faults = read("id: acme\nname: A\nstage: verify\nopening: {stage: ghost}\n")
    assert [each.code for each in faults] == ["unknown-stage", "history-mismatch"]

    found, faults = read("id: acme\nname: A\nstage: grow\n")
    assert (found and found.stage, faults) == ("develop", [])

    text = "opening: {stage: verify}\nhistory: [{date: 2026-10-02, stage: won}]\n"
    found, faults = read(f"id: acme\nname: A\nstage: won\n{text}")
    assert (found and found.closed, faults) == (Day(2026, 10, 2), [])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("customer: A\nstage: verify\n", ("missing-key", 1, 1, "id", True)),
        ("id: acme\nname: A\n", ("missing-key", 1, 1, "stage", True)),
        ("id: acme\nname: A\nstage: ~\n", ("missing-key", 3, 1, "stage", True)),
        ("id: acme\nstage: verify\n", ("missing-key", 1, 1, "customer", True)),
        ("id: acme\nname: A\nstage: won\n", ("missing-key", 1, 1, "closed", True)),
        ("id: ../x\nname: A\nstage: verify\n", ("bad-id", 1, 1, "id", True)),
        ("id: other\nname: A\nstage: verify\n", ("id-mismatch", 1, 1, "id", True)),
        ("id: acme\nname: A\nstage: verfy\n", ("unknown-stage", 3, 1, "stage", True)),
        (HEAD + "amount: 1.200,50\n", ("bad-amount", 4, 1, "amount", True)),
        (HEAD + f"amount: {'1' * 30}\n", ("bad-amount", 4, 1, "amount", True)),
        (HEAD + "amount: １２\n", ("bad-amount", 4, 1, "amount", True)),
        (HEAD + "amount: [1]\n", ("bad-type", 4, 1, "amount", True)),
        (HEAD + "currency: yuan\n", ("bad-currency", 4, 1, "currency", True)),
        (HEAD + "created: 2026-02-30\n", ("bad-date", 4, 1, "created", True)),
        (HEAD + "probability: {value: 130%}\n", ("bad-ratio", 4, 15, "probability.value", True)),
        (HEAD + "strength: {power: 21}\n", ("bad-number", 4, 12, "strength.power", True)),
        (HEAD + "strength: {power: 1_0}\n", ("bad-number", 4, 12, "strength.power", True)),
        (HEAD + "contract: {erp: {status: 4}}\n", ("bad-number", 4, 18, "contract.erp.status", True)),
        (HEAD + "milestones: [need]\n", ("bad-type", 4, 1, "milestones", True)),
        (HEAD + "history: {}\n", ("bad-type", 4, 1, "history", True)),
        (HEAD + "history:\n- {stage: verify}\n", ("missing-key", 5, 3, "history.0.date", True)),
        (
            HEAD + "history:\n- {date: 2026-09-01, amount: x}\n",
            ("bad-amount", 5, 22, "history.0.amount", True),
        ),
        (HEAD + "tags: mine\n", ("bad-type", 4, 1, "tags", True)),
        (HEAD + "amont: 5\n", ("unknown-key", 4, 1, "amont", False)),
        (HEAD + "file: x\n", ("unknown-key", 4, 1, "file", False)),
        (HEAD + "next_step: {du: x}\n", ("unknown-key", 4, 13, "next_step.du", False)),
        (HEAD + "history: [{date: 2026-09-01, name: x}]\n", ("unknown-key", 4, 30, "history.0.name", False)),
        (HEAD + "milestones:\n  need: true\n", ("bad-date", 5, 3, "milestones.need", False)),
        (
            HEAD + "milestones:\n  need: {evidence: x}\n",
            ("missing-value", 5, 3, "milestones.need.date", False),
        ),
        (HEAD + "closed: 2026-12-01\n", ("still-open", 4, 1, "closed", False)),
        (HEAD + "milestones: {need: [no]}\n", ("bad-date", 4, 21, "milestones.need.0", False)),
        (HEAD + "milestones: {nead: 2026-09-03}\n", ("unknown-milestone", 4, 14, "milestones.nead", False)),
        (HEAD + "source: friend\n", ("unknown-source", 4, 1, "source", False)),
        (HEAD + "lost: {reason: greed}\n", ("unknown-lost-reason", 4, 8, "lost.reason", False)),
        (
            HEAD + "created: 2026-09-01\nexpected_close: 2026-08-01\n",
            ("date-order", 5, 1, "expected_close", False),
        ),
        (
            HEAD + "history:\n- {date: 2026-09-02, owner: a}\n- {date: 2026-09-01}\nowner: a\n",
            ("date-order", 6, 4, "history.1.date", False),
        ),
        (
            HEAD + "history: [{date: 2026-09-01, stage: gone}, {date: 2026-09-02, stage: verify}]\n",
            ("unknown-stage", 4, 30, "history.0.stage", False),
        ),
        (HEAD + "history: [{date: 2026-09-01, owner: a}]\n", ("history-mismatch", 1, 1, "owner", False)),
        ("id: acme\ncustomer: Acme #1\nstage: verify\n", ("comment-in-value", 2, 1, "customer", False)),
        (
            HEAD + "log:\n- date: 2026-09-01\n  text: Room #4\n",
            ("comment-in-value", 6, 3, "log.0.text", False),
        ),
        (
            HEAD + "next_step:\n  action: Call #2 # now\n",
            ("comment-in-value", 5, 3, "next_step.action", False),
        ),
        (HEAD + "contacts:\n- name: Wood #1\n", ("comment-in-value", 5, 3, "contacts.0.name", False)),
        (HEAD + "tags:\n- mine\n- lot #7\n", ("comment-in-value", 6, 3, "tags.1", False)),
        (HEAD + "name: Acme [North] {2} #4\n", ("comment-in-value", 4, 1, "name", False)),
        ('id: acme\ncustomer: "　"\nstage: verify\n', ("missing-key", 2, 1, "customer", True)),
        (HEAD + "category: omited\n", ("unknown-category", 4, 1, "category", False)),
        (
            HEAD + "history: [{date: 2026-09-01, category: comit}, {date: 2026-09-02, category: ~}]\n",
            ("unknown-category", 4, 30, "history.0.category", False),
        ),
        (
            HEAD + "contacts: [{name: B, stance: suporter}]\n",
            ("unknown-stance", 4, 22, "contacts.0.stance", False),
        ),
        (HEAD + "contacts: [{name: B, role: boss}]\n", ("unknown-role", 4, 22, "contacts.0.role", False)),
        (
            HEAD + "history: [{date: 2026-09-01, reason: x, forced: [need, nead]}]\n",
            ("unknown-milestone", 4, 56, "history.0.forced.1", False),
        ),
        (HEAD + "lead: {marks: {fit: huge}}\n", ("unknown-level", 4, 16, "lead.marks.fit", False)),
        (
            HEAD + "planned: [{due: 2026-09-01, kind: cal}]\n",
            ("unknown-activity", 4, 29, "planned.0.kind", False),
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_place(text: str, problem: tuple[str, int, int, str, bool]) -> None:
    assert problems(text) == [problem]


def test_a_word_that_is_so_now_is_not_told_of_its_history_too() -> None:
    line = "history: [{date: 2026-09-01, category: omited, lost: {reason: dear}}]\n"
    now = "category: omited\nlost: {reason: dear}\n"
    assert [key for *_, key, _ in problems(HEAD + now + line)] == ["category", "lost.reason"]


def test_a_word_that_was_so_more_than_once_is_told_at_each_line() -> None:
    days = (
        "{date: 2026-09-01, stage: gone}",
        "{date: 2026-09-02, stage: verify}",
        "{date: 2026-09-03, stage: gone}",
    )
    found = problems(f"{HEAD}history: [{', '.join((*days, '{date: 2026-09-04, stage: verify}'))}]\n")
    assert [key for *_, key, _ in found] == ["history.0.stage", "history.2.stage"]


@pytest.mark.parametrize(("id", "is_odd"), [("power", False), ("charm", True)])
def test_a_score_on_an_axis_that_the_method_lacks_is_named_where_it_has_any(id: str, is_odd: bool) -> None:
    text = f"{HEAD}strength: {{{id}: 3}}\nhistory: [{{date: 2026-09-01, strength: {{{id}: 3}}}}]\n"
    rules, _ = method(
        "stages.yaml", (METHOD + "strength: {power: {rungs: [{at: 0, title: None}]}}\n").encode()
    )
    _, found = opportunity(as_source("data/opportunities/acme.yaml", text.encode()), vocabulary(rules))
    assert [(each.code, each.key) for each in found] == [("unknown-axis", "strength.charm")] * is_odd
    assert problems(text) == []


def test_a_gate_that_was_forced_by_a_former_name_of_its_criterion_is_known_by_the_present_one() -> None:
    found = deal("history: [{date: 2026-09-01, reason: x, forced: [want]}]\n")
    assert found.history[0].forced == ("need",)


@pytest.mark.parametrize(
    ("tick", "is_odd"),
    [
        ("2026-09-03", True),
        ('{date: 2026-09-03, evidence: " "}', True),
        ("{date: 2026-09-03, evidence: mail}", False),
        ("{date: 2026-09-03, lapsed: 2026-09-04}", False),
    ],
)
def test_a_tick_without_the_evidence_that_is_asked_for_is_named(tick: str, is_odd: bool) -> None:
    rules, _ = method("stages.yaml", METHOD.replace("required: true", "evidence: required").encode())
    text = f"{HEAD}milestones: {{need: {tick}}}\n"
    _, found = opportunity(as_source("data/opportunities/acme.yaml", text.encode()), vocabulary(rules))
    assert [(each.code, each.key) for each in found] == (
        [("no-evidence", "milestones.need")] if is_odd else []
    )


def test_a_malformed_milestone_counts_as_not_met_and_the_rest_is_kept() -> None:
    found, _ = read(HEAD + "milestones: {need: [2026-09-03, no, {date: 2026-09-05, seen: x}], other: true}\n")
    assert found
    assert found.milestones == {"need": (Tick(date=Day(2026, 9, 3)), Tick(date=Day(2026, 9, 5)))}


def test_a_text_that_a_comment_cut_is_named_of_a_record_that_cannot_be_counted_too() -> None:
    found = problems("id: acme\ncustomer: Acme #1\n")
    assert [each[0] for each in found if not each[4]] == ["comment-in-value"]


@pytest.mark.parametrize(
    "text", ['name: "Acme #1"', "name: Acme#1", "name: A\nowner: li # both", "customer: A\nname: # none"]
)
def test_a_comment_that_cuts_no_name_is_fine(text: str) -> None:
    assert problems(f"id: acme\nstage: verify\n{text}\n") == []


def test_a_near_miss_is_suggested_and_a_key_that_belongs_elsewhere_not_to_itself() -> None:
    assert said("id: acme\nname: A\nstage: verfy\namont: 5\n") == [
        "The method has no stage “verfy”. Did you mean “verify”?",
        "Nothing here is called “amont”; did you mean “amount”?",
    ]
    assert said(HEAD + "phone: 1\n") == ["Nothing here is called “phone”; keys of your own begin with “x-”."]


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("客户", "customer"),
        ("预计成交日期", "expected_close"),
        ("下一步", "next_step"),
        ("竞争对手", "competitors"),
        ("备件", "parts"),
        ("Amount", "amount"),
        ("close", "expected_close"),
        ("Odds", "probability"),
    ],
)
def test_a_key_is_suggested_by_whatever_a_screen_calls_it(typed: str, key: str) -> None:
    assert said(f"{HEAD}{typed}: 1\n") == [f"Nothing here is called “{typed}”; did you mean “{key}”?"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("contacts: [Lee]", "Each entry of “contacts” must be a mapping of keys and values."),
        ("contacts: Lee", "“contacts” must be a list."),
        ("tags: [[a]]", "Each entry of “tags” must be a text."),
        ("log: [{text: []}]", "“text” must be a text."),
    ],
)
def test_an_entry_of_a_list_is_told_from_the_list(text: str, sentence: str) -> None:
    assert sentence in said(f"{HEAD}{text}\n")


def test_a_long_value_is_not_repeated_whole() -> None:
    assert len(said(HEAD + f"amount: {'9' * 5000}\n")[0]) < 200


def test_the_problems_of_one_record_come_to_an_end_and_keys_of_ones_own_hide_none() -> None:
    assert len(problems(HEAD + "".join(f"key{n}: 1\n" for n in range(100)))) == MAX_PROBLEMS
    assert problems(HEAD + "".join(f"key{n}: 1\n" for n in range(2000))) == [("bad-type", 1, 1, "", True)]

    own = "".join(f"x-f{n}: v\n" for n in range(1100))
    (problem,) = problems(f"{HEAD}{own}amount: many\n")
    assert problem[0] == "bad-amount"

    wrong = "".join(f"f{n}: v\n" for n in range(1100))
    (sentence,) = said(HEAD + wrong)
    assert "1,000" in sentence


@pytest.mark.parametrize("indent", ["", "next_step:\n  action: Call\n  ", "history:\n- date: 2026-11-01\n  "])
def test_a_record_may_have_any_number_of_keys_of_its_own(indent: str) -> None:
    keys = [f"x-f{n}: v" for n in range(1100)]
    head, _, margin = indent.rpartition("\n")
    own = "\n".join(margin + key for key in keys)
    assert said(f"{HEAD}{head}\n{own}\n") == []


def test_a_line_that_cannot_be_read_leaves_the_others() -> None:
    text = (
        "- {date: 2026-11-01, from: USD, to: CNY, rate: 7}\n- {date: 2026-11-02, from: USD, to: CNY, rate: 0}"
    )
    found, faults = lines(Rate, as_source("data/rates.yaml", text.encode()))
    assert [*found.values()] == [Rate(date=Day(2026, 11, 1), from_="USD", to="CNY", rate=Decimal(7))]
    assert [(each.code, each.line, each.column, each.key) for each in faults] == [
        ("bad-rate", 2, 42, "1.rate")
    ]


def test_a_period_must_be_one_and_a_review_is_called_by_its_week() -> None:
    text = b"- {set: 2026-11-01, period: 2026-13, amount: 5}\n"
    _, faults = lines(Target, as_source("data/targets.yaml", text))
    assert [fault.code for fault in faults] == ["bad-period"]

    source = as_source("data/reviews/2026-W46.yaml", b"as_of: 2026-11-22\nweek: 2026-W47\n")
    assert [fault.code for fault in review(source)[1]] == ["id-mismatch"]


def test_a_customer_of_an_unknown_kind_is_named() -> None:
    found, faults = customer(as_source("data/customers/a.yaml", b"id: a\nname: A\nkind: friend\n"))
    assert (found, [fault.code for fault in faults]) == (
        Customer(id="a", name="A", kind="friend"),
        ["unknown-kind"],
    )


def test_lines_of_a_lead_out_of_order_are_named_and_the_latest_counts() -> None:
    text = b"id: a\nname: A\nstage: contacted\nhistory:\n- {date: 2026-11-02, stage: contacted}\n"
    _, faults = lead(as_source("data/leads/a.yaml", text + b"- {date: 2026-11-01, stage: new}\n"))
    assert [(fault.code, fault.key) for fault in faults] == [("date-order", "history.1.date")]


def test_a_method_is_read_in_all_its_shorthands() -> None:
    rules, faults = method("stages.yaml", METHOD.encode())
    assert faults == []
    assert rules == Method(
        method="test",
        sources=(Choice(id="referral"), Choice(id="fair", title=Label({"en": "Trade fair", "zh": "展会"}))),
        lost_reasons=(Choice(id="price"),),
        stages=(
            Stage(
                id="verify",
                probability=Odds(forecast=Decimal("0.1")),
                milestones=(Milestone(id="need", required=True, formerly=("want",)),),
            ),
            Stage(
                id="develop",
                probability=Odds(forecast=Decimal("0.3"), exit=Decimal("0.4")),
                formerly=("grow",),
            ),
        ),
    )


def test_a_check_asks_for_one_fact() -> None:
    milestone = "{id: b, check: {field: amount, at_least: 1}}"
    text = f"method: m\nstages: [{{id: a, probability: 10%, milestones: [{milestone}]}}]"
    rules, _ = method("stages.yaml", text.encode())
    assert rules.stages[0].milestones[0].check == Check(field="amount", at_least=Decimal(1))


@pytest.mark.parametrize(
    ("stages", "code"),
    [
        ("stages: []", "at least one stage"),
        ("x: 1", "at least one stage"),
        ("stages: [{id: won, probability: 10%}]", "“won” is an outcome"),
        ("stages: [{id: a b, probability: 10%}]", "“a b” is no id"),
        ("stages: [{id: a, probability: 10%}, {id: a, probability: 20%}]", "another “a”"),
        ("stages: [{id: a, probability: 10%}, {id: b, probability: 20%, formerly: [a]}]", "another “a”"),
        ("stages: [{id: a, probability: 0%}]", "above 0"),
        ("stages: [{id: a, probability: 110%}]", "“110%” is not a share"),
        ("stages: [{id: a, probability: 20%}, {id: b, probability: 10%}]", "lower than"),
        ("stages: [{id: a, probability: 10%, conversion: 0}]", "A conversion is above 0"),
        ("stages: [{id: a, probability: 10%, typical_days: 0}]", "“0” is not a whole number"),
        ("stages: [{id: a}]", "“probability” is missing"),
        ("stages: [{id: a, probability: 10%, milestones: [{id: b}, {id: b}]}]", "another “b”"),
        (
            "stages: [{id: a, probability: 10%, milestones: [{id: b, required: yes}]}]",
            "neither true nor false",
        ),
        ("stages: [{id: a, probability: 10%, milestones: [{id: b, for: c}]}]", "no milestone “c”"),
        ("stages: [{id: a, probability: 10%, milestones: [{id: b, evidence: yes}]}]", "“yes” is not"),
        ("stages: [{id: a, probability: 10%, milestones: [{id: b, check: {}}]}]", "exactly one"),
        ("stages: [{id: a, probability: 10%, milestones: [{id: b, check: {field: x}}]}]", "no “x”"),
        (
            "stages: [{id: a, probability: 10%, milestones: [{id: b, check: {milestone: x}}]}]",
            "no milestone “x”",
        ),
        ("stages: [{id: a, probability: 10%, milestones: [{id: b, check: {strength: x}}]}]", "at_least"),
        ("stages: [{id: a, probability: 10%}]\nsources: [a, a]", "another “a”"),
        ("stages: [{id: a, probability: 10%}]\nsettings: {weights: both}", "none of forecast, exit"),
        ("stages: [{id: a, probability: 10%}]\nsettings: {forecast: tiny}", "none of weighted, walk"),
        ("stages: [{id: a, probability: 10%}]\nsettings: {numbers: tiny}", "none of full, short, 万"),
        (
            "stages: [{id: a, probability: 10%}]\nsettings: {fiscal_year_start: 13}",
            "“13” is not a whole number",
        ),
        ("stages: [", "a bracket is not closed"),
    ],
)
def test_a_method_is_refused_with_its_reason(stages: str, code: str) -> None:
    with pytest.raises(BrokenMethod) as refused:
        method("stages.yaml", f"method: m\n{stages}\n".encode())
    assert code in " ".join(map(spelled, refused.value.details))


def test_the_place_of_the_fault_in_a_method_is_named() -> None:
    with pytest.raises(BrokenMethod) as refused:
        method("stages.yaml", b"method: m\nstages:\n- id: a\n  probability: x\n")
    assert refused.value.args_by_name == {"place": "stages.yaml:4:3", "path": "stages.yaml"}
    assert spelled(refused.value.details[0]).endswith("[bad-ratio]")


@pytest.mark.parametrize("nothing", ["{}", "{KEY: }"])
@pytest.mark.parametrize(
    ("part", "key"),
    [
        ("next_step", "due"),
        ("probability", "value"),
        ("paused", "since"),
        ("lost", "reason"),
        ("contract", "erp"),
    ],
)
def test_a_part_of_which_nothing_is_set_is_unset(part: str, key: str, nothing: str) -> None:
    said = f"{part}: {nothing.replace('KEY', key)}"
    some = deal(f"{said}\nhistory: [{{date: 2026-11-01, {said}}}]\n")
    assert (getattr(some, part), some.history[0].changes) == (None, {part: None})


def test_a_record_is_written_without_what_is_unset() -> None:
    full = Opportunity(
        id="acme",
        stage="verify",
        customer="Acme",
        amount=Decimal("120000.00"),
        probability=Override(value=Decimal("0.45"), date=Day(2026, 10, 11)),
        milestones={
            "need": (Tick(date=Day(2026, 9, 3)),),
            "fit": (Tick(date=Day(2026, 9, 4), evidence="mail"),),
        },
        history=(
            HistoryLine(date=Day(2026, 9, 1), changes={"amount": None, "stage": "verify"}, forced=("need",)),
        ),
        strength={"power": 9},
        file="data/opportunities/acme.yaml",
    )
    assert list(as_plain_record(full).items()) == [
        ("id", "acme"),
        ("customer", "Acme"),
        ("amount", "120000.00"),
        ("stage", "verify"),
        ("probability", {"value": "45%", "date": "2026-10-11"}),
        ("milestones", {"need": "2026-09-03", "fit": {"date": "2026-09-04", "evidence": "mail"}}),
        ("strength", {"power": "9"}),
        ("history", [{"date": "2026-09-01", "stage": "verify", "amount": None, "forced": ["need"]}]),
    ]


def test_a_rate_is_written_with_the_keys_of_its_file() -> None:
    rate = Rate(date=Day(2026, 11, 1), from_="USD", to="CNY", rate=Decimal("7.12"))
    assert as_plain_record(rate) == {"date": "2026-11-01", "from": "USD", "to": "CNY", "rate": "7.12"}


def test_a_method_that_is_written_and_read_is_the_same() -> None:
    rules, _ = method("stages.yaml", METHOD.encode())
    assert method("stages.json", json.dumps(as_plain_record(rules)).encode())[0] == rules


days = st.dates(Day(1970, 1, 1), Day(2199, 12, 31))
texts = st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), min_size=1)
words = st.from_regex(r"[a-z][a-z_-]{0,9}", fullmatch=True)
amounts = st.decimals(0, Decimal(10) ** 15, places=2)
shares = st.decimals(0, 1, places=4)
ticks = st.builds(Tick, date=days, evidence=st.none() | texts, by=st.none() | texts, lapsed=st.none() | days)
steps = st.builds(NextStep, due=st.none() | days, action=texts)
overrides = st.builds(Override, value=shares, date=st.none() | days, reason=st.none() | texts)
pauses = st.builds(Pause, since=days, until=st.none() | days, reason=st.none() | texts)
losses = st.builds(Loss, reason=words, said=st.none() | texts)
scores = st.dictionaries(words, st.integers(0, 20), max_size=3)
filings = st.builds(Filing, date=days, by=st.none() | texts, says=st.dictionaries(words, texts, max_size=2))
scorers = st.dictionaries(words, texts, max_size=3)
contracts = st.builds(
    Contract,
    number=texts,
    date=st.none() | days,
    amount=amounts,
    erp=st.builds(Erp, status=st.integers(-1, 3)),
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "stage": words,
    "closed": days,
    "amount": amounts,
    "currency": st.sampled_from(["CNY", "USD"]),
    "expected_close": days,
    "probability": overrides,
    "owner": texts,
    "paused": pauses,
    "next_step": steps,
    "strength": scores,
    "scored_by": scorers,
    "category": words,
    "lost": losses,
    "contract": contracts,
    "competitors": st.lists(texts, max_size=2).map(tuple),
}
changes = st.fixed_dictionaries({}, optional={key: st.none() | VALUES[key] for key in DATED})
history = st.builds(
    HistoryLine,
    date=days,
    changes=changes,
    reason=st.none() | texts,
    forced=st.lists(words, max_size=2).map(tuple),
)
log = st.builds(LogEntry, date=days, kind=words, text=st.none() | texts, next=st.none() | texts)
opportunities = st.builds(
    Opportunity,
    id=words,
    name=st.none() | texts,
    customer=st.none() | texts,
    source=st.none() | words,
    created=st.none() | days,
    removed=st.none() | days,
    opening=st.none() | st.builds(Opening, date=st.none() | days, changes=changes),
    milestones=st.dictionaries(words, st.lists(ticks, min_size=1, max_size=3).map(tuple), max_size=3),
    history=st.lists(history, max_size=4).map(tuple),
    forms=st.dictionaries(words, st.lists(filings, min_size=1, max_size=2).map(tuple), max_size=2),
    log=st.lists(log, max_size=3).map(tuple),
    contacts=st.lists(st.builds(Contact, name=texts, role=st.none() | words), max_size=2).map(tuple),
    tags=st.lists(texts, max_size=3).map(tuple),
    refs=st.dictionaries(words, texts, max_size=2),
    **{
        key: some if key in {"stage", "strength", "scored_by", "competitors"} else st.none() | some
        for key, some in VALUES.items()
    },
)


@given(opportunities)
def test_what_is_written_reads_back_the_same(before: Opportunity) -> None:
    text = json.dumps(as_plain_record(before), ensure_ascii=False)
    assert record(Opportunity, as_source("x.json", text.encode())) == (before, [])


@given(opportunities)
def test_what_is_written_as_json_reads_back_the_same_as_yaml(before: Opportunity) -> None:
    text = json.dumps(as_plain_record(before))
    source = as_source("x.json", text.encode())
    assert record(Opportunity, source)[0] == before


@given(st.builds(Call, filed=days, period=st.just("2026-Q4"), amount=amounts, owner=st.none() | texts))
def test_a_call_reads_back_the_same(before: Call) -> None:
    text = json.dumps([as_plain_record(before)])
    assert lines(Call, as_source("data/calls.json", text.encode())) == ({0: before}, [])


@pytest.mark.parametrize(
    ("amount", "is_too_long"),
    [("1" * 17, True), ("1" * 30, True), ("-" + "1" * 17, True), ("1." + "0" * 40, True), ("1.0000001", True),
     ("1,5", False), ("1e30", False), (".5", False)],
)  # fmt: skip
def test_an_amount_of_too_many_digits_says_so(amount: str, *, is_too_long: bool) -> None:
    _, (fault,) = read(f"{HEAD}amount: '{amount}'\n")
    assert ("more digits than an amount can have" in fault.message.text) is is_too_long
