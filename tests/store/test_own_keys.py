"""Keys of the user's own, comments and quotes: where a fact goes, they go with it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from running import new_book, run

from funnel_cli.store.patching.yaml_spelling import written
from funnel_cli.store.reading.plain import as_plain
from funnel_cli.store.reading.source import as_source

DEAL = "data/opportunities/own.yaml"
HILL = """\
id: hill
name: Hill
checked: 2026-01-01
contacts:
- {name: Tom  Lee, x-born: '1970'}
facts: {employees: "240", site: 'No 7', x-desk: "5"}
forms:
  card: {date: 2026-01-01, says: {a: "1"}, x-q: 1}
x-fax: "0049"
x-plain: 007
"""
ACME = """\
id: acme
name: Acme
contacts:
- {name: Tom Lee, title: boss}
forms:
  card:
    date: 2026-02-01  # c
    says: {a: '2'}
    x-r: '3'
"""


def wrote(root: Path, path: str, text: str) -> Path:
    """The file with that text, in a book."""
    new_book(root)
    (root / path).parent.mkdir(exist_ok=True, parents=True)
    (root / path).write_text(text, "utf-8")
    return root / path


@pytest.mark.parametrize("is_json", [False, True], ids=["yaml", "json"])
def test_what_a_customer_who_is_joined_says_goes_over_as_it_is_spelled(is_json: bool, tmp_path: Path) -> None:
    wrote(tmp_path, "data/customers/hill.yaml", HILL)
    text = json.dumps(as_plain(ACME.encode(), "yaml"), indent=2) if is_json else ACME
    file = wrote(tmp_path, f"data/customers/acme.{'json' if is_json else 'yaml'}", text)
    assert run("customer merge hill acme", tmp_path).exit == 0
    after = file.read_text("utf-8")
    if is_json:
        record = json.loads(after)
        assert (record["facts"]["employees"], record["x-fax"]) == ("240", "0049")
        assert [filing.get("x-q", filing.get("x-r")) for filing in record["forms"]["card"]] == ["1", "3"]
        return
    for kept in (
        *('employees: "240"', "site: 'No 7'", 'x-desk: "5"', 'says: {a: "1"}', "x-q: 1", 'x-fax: "0049"'),
        *("x-plain: 007", "{name: Tom Lee, title: boss, x-born: '1970'}", "date: 2026-02-01  # c"),
        *("says: {a: '2'}", "x-r: '3'", "checked: [2026-01-01]"),
    ):
        assert kept in after, after
    assert (after.count("x-q"), after.count("x-r")) == (1, 1)


def test_own_keys_that_both_customers_have_are_named_wherever_they_stand(tmp_path: Path) -> None:
    wrote(tmp_path, "data/customers/hill.yaml", HILL)
    text = ACME.replace("title: boss", "x-born: '1971'") + "x-fax: '1'\nx-plain: 007\nfacts: {x-desk: '6'}\n"
    wrote(tmp_path, "data/customers/acme.yaml", text)
    said = run("customer merge hill acme", tmp_path).err
    for key in ("contacts.Tom Lee.x-born", "x-fax"):
        assert f"{key}: what data/customers/hill.yaml says goes." in said
    assert ("x-plain" in said, said.count("facts.x-desk")) == (False, 1)


OWN = """\
x-map: {a: 1, phone: 5, name: B, deep: {c: 1}}
x-list: [1, 2]
x-same: [1]
x-items: [{a: 1}]
colour: {x: 1, y: 1}
forms:
  card: {date: 2026-01-01, says: {a: "1"}, x-q: 1}
"""
THEIRS = """\
x-map: {b: 1, name: A, deep: {d: 1}}
x-list: [1, 3]
x-same: [1]
x-items: [{b: 1}]
colour: {y: 2}
forms:
  card: {date: 2026-02-01, says: {a: "2"}, x-r: 3}
"""


def test_what_is_said_to_go_is_what_the_record_that_stays_does_not_hold(tmp_path: Path) -> None:
    wrote(tmp_path, "data/customers/hill.yaml", "id: hill\nname: Hill\n" + OWN)
    file = wrote(tmp_path, "data/customers/acme.yaml", "id: acme\nname: Acme\n" + THEIRS)
    said = run("customer merge hill acme", tmp_path).err
    after = as_plain(file.read_bytes(), "yaml")
    assert isinstance(after, dict)
    assert after["x-map"] == {"b": "1", "name": "A", "deep": {"d": "1", "c": "1"}, "a": "1", "phone": "5"}
    assert (after["x-items"], after["colour"]) == ([{"b": "1"}], {"y": "2", "x": "1"})
    gone = [line.partition(": what")[0] for line in said.splitlines() if "says goes" in line]
    assert gone == ["colour.y", "x-items", "x-list", "x-map.name"]


def test_what_a_json_record_says_in_quotes_stands_in_quotes_in_yaml(tmp_path: Path) -> None:
    said = {"id": "hill", "name": "Hill", "facts": {"a": "5"}, "x-text": "1e5", "x-n": 1.50, "x-on": True}
    wrote(tmp_path, "data/customers/hill.json", json.dumps(said, indent=2))
    file = wrote(tmp_path, "data/customers/acme.yaml", ACME)
    assert run("customer merge hill acme", tmp_path).exit == 0
    after = file.read_text("utf-8")
    for kept in ('facts: {a: "5"}', 'x-text: "1e5"', "x-n: 1.5\n", "x-on: true\n"):
        assert kept in after, after


OPEN = "id: own\nname: Own\nstage: verify\ncreated: 2026-10-01\n"
CLOSED = OPEN.replace("verify", "{}") + "closed: 2026-11-01\n"
CONTRACT = "contract: {number: A1, x-c: '2'}"
WON_LINE = "history:\n- {date: 2026-11-01, stage: won, closed: 2026-11-01, contract: {number: A1}}\n"


@pytest.mark.parametrize(
    ("text", "command", "kept"),
    [
        (CLOSED.format("won") + CONTRACT + "\n", "reopen own --to verify --reason r", CONTRACT),
        (CLOSED.format("won") + CONTRACT + "\n" + WON_LINE, "reopen own --to verify --reason r", CONTRACT),
        (CLOSED.format("lost") + "lost: {x-l: 1}\n", "reopen own --to verify --reason r", "lost: {x-l: 1}"),
        (OPEN + "probability: {value: 45%, x-p: '1'}\n", "set own probability=", "{value: 45%, x-p: '1'}"),
        (OPEN + "paused: {since: 2026-11-01, x-w: '1'}\n", "resume own", "{since: 2026-11-01, x-w: '1'}"),
        (OPEN + "next_step: {action: Go, x-n: '1'}\n", "set own next=", "{action: Go, x-n: '1'}"),
        (OPEN + "next_step: {action: Go, x-n: '1'}\n", "log own Met --next Ask", "{action: Go, x-n: '1'}"),
        (OPEN + "next_step: {action: Go, x-n: '1'}\n", "set own next=Ask due=eoq", "{action: Go, x-n: '1'}"),
        (OPEN + "probability: {value: 45%, x-p: '1'}\n", "set own probability=5%", "{value: 45%, x-p: '1'}"),
    ],
    ids=lambda words: words[-40:],
)
def test_what_stands_beside_a_dated_fact_goes_into_the_history_with_it(
    text: str, command: str, kept: str, tmp_path: Path
) -> None:
    file = wrote(tmp_path, DEAL, text)
    answer = run(command, tmp_path)
    assert answer.exit == 0, answer.err
    assert file.read_text("utf-8").count(kept) == 1, file.read_text("utf-8")
    assert run("validate", tmp_path).exit == 0


@pytest.mark.parametrize("command", ["set own due=eoq", "log own Met --due eoq", "set own amount=5k"])
def test_it_stays_where_the_fact_is_still_the_same(command: str, tmp_path: Path) -> None:
    file = wrote(tmp_path, DEAL, OPEN + "next_step:\n  action: Go\n  x-n: '1'\n")
    assert run(command, tmp_path).exit == 0
    assert "next_step:\n  action: Go\n  x-n: '1'\n" in file.read_text("utf-8")


@pytest.mark.parametrize("step", ["{action: Go, x-n: '1'}", "\n  action: Go\n  x-n: '1'"])
def test_a_new_step_has_nothing_of_the_old_one(step: str, tmp_path: Path) -> None:
    file = wrote(tmp_path, DEAL, f"{OPEN}next_step: {step}\n")
    for new in ("Ask", "Call"):
        assert run(f"log own Met --next {new}", tmp_path).exit == 0
    record = as_source(DEAL, file.read_bytes()).plain
    assert isinstance(record, dict)
    assert (record["next_step"], str(record).count("x-n")) == ({"action": "Call"}, 1)


def test_another_line_that_says_the_same_gets_nothing_of_it(tmp_path: Path) -> None:
    text = f"{OPEN}log:\n- {{date: 2026-11-22, kind: note, text: Hello, x-a: 1}}\n"
    file = wrote(tmp_path, DEAL, text)
    for _ in range(2):
        assert run("log own Hello", tmp_path).exit == 0
    assert (file.read_text("utf-8").count("Hello"), file.read_text("utf-8").count("x-a")) == (3, 1)


def test_it_goes_into_the_opening_line_that_told_the_fact_all_along(tmp_path: Path) -> None:
    opening = "opening: {stage: verify, probability: {value: 45%}}\n"
    odds = "probability: {value: 45%, x-p: '1'}"
    file = wrote(tmp_path, DEAL, f"{OPEN}{odds}\n{opening}")
    assert run("set own probability=", tmp_path).exit == 0
    assert f"opening: {{stage: verify, {odds}}}" in file.read_text("utf-8")


REVIEW = """\
as_of: 2026-11-20  # Friday
week: 2026-W47
x-room: 7
promises:  # by phone
- {deal: gone, due: 2026-11-25, action: Send, x-prio: 'high'} # ask Tom
# all of them
- deal: acme-erp
  due: 2026-11-20
  action: Call Zhang
  x-prio: 1   # or not
owner: li.wei
"""
EARLIER = """\
earlier:
- as_of: 2026-11-20
  promises:  # by phone
  - {deal: gone, due: 2026-11-25, action: Send, x-prio: 'high'} # ask Tom
  # all of them
  - deal: acme-erp
    due: 2026-11-20
    action: Call Zhang
    x-prio: 1   # or not
"""


def test_what_stands_beside_a_promise_goes_with_it_when_the_week_is_filed_again(tmp_path: Path) -> None:
    file = wrote(tmp_path, "data/reviews/2026-W47.yaml", REVIEW)
    answer = run("review --done", tmp_path)
    assert answer.exit == 0, answer.err
    text = file.read_text("utf-8")
    assert EARLIER in text
    assert "as_of: 2026-11-22  # Friday\nweek: 2026-W47\nx-room: 7\n" in text
    assert "\n- {deal: acme-erp, action: Call Zhang, due: 2026-11-20, x-prio: 1}\n" in text

    before = "earlier:\n  - as_of: 2026-11-18  # c\n    notes: a\n"
    file.write_text(before + REVIEW, "utf-8")
    assert run("review --done", tmp_path).exit == 0
    below = EARLIER.removeprefix("earlier:\n").replace("\n", "\n  ").rstrip()
    assert file.read_text("utf-8").startswith(f"{before}  {below}\nas_of: 2026-11-22")


def test_in_a_json_review_and_one_in_braces_own_keys_go_with_the_promise_too(tmp_path: Path) -> None:
    plain = as_plain(REVIEW.encode(), "yaml")
    for name, text in (
        ("2026-W47.json", json.dumps(plain, indent=2)),
        ("2026-W47.yaml", json.dumps(plain)),
        ("2026-W47.yaml", written(plain) + "earlier: [{as_of: 2026-11-19, notes: a}]\n"),
    ):
        file = wrote(tmp_path / text[-9:-2].strip(), f"data/reviews/{name}", text)
        assert run("review --done", file.parents[2]).exit == 0
        earlier = as_plain(file.read_bytes(), file.suffix[1:])["earlier"]
        assert isinstance(earlier, list)
        assert isinstance(earlier[-1], dict)
        assert earlier[-1]["promises"] == plain["promises"]
