import json
import shlex
from datetime import date as Day
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from running import DAY, METHOD, new_book, run, tree

TIP = "id: tip\ncustomer: Acme Ltd\nname: Tip\ncreated: 2026-11-01\nlog: [{date: 2026-11-20, kind: visit}]\n"
LOST = "id: lost\ncustomer: Epsilon\nstage: lost\nclosed: 2026-10-15\nlost: {reason: price}\n"
VISITED = "2026-10-20"

WORDS = {
    "deal": ("acme-erp", "acme-erp", "data/opportunities/acme-erp.yaml"),
    "customer": ("acme ltd", "Acme Ltd", "data/customers/acme-ltd.yaml"),
    "lead": ("tip", "tip", "data/leads/tip.yaml"),
    "visit": ("acme-erp", "acme-erp", "data/opportunities/acme-erp.yaml"),
    "win": ("delta-doors", "delta-doors", "data/opportunities/delta-doors.yaml"),
    "loss": ("lost", "lost", "data/opportunities/lost.yaml"),
}
"""Of each thing that a form may be about, the word that is typed, the one that is told, and its file."""

TEXT = st.text("aé华 =:#'-", min_size=1, max_size=8).filter(str.strip)
GOOD = {
    "text": TEXT.map(lambda text: (text, text.strip())),
    "lines": TEXT.map(lambda text: (f"{text}x\ny", f"{text}x\ny".strip())),
    "amount": st.integers(0, 10**6).map(lambda n: (f"{n}k", f"{n * 1000}")),
    "date": st.dates(Day(2001, 1, 1), Day(2060, 1, 1)).map(lambda day: (day.isoformat(), day.isoformat())),
    "share": st.integers(0, 100).map(lambda n: (f"{n}%", f"{n}%")),
    "number": st.integers(-99, 99).map(lambda n: (str(n), str(n))),
    "choice": st.sampled_from([("one", "one"), ("第一", "one"), ("TWO", "two")]),
    "person": st.just(("王芳", "王芳")),
    "score": st.integers(0, 20).map(lambda n: (str(n), str(n))),
}
"""For each kind of field what may be typed, and what the record says of it."""

BAD = {
    "amount": ["dear", "1.2.3"],
    "date": ["someday", "2026-13-01"],
    "share": ["often", "800%"],
    "number": ["two", "NaN"],
    "choice": ["three"],
    "score": ["21", "-1", "2.5", "good"],
}


def book_with(folder: Path, form: dict[str, Any]) -> Path:
    """A book whose method has that form, with a lead and a lost deal."""
    book = new_book(folder, lost=LOST)
    (book / "data/leads").mkdir()
    (book / "data/leads/tip.yaml").write_text(TIP, encoding="utf-8")
    (book / "stages.yaml").write_text(f"{METHOD}forms: [{json.dumps(form)}]\n", encoding="utf-8")
    return book


def question(kind: str) -> dict[str, Any]:
    choices = {"one": {"en": "First", "zh": "第一"}, "two": {"en": "Second", "zh": "第二"}}
    return {"id": "f", "kind": kind, "required": True} | ({"choices": choices} if kind == "choice" else {})


@settings(max_examples=10, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(sorted(WORDS)), st.sampled_from(sorted(GOOD)), st.booleans(), st.data())
def test_whatever_a_form_takes_is_filed_shown_exported_and_dated(
    tmp_path_factory: pytest.TempPathFactory, about: str, kind: str, many: bool, data: st.DataObject
) -> None:
    typed, said = data.draw(GOOD[kind])
    form = {"id": "paper", "for": about, "many": many, "fields": [question(kind)]}
    book = book_with(tmp_path_factory.mktemp("book"), form)
    word, told, path = WORDS[about]
    before = tree(book)
    date = f" --date {VISITED}" if about == "visit" else ""

    filed = run(f"form '{word}' paper {shlex.quote(f'f={typed}')}{date}", book)
    assert (filed.exit, filed.err) == (0, "")
    assert f"{told}: paper filed" in filed.out

    shown = run(f"form '{word}' paper --json", book).json
    assert (shown["for"], shown["filed"], shown["date"]) == (about, 1, VISITED if date else DAY)
    assert [(each["field"], each["answer"]) for each in shown["items"]] == [("f", said)]
    assert run("validate --json", book).json["warnings"] == 0

    exported = [json.loads(line) for line in run("export records -f jsonl", book).out.splitlines()]
    record = next(each["record"] for each in exported if each["file"] == path)
    assert [dict(each)["says"]["f"] for each in record["forms"]["paper"]] == [said]

    early = "2026-10-19" if date else "2026-11-21"
    assert run(f"form '{word}' paper --json --as-of {early}", book).json["filed"] == 0
    assert run("undo", book).exit == 0
    assert tree(book) == before


@pytest.mark.parametrize(("kind", "typed"), [(kind, typed) for kind, some in BAD.items() for typed in some])
def test_an_answer_of_another_kind_is_refused_in_a_line_and_nothing_changes(
    tmp_path: Path, kind: str, typed: str
) -> None:
    book = book_with(tmp_path, {"id": "paper", "for": "customer", "fields": [question(kind)]})
    before = tree(book)
    refused = run(f"form 'acme ltd' paper f={typed} --json", book)
    assert (refused.exit, refused.out) == (2, "")
    assert len(refused.err.splitlines()) == 1
    assert tree(book) == before


@pytest.mark.parametrize(
    ("about", "line", "said"),
    [
        ("customer", "form nobody paper f=1", "No customer answers to nobody."),
        ("lead", "form gamma-gates paper f=1", "paper is about leads, and gamma-gates is none of them."),
        ("deal", "form tip paper f=1", "paper is about deals, and tip is none of them."),
        ("visit", "form acme-erp paper f=1", "is written down for 2026-11-22."),
        ("visit", "form acme-erp paper --ask", "is written down for 2026-11-22."),
        ("win", "form acme-erp paper f=1", "paper is about won deals; acme-erp is none."),
        ("loss", "form delta-doors paper f=1", "paper is about lost deals; delta-doors is none."),
        ("deal", "form acme-erp papre f=1", "There is no form called papre."),
    ],
)
def test_a_form_is_filed_of_nothing_but_what_it_is_about(
    tmp_path: Path, about: str, line: str, said: str
) -> None:
    book = book_with(tmp_path, {"id": "paper", "for": about, "fields": [question("number")]})
    before = tree(book)
    refused = run(line, book)
    assert refused.exit in {2, 3}
    assert said in refused.err.splitlines()[0]
    assert tree(book) == before


def test_a_deal_or_lead_stands_for_its_customer(tmp_path: Path) -> None:
    book = book_with(tmp_path, {"id": "paper", "for": "customer", "fields": [question("number")]})
    run("log acme-erp Spoke", book)
    for answer, word in enumerate(("@", "acme-erp", "tip")):
        assert "Acme Ltd: paper filed" in run(f"form {word} paper f={answer}", book).out
    assert run("form tip paper --json", book).json["filed"] == 1
    assert run("form acme-erp --json", book).json["items"][0]["filed"] == 1


def test_a_form_of_one_visit_goes_on_from_what_was_said_of_that_one(tmp_path: Path) -> None:
    fields = [{"id": "mood"}, {"id": "who", "kind": "person"}]
    book = book_with(tmp_path, {"id": "paper", "for": "visit", "fields": fields})
    run("log acme-erp Spoke --kind visit --date 2026-11-10", book)
    for line in (f"mood=good --date {VISITED}", "mood=bad --date 2026-11-10", "who=Lee --date 2026-11-10"):
        assert run(f"form acme-erp paper {line}", book).exit == 0
    answers = run("form acme-erp paper --json", book).json["items"]
    assert [(each["version"], each["answer"]) for each in answers] == [(1, "good"), (2, "bad"), (2, "Lee")]


def test_a_lead_s_forms_go_over_to_its_deal(tmp_path: Path) -> None:
    book = book_with(tmp_path, {"id": "paper", "for": "lead", "fields": [question("number")]})
    for line in ("form tip paper f=7", "lead qualify tip", "lead convert tip --close 2027-01-31"):
        assert run(line, book).exit == 0
    assert run("form tip paper --json", book).json["filed"] == 1
    assert run("list form:paper.f=5.. --json", book).ids == ["tip"]
    assert run("validate --json", book).json["warnings"] == 0


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{oath: {date: 2026-11-01}}", "The method has no form “oath”."),
        ("{paper: {date: 2026-11-01, says: {f: 1, g: 2}}}", "The form “paper” has no field “g”."),
        ("{paper: {date: 2026-11-01, says: {f: many}}}", "“many” is not what “f” asks for."),
        ("{paper: {date: 2026-11-01}}", "The form “paper” of 2026-11-01 does not say: f."),
        ("{won: {date: 2026-11-01, says: {f: 1}}}", "The form “won” is about won deals."),
    ],
)
def test_validate_names_what_a_customer_s_forms_say_and_the_method_does_not_ask(
    tmp_path: Path, written: str, said: str
) -> None:
    book = book_with(tmp_path, {"id": "paper", "for": "customer", "fields": [question("number")]})
    won = {"id": "won", "for": "win", "fields": [question("number")]}
    text = (book / "stages.yaml").read_text(encoding="utf-8").rstrip()
    (book / "stages.yaml").write_text(f"{text[:-1]}, {json.dumps(won)}]\n", encoding="utf-8")
    (book / "data/customers").mkdir()
    (book / "data/customers/acme-ltd.yaml").write_text(
        f"id: acme-ltd\nname: Acme Ltd\nforms: {written}\n", encoding="utf-8"
    )
    found = run("validate --json", book).json["items"]
    assert [each["message"] for each in found if each["code"] == "odd-form"] == [said]


def test_joined_customers_keep_the_forms_of_both(tmp_path: Path) -> None:
    book = book_with(tmp_path, {"id": "paper", "for": "customer", "fields": [question("number")]})
    run("form 'acme ltd' paper f=1 --date 2026-11-02", book)
    run("form gamma paper f=2 --date 2026-11-01", book)
    assert run("customer merge 'acme ltd' gamma", book).exit == 0
    answers = run("form gamma paper --json", book).json["items"]
    assert [each["answer"] for each in answers] == ["2", "1"]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("form:visit-report，paper", ["acme-erp"]), ("'form:Visit report,Paper, signed'", ["acme-erp"]),
        ("form:paper", ["acme-erp"]), ("form:paper.f", ["acme-erp"]),
        ("form:paper.f=3", ["acme-erp"]), ("form:paper.f=..2", []),
        ("form:paper.f=2..4", ["acme-erp"]), ("not:form:paper stage:develop", []),
    ],
)  # fmt: skip
def test_a_query_asks_what_forms_say(tmp_path: Path, query: str, ids: list[str]) -> None:
    title = {"en": "Paper, signed", "zh": "签字纸"}
    form = {"id": "paper", "title": title, "for": "customer", "fields": [question("number")]}
    book = book_with(tmp_path, form)
    run("form 'acme ltd' paper f=3", book)
    assert run(f"list {query} --json", book).ids == ids


def test_a_currency_that_a_query_names_is_the_one_the_answer_is_kept_in(tmp_path: Path) -> None:
    book = book_with(tmp_path, {"id": "paper", "fields": [question("amount")]})
    run("form acme-erp paper f=3k", book)
    for typed, ids in (("3000", ["acme-erp"]), ("CNY 2k..4k", ["acme-erp"]), ("$2k..4k", [])):
        assert run(f"list 'form:paper.f={typed}' --json", book).ids == ids
    assert run("list 'form:paper.f=$2k..€4k'", book).exit == 2
    assert run("form acme-erp paper 'f=$3k'", book).exit == 2
    assert run("list 'form:paper.f=￥3k' --json", book).ids == ["acme-erp"]
    run("set acme-erp currency=JPY", book)
    assert run("list 'form:paper.f=￥3k' --json", book).ids == ["acme-erp"]


@pytest.mark.parametrize(
    "query", ["form:papre", "form:paper.g", "form:paper.f=x", "form:paper.f=4..2", "form:paper.f=", "form:"]
)
def test_a_query_that_no_form_can_answer_is_refused(tmp_path: Path, query: str) -> None:
    book = book_with(tmp_path, {"id": "paper", "for": "customer", "fields": [question("number")]})
    assert run(f"list {query}", book).exit == 2


def test_who_wins_or_loses_is_told_where_the_forms_of_it_are(tmp_path: Path) -> None:
    book = book_with(tmp_path, {"id": "paper", "for": "loss", "fields": [question("number")]})
    assert " form @\n" in run("lose gamma-gates --reason price", book).out
    assert " form @\n" not in run("win acme-erp --force --reason so", book).out


def test_the_reports_that_records_always_had_are_forms(tmp_path: Path) -> None:
    book = new_book(tmp_path, lost=LOST)
    before = (book / "data/opportunities/lost.yaml").read_text(encoding="utf-8")
    shown = run("form lost loss-report --json", book).json
    assert (shown["date"], [each["answer"] for each in shown["items"]]) == ("2026-10-15", ["price"])
    assert run("form lost loss-report said='Too dear'", book).exit == 0
    assert "Too dear" in run("lose lost --show", book).out
    assert run("list form:loss-report.said=dear --json", book).ids == ["lost"]
    assert len(run("form lost loss-report --json --as-of 2026-11-21", book).json["items"]) == 1
    assert run("undo", book).exit == 0
    assert (book / "data/opportunities/lost.yaml").read_text(encoding="utf-8") == before


def test_a_visit_s_report_is_a_form_that_can_be_corrected(tmp_path: Path) -> None:
    book = book_with(tmp_path, {"id": "paper", "fields": [question("number")]})
    for word, day in (("acme-erp", VISITED), ("tip", "2026-11-20")):
        line = f"form {word} visit-report 'with=Lee (boss, plant)、Tom' result=Fine --by anna --date {day}"
        assert run(line, book).exit == 0
        says = {
            each["field"]: each["answer"]
            for each in run(f"form {word} visit-report --json", book).json["items"]
        }
        assert says == {"with": "Lee (boss, plant), Tom", "result": "Fine"}
    people = run("visit acme-erp --show --json", book).json["items"]
    assert [each["name"] for each in people] == ["Lee (boss, plant)", "Tom"]


@pytest.mark.parametrize(
    "line",
    [
        "form lost loss-report reason=dear",
        "form lost loss-report reason=",
        "form lost loss-report said=no --by me",
        "form acme-erp loss-report reason=price",
        f"form acme-erp visit-report result= --date {VISITED}",
        "form acme-erp visit-report result=Fine",
    ],
)
def test_a_report_that_records_keep_takes_nothing_that_they_cannot_hold(tmp_path: Path, line: str) -> None:
    book = new_book(tmp_path, lost=LOST)
    before = tree(book)
    assert run(line, book).exit == 2
    assert tree(book) == before


def test_a_gate_may_ask_for_a_visit_report(book: Path) -> None:
    text = METHOD.replace(
        "方案被接受}, required: true}",
        "方案被接受}, required: true, check: {form: visit-report, field: purpose}}",
    )
    (book / "stages.yaml").write_text(text, encoding="utf-8")
    assert run("promote acme-erp", book).exit == 4
    run(f"form acme-erp visit-report purpose=Show --date {VISITED}", book)
    assert run("promote acme-erp", book).exit == 0
