"""The commands about the method: entry, strength in a gate, lint, counts."""

from pathlib import Path

import pytest
from running import METHOD, new_book, run, tree
from terminal import sit

STRENGTH = """\
strength:
  power:
    title: {en: Power, zh: 权力}
    rungs:
    - {at: 0, title: Unknown}
    - {at: 10, title: Explores}
"""
SCORED = METHOD.replace("required: true}\n", "required: true, check: {strength: power, at_least: 10}}\n", 1)
ENTRY = """\
entry:
- {id: seen, title: {en: Somebody was seen, zh: 已见过面}, required: true, evidence: required}
- {id: told, title: {en: They told us why, zh: 说明原因}, required: true}
"""


def book(tmp_path: Path, method: str) -> Path:
    root = new_book(tmp_path)
    (root / "stages.yaml").write_text(method, "utf-8")
    return root


@pytest.fixture
def scored(tmp_path: Path) -> Path:
    return book(tmp_path, SCORED + STRENGTH)


@pytest.fixture
def asking(tmp_path: Path) -> Path:
    return book(tmp_path, METHOD + ENTRY)


def test_a_gate_opens_on_a_score(scored: Path) -> None:
    refused = run("promote gamma", scored)
    assert refused.exit == 4
    assert f"The need is real: funnel -C {scored} score gamma-gates power=10" in refused.err
    run("score gamma-gates power=10", scored)
    assert run("promote gamma-gates", scored).exit == 0


def test_a_score_is_shown_with_what_it_says(scored: Path) -> None:
    run("score gamma-gates power=12", scored)
    shown = run("show gamma-gates --json", scored).json
    expected = [("power", 12, "Explores")]
    for rows in (shown["strength"]["items"], run("score gamma-gates --json", scored).json["items"]):
        assert [(row["axis"], row["score"], row["statement"]) for row in rows] == expected
    assert shown["strength_sum"] == 12


def test_the_past_has_the_score_of_then(scored: Path) -> None:
    run("score gamma-gates power=12 --date 2026-11-20", scored)
    assert run("show gamma-gates --json --as-of 2026-11-19", scored).json["strength_sum"] is None


def test_scores_are_asked_at_a_terminal_with_the_ladder_above(scored: Path) -> None:
    sitting = sit("score gamma-gates", scored, ("highest that is true?", "10\n"))
    assert sitting.exit == 0
    assert "10  Explores" in sitting.screen
    assert run("show gamma-gates --json", scored).json["strength_sum"] == 10


def test_a_score_that_is_none_is_asked_again(scored: Path) -> None:
    sitting = sit("score gamma-gates", scored, ("true?", "21\n"), ("true? 21", "\x7f\x7f9\n"))
    assert "power=21 is not AXIS=N" in sitting.screen
    assert run("show gamma-gates --json", scored).json["strength_sum"] == 9


def test_what_a_method_asks_of_a_new_deal_is_pointed_out(asking: Path) -> None:
    answer = run("add Lamps --customer Zeta --amount 1k --close eoq", asking)
    assert answer.exit == 0
    assert answer.err.splitlines() == [
        "Test asks for this before a deal is added:",
        f'  Somebody was seen: funnel -C {asking} check zeta-lamps seen --evidence "…"',
        f'  They told us why: funnel -C {asking} check zeta-lamps told --evidence "…"',
    ]


def test_it_is_ticked_with_the_adding(asking: Path) -> None:
    line = "add Lamps --customer Zeta --amount 1k --close eoq --met seen=Lunch --met 说明原因"
    assert run(line, asking).err == ""
    items = run("check zeta-lamps --json", asking).json["items"]
    assert [(each["milestone"], each["is_met"], each["evidence"]) for each in items] == [
        ("seen", True, "Lunch"),
        ("told", True, None),
        ("need", False, None),
    ]
    text = (asking / "data/opportunities/zeta-lamps.yaml").read_text("utf-8")
    assert "  seen: {date: 2026-11-22, evidence: Lunch}\n  told: 2026-11-22\n" in text


@pytest.mark.parametrize(("met", "code"), [("seen", "usage"), ("need", "usage")])
def test_only_what_the_entry_asks_can_be_met_and_with_the_evidence_it_wants(
    asking: Path, met: str, code: str
) -> None:
    before = tree(asking)
    answer = run(f"add Lamps --customer Zeta --amount 1k --close eoq --met {met} --json", asking)
    assert (answer.exit, answer.error["code"], tree(asking)) == (2, code, before)


def test_at_a_terminal_the_entry_is_asked_for(asking: Path) -> None:
    questions = ["sign?", "stage", "come from", "Whose", "agreed next"]
    sit(
        "add Lamps --customer Zeta --amount 1k",
        asking,
        *((question, "\n") for question in questions),
        ("Somebody was seen?", "Lunch\n"),
        ("They told us why?", "\n"),
    )
    items = run("check zeta-lamps --json", asking).json["items"]
    assert [(each["milestone"], each["is_met"]) for each in items] == [
        ("seen", True),
        ("told", False),
        ("need", False),
    ]


def test_the_first_stage_is_not_left_without_the_entry(asking: Path) -> None:
    run("check gamma-gates need", asking)
    refused = run("promote gamma-gates --json", asking)
    assert (refused.exit, refused.error["code"]) == (4, "gate_not_met")
    run("check gamma-gates told", asking)
    run("check gamma-gates seen --evidence Lunch", asking)
    assert run("promote gamma-gates", asking).exit == 0


@pytest.mark.parametrize(("text", "exit"), [(METHOD, 0), (METHOD.replace("30%", "3%"), 5)])
def test_lint_says_whether_a_method_can_be_used(tmp_path: Path, text: str, exit: int) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(text, "utf-8")
    answer = run(f"methods --lint {file} --json")
    assert (answer.exit, answer.json["method"]) == (exit, None if exit else "test")


def test_each_fault_comes_with_its_line_its_key_and_what_helps(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(METHOD.replace("30%", "3%"), "utf-8")
    fault = run(f"methods --lint {file} --json").json["items"][0]
    assert (fault["line"], fault["code"], fault["key"], fault["cure"]) == (
        16,
        "bad-order",
        "stages.1.probability",
        "Put the lower value first, or correct it.",
    )


COMMANDS = (
    *(
        "list", "next", "show x", "set x amount=1", "set stage:open owner=x", "log x y", "check x",
        "promote x",
    ),
    *("win x", "lose x --reason price", "forecast", "health", "review", "conversion", "waterfall", "plan"),
    *("accuracy", "call", "add X --customer Y", "edit x", "import sheet.csv", "export deals", "path x"),
    *("lead convert x", "schedule", "report", "export month", "call 2026-12 5k"),
)  # fmt: skip


@pytest.mark.parametrize("line", COMMANDS)
def test_a_funnel_of_counts_has_no_deals_and_says_so(line: str, tmp_path: Path) -> None:
    assert run(f"init {tmp_path} --method search-marketing").exit == 0
    answer = run(line, tmp_path)
    assert (answer.exit, answer.err.splitlines()[0], answer.out) == (
        2,
        "This book counts steps (Search marketing) and has no deals.",
        "",
    )


@pytest.mark.parametrize("line", ["", "-f table", "target", "validate", "help stages", "undo --list"])
def test_what_is_about_no_deal_works_with_counts(line: str, tmp_path: Path) -> None:
    run(f"init {tmp_path} --method search-marketing")
    assert run(line, tmp_path).exit == 0


@pytest.mark.parametrize("line", ["target 2026-12 5k", "customer add Acme", "lead add Acme"])
def test_what_is_advised_in_a_book_of_counts_is_taken_there(line: str, tmp_path: Path) -> None:
    run(f"init {tmp_path} --method search-marketing")
    answer = run(line, tmp_path)
    advised = [each.partition("funnel ")[2] for each in answer.out.splitlines() if "next: funnel " in each]
    assert answer.exit == 0
    assert not [each for each in advised if "no deals" in run(each, tmp_path).err]


@pytest.mark.parametrize("channel", ["impressions=10", "展现量＝10", "Impressions=10", "cost=3"])
def test_no_count_is_taken_for_the_channel_that_was_left_out(channel: str, tmp_path: Path) -> None:
    run(f"init {tmp_path} --method search-marketing")
    answer = run(f"counts add 2026-11 {channel} clicks=5", tmp_path)
    assert (answer.exit, answer.err.splitlines()[0]) == (2, "Missing argument 'CHANNEL'.")
    assert run("counts add 2026-11 a=b clicks=5", tmp_path).exit == 0


def test_a_new_book_of_counts_suggests_counting_and_no_deal(tmp_path: Path) -> None:
    lines = run(f"init {tmp_path}/new --method search-marketing").out.splitlines()
    assert [line.partition("/new ")[2] for line in lines[1:]] == [
        "counts add this-month all impressions=… clicks=…",
        "counts show this-month",
        "methods search-marketing",
    ]


@pytest.mark.parametrize(("currency", "details"), [("EUQ", ["Did you mean EUR?"]), ("XXQ", [])])
def test_a_currency_that_does_not_exist_is_refused(tmp_path: Path, currency: str, details: list[str]) -> None:
    answer = run(f"init {tmp_path}/new --currency {currency}")
    assert answer.exit == 2
    assert answer.err.splitlines()[0] == f"There is no currency called {currency}."
    assert all(detail.split()[-1] in answer.err for detail in details)
    assert not (tmp_path / "new").exists()


def test_a_currency_is_taken_in_small_letters_too(tmp_path: Path) -> None:
    run(f"init {tmp_path}/new --currency eur")
    assert "currency: EUR" in (tmp_path / "new/stages.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    "words",
    ["four-stage --from-history", "four-stage --add source=fair", "--from-history --switch aida",
     "--add source=fair --lint stages.yaml", "four-stage --switch aida"],
)  # fmt: skip
def test_two_things_at_a_time_are_refused_and_neither_is_done(words: str, tmp_path: Path) -> None:
    root = book(tmp_path, METHOD)
    before = tree(root)
    answer = run(f"methods {words} --yes", root)
    assert (answer.exit, tree(root)) == (2, before)
    assert "does not go with" in answer.err


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("typical_days: 30", "typical_days: 0", "bad-number"),
        ("typical_days: 30", "stalled_days: -3", "bad-number"),
        ("required: true", "required: true, due_days: -4", "bad-number"),
        ("required: true", "required: true, check: {log: any, within: 0}", "bad-number"),
        ("required: true", "required: true, check: {field: amount, at_least: much}", "bad-amount"),
        ("required: true", "required: maybe", "bad-flag"),
        ("currency: CNY", "currency: yuan", "bad-currency"),
        ("currency: CNY", "complete_since: soon", "bad-date"),
        ("owner: li.wei", "owner: [li.wei]", "bad-type"),
        ("required: true", "required: true, check: {form: loss-report}", "never-met"),
    ],
)
def test_every_kind_of_fault_has_its_cure_and_a_number_its_limits(
    tmp_path: Path, old: str, new: str, code: str
) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(METHOD.replace(old, new, 1), "utf-8")
    (fault,) = [each for each in run(f"methods --lint {file} --json").json["items"] if each["code"] == code]
    assert fault["cure"]
    assert code != "bad-number" or "from 1 to 9999" in fault["message"]
