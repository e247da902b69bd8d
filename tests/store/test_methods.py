from pathlib import Path

import pytest

from funnel_cli.store.methods import NoSuchMethodFile, linted
from funnel_cli.values.errors import Severity

WHOLE = """\
method: mine
title: {en: Mine, zh: 我的}
stages:
- id: one
  title: {en: One, zh: 一}
  probability: 30%
  milestones:
  - {id: a, title: {en: A, zh: 甲}, required: true}
  - {id: b, title: {en: B, zh: 乙}, for: a}
lost_reasons:
- {id: price, title: {en: Price, zh: 价格}}
"""
AXES = "strength: {power: {title: {en: Power, zh: 权力}, rungs: [{at: 0, title: {en: None, zh: 无}}]}}\n"
COUNTS = "method: mine\nkind: counts\nsteps: [{id: clicks}, {id: orders, ideal: 2%}]\n"


def graded_by(words: str) -> str:
    """Two forms of the same questions, one about customers, and how it makes a grade."""
    asked = "fields: [{id: size, kind: choice, choices: {big: Big, small: Small}}, {id: text}]"
    forms = f"forms: [{{id: rank, for: customer, {asked}}}, {{id: of-deals, {asked}}}]"
    return f"{forms}\ngrading: {{{words}}}\n"


def found(tmp_path: Path, text: str) -> list[tuple[str, int, str]]:
    """Severity, line and code of everything that is said of a method."""
    file = tmp_path / "mine.yaml"
    file.write_text(text, "utf-8")
    return [(each.severity.value.id, each.line, each.code) for each in linted(file)[1]]


def test_a_whole_method_has_nothing_to_complain_about(tmp_path: Path) -> None:
    assert found(tmp_path, WHOLE) == []


def form_with(within: str) -> str:
    """A form with a choice `u` of `x`, and a question with that time for its answer."""
    choice = "{id: u, title: {en: U, zh: 紧}, kind: choice, choices: {x: {en: X, zh: 急}}}"
    asked = f"{{id: a, title: {{en: A, zh: 答}}, within_hours: {within}}}"
    return f"forms: [{{id: r, title: {{en: R, zh: 表}}, fields: [{choice}, {asked}]}}]\n"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (", required: true", "", [(7, "no-criteria"), (9, "odd-evidence")]),
        ("for: a", "for: b", [(9, "odd-evidence")]),
        ("for: a", "for: a, required: true", [(9, "odd-evidence")]),
        ("title: {en: One, zh: 一}", "title: One", [(5, "no-translation")]),
        ("  milestones:", "  talk: {questions: [Why?]}\n  milestones:", [(7, "no-translation")]),
        ("  milestones:", "  stalled_by: {step: [Late]}\n  milestones:", [(7, "no-translation")]),
        ("stages:", "erp: [{message: full, cure: Call IT}]\nstages:", [(3, "no-translation")]),
        ("stages:", "settings: {currency: XXQ}\nstages:", [(3, "unknown-currency")]),
        ("stages:", "settings: {language: klingon}\nstages:", [(3, "unknown-language")]),
        ("stages:", "settings: {weights: exit}\nstages:", [(7, "no-exit-odds")]),
        ("  milestones:", "  handover: pigeon\n  milestones:", [(7, "unknown-handover")]),
        ("for: a", "for: a, check: {strength: power, at_least: 3}", [(9, "unknown-axis")]),
        ("lost_reasons:\n- {id: price, title: {en: Price, zh: 价格}}\n", "", [(1, "no-words")]),
    ],
)
def test_what_its_author_may_not_have_meant_is_a_warning(
    tmp_path: Path, old: str, new: str, expected: list[tuple[int, str]]
) -> None:
    assert found(tmp_path, WHOLE.replace(old, new, 1)) == [
        (Severity.WARNING.value.id, line, code) for line, code in expected
    ]


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        (WHOLE + "kind: pipes\n", 12, "bad-word"),
        (WHOLE + "steps: [{id: a}]\n", 12, "bad-word"),
        (WHOLE + "entry: [{id: a}]\n", 8, "duplicate-id"),
        (WHOLE + "grades: [A, A]\n", 12, "duplicate-id"),
        (WHOLE + AXES.replace("at: 0", "at: 21"), 12, "bad-number"),
        (WHOLE + AXES.replace("at: 0", "at: 3, decision_maker: 2"), 12, "bad-order"),
        (WHOLE + AXES.replace("}]}}", "}, {at: 0, title: x}]}}"), 12, "bad-order"),
        (WHOLE + "strength: {power: {title: Power}}\n", 12, "missing-key"),
        (WHOLE + "settings: {reminders: {payment: -1}}\n", 12, "bad-number"),
        (WHOLE + "settings: {reminders: 3}\n", 12, "bad-type"),
        (WHOLE + form_with("{by: u, hours: 3}"), 12, "bad-word"),
        (WHOLE + form_with("{by: nosuch, each: {x: 1}}"), 12, "bad-word"),
        (WHOLE + form_with("{by: u, each: {nosuch: 1}}"), 12, "bad-word"),
        (WHOLE + form_with("{each: {x: 1}}"), 12, "bad-word"),
        (WHOLE + form_with("0"), 12, "bad-number"),
        (WHOLE.replace("probability: 30%", "probability: 30%\n  handover_form: x"), 7, "unknown-form"),
        (WHOLE + "grading: {form: nosuch, fields: [a], points: {A: 1}}\n", 12, "unknown-form"),
        (WHOLE + graded_by("form: rank, fields: [text], points: {A: 1}"), 13, "unknown-form"),
        (WHOLE + graded_by("form: rank, fields: [nosuch], points: {A: 1}"), 13, "unknown-form"),
        (WHOLE + graded_by("form: rank, fields: [size], points: {Z: 1}"), 13, "bad-word"),
        (WHOLE + graded_by("form: of-deals, fields: [size], points: {A: 1}"), 13, "unknown-form"),
        (WHOLE + graded_by("form: rank, fields: [], points: {A: 1}"), 13, "missing-key"),
        (WHOLE + "after_win: [{id: m, check: {contact: buyer, says: [pain]}}]\n", 12, "bad-check"),
        (WHOLE + "after_win: [{id: m, check: {log: any, says: [value]}}]\n", 12, "bad-check"),
        (WHOLE.replace("- id: one", "- id: one\n  formerly: [won]"), 5, "bad-id"),
        (WHOLE.replace("- id: one", "- id: after-win"), 4, "bad-id"),
        (COUNTS.replace("{id: clicks}, ", ""), 3, "missing-key"),
        (COUNTS.replace("orders", "clicks"), 3, "duplicate-id"),
        (COUNTS.replace("2%", "200%"), 3, "bad-ratio"),
        (COUNTS + "stages: [{id: a, probability: 10%}]\n", 4, "bad-word"),
        ("method: mine\nkind: counts\n", 1, "missing-key"),
    ],
)
def test_what_keeps_a_method_from_being_one_is_an_error(
    tmp_path: Path, text: str, line: int, code: str
) -> None:
    assert (Severity.ERROR.value.id, line, code) in found(tmp_path, text)


LIMITS = {
    "at_least": "at_least: 3",
    "at_most": "at_most: 3",
    "one_of": "one_of: [x]",
    "within": "within: 3",
    "within_hours": "within_hours: 3",
    "says": "says: [value]",
}
HEARD = {
    "field: amount": {"at_least"},
    "field: source": {"one_of"},
    "field: next_step": set[str](),
    "strength: power": {"at_least"},
    "log: visit": {"within"},
    "contact: buyer": {"says"},
    "milestone: a": set[str](),
    "form: r": {"within"},
    "form: r, field: u": {"within", "one_of"},
    "form: r, field: n": {"within", "at_least", "at_most"},
    "form: r, field: d": {"within"},
    "lead: answered": {"within_hours"},
    "lead: owned": set[str](),
}
"""The facts of a check, and which limits say something beside each."""


@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize("fact", HEARD)
def test_a_limit_that_the_check_would_not_heed_is_named(tmp_path: Path, fact: str, limit: str) -> None:
    needed = "at_least: 3, " if "strength" in fact and limit != "at_least" else ""
    asked = "{id: u, kind: choice, choices: {x: X}}, {id: n, kind: number}, {id: d, kind: date}"
    forms = f"forms: [{{id: r, fields: [{asked}]}}]\n"
    item = f"after_win: [{{id: m, check: {{{fact}, {needed}{LIMITS[limit]}}}}}]\n"
    codes = [code for _, _, code in found(tmp_path, WHOLE + AXES + forms + item)]
    told = [code for code in codes if code in {"bad-check", "idle-limit"}]
    assert len(told) == (limit not in HEARD[fact])


@pytest.mark.parametrize(
    "check",
    [
        "{form: r, field: u, one_of: [y]}",
        "{field: amount, one_of: [3]}",
        "{field: category, one_of: [comit]}",
        "{field: stage, one_of: [won, two]}",
    ],
)
def test_words_that_the_field_cannot_have_are_named(tmp_path: Path, check: str) -> None:
    forms = "forms: [{id: r, fields: [{id: u, kind: choice, choices: {x: X}}]}]\n"
    item = f"after_win: [{{id: m, check: {check}}}]\n"
    assert ("warning", 13, "idle-limit") in found(tmp_path, WHOLE + forms + item)


NEVER = {
    "strength: power, at_least: 25": "at_least",
    "strength: power, at_least: 20.5": "at_least",
    "form: r, field: s, at_least: 30%, at_most: 20%": "at_least",
    "form: r, field: n, at_least: 21": "at_least",
    "form: of-lost": "form",
    "form: of-won": "form",
    "form: loss-report, field: said": "form",
    "field: closed": "field",
    "field: contract": "field",
}
"""Checks that no open deal can meet, and the key that says why."""
FORMS = """\
forms:
- {id: r, fields: [{id: s, kind: share}, {id: n, kind: score}]}
- {id: of-lost, for: loss}
- {id: of-won, for: win}
"""


@pytest.mark.parametrize("where", ["stage", "entry", "after_win"])
@pytest.mark.parametrize("check", NEVER)
def test_a_check_that_no_deal_there_can_ever_meet_is_named(tmp_path: Path, check: str, where: str) -> None:
    asked = f"{{id: m, required: true, check: {{{check}}}}}"
    text = WHOLE.replace("  milestones:\n", f"  milestones:\n  - {asked}\n") if where == "stage" else WHOLE
    text += AXES + FORMS + ("" if where == "stage" else f"{where}: [{asked}]\n")
    file = tmp_path / "mine.yaml"
    file.write_text(text, "utf-8")
    told = [each.key.split(".")[-1] for each in linted(file)[1] if each.code == "never-met"]
    of_won = where == "after_win" and (NEVER[check] == "field" or "of-won" in check)
    assert told == ([] if of_won else [NEVER[check]])


@pytest.mark.parametrize(
    "check", ["strength: power, at_least: 20", "form: r, field: s, at_least: 8%, at_most: 8%"]
)
def test_a_limit_at_the_very_edge_can_be_met(tmp_path: Path, check: str) -> None:
    text = WHOLE + AXES + FORMS + f"entry: [{{id: m, check: {{{check}}}}}]\n"
    assert "never-met" not in [code for _, _, code in found(tmp_path, text)]


@pytest.mark.parametrize("sources", ["", "sources: [fair]\n"])
def test_any_source_will_do_for_a_method_that_lists_none(tmp_path: Path, sources: str) -> None:
    item = "after_win: [{id: m, check: {field: source, one_of: [fair, zzz]}}]\n"
    codes = [code for _, _, code in found(tmp_path, WHOLE + sources + item)]
    assert codes.count("idle-limit") == bool(sources)


@pytest.mark.parametrize("key", ["{forecast: 10%, exit: 70%}", "{forecast: 20%, exit: 25%}"])
@pytest.mark.parametrize("weights", ["forecast", "exit"])
def test_odds_do_not_fall_in_the_reading_that_counts(tmp_path: Path, key: str, weights: str) -> None:
    stages = "".join(f"- {{id: {id}, probability: {odds}}}\n" for id, odds in (("a", key), ("b", "20%")))
    text = f"method: m\nsettings: {{weights: {weights}}}\nstages:\n{stages}"
    assert (("error", 5, "bad-order") in found(tmp_path, text)) == (weights == "exit")


def test_a_role_that_nobody_knows_is_a_warning(tmp_path: Path) -> None:
    item = "after_win: [{id: m, check: {contact: decison-maker}}]\n"
    assert ("warning", 12, "unknown-role") in found(tmp_path, WHOLE + item)


def test_axes_and_counts_are_part_of_a_method(tmp_path: Path) -> None:
    assert found(tmp_path, WHOLE + AXES) + found(tmp_path, COUNTS) == []


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoSuchMethodFile):
        linted(tmp_path / "none.yaml")


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("[" * 13, "too-deep"), ("[" * 30_000, "too-deep"), ("*重要*", "alias"), ("!重要", "tag"),
        ("\a", "bad-char"),
    ],
)  # fmt: skip
def test_what_the_reader_refuses_has_its_own_code_here_too(value: str, code: str, tmp_path: Path) -> None:
    assert found(tmp_path, f"method: {value}\n") == [("error", 1, code)]


def test_a_file_that_is_no_yaml_is_named_with_its_line(tmp_path: Path) -> None:
    assert found(tmp_path, "method: [\n")[0][0::2] == ("error", "yaml-syntax")


@pytest.mark.parametrize("other", ["A", "ONE"])
def test_ids_that_differ_in_capitals_only_are_a_warning(tmp_path: Path, other: str) -> None:
    text = "method: m\nstages:\n- {id: %s, probability: 10%%}\n- {id: %s, probability: 20%%}\n"
    codes = [code for _, _, code in found(tmp_path, text % (other.lower(), other))]
    assert codes.count("alike-id") == 1


LISTS = {
    "stages": "- {id: %s, probability: 10%%}\n- {id: %s, probability: 20%%}\n",
    "sources": "- {id: %s}\n- {id: %s}\n",
    "lost_reasons": "- {id: %s}\n- {id: %s}\n",
    "grades": "- {id: %s}\n- {id: %s}\n",
    "after_win": "- {id: %s}\n- {id: %s}\n",
}


@pytest.mark.parametrize("key", LISTS)
@pytest.mark.parametrize(
    "other", ["Offer", "OFFER", "ｏｆｆｅｒ", '"of\\u200bfer"', '"offer\\ufeff"', '"of\\u00adfer"']
)
def test_ids_that_look_the_same_are_a_warning_in_every_list(key: str, other: str, tmp_path: Path) -> None:
    stages = "" if key == "stages" else "stages:\n- {id: s, probability: 10%}\n"
    text = f"method: m\n{stages}{key}:\n{LISTS[key] % ('offer', other)}"
    codes = [code for _, _, code in found(tmp_path, text)]
    assert codes.count("alike-id") == 1


def test_ids_that_differ_are_no_warning(tmp_path: Path) -> None:
    stages, sources = LISTS["stages"] % ("offer", "offer-2"), LISTS["sources"] % ("报价", "订单")
    text = f"method: m\nstages:\n{stages}sources:\n{sources}"
    assert "alike-id" not in {code for _, _, code in found(tmp_path, text)}


@pytest.mark.parametrize("within", ["24", "{by: u, each: {x: 1}}"])
def test_the_time_of_an_answer_is_a_number_or_depends_on_a_choice(tmp_path: Path, within: str) -> None:
    assert found(tmp_path, WHOLE + form_with(within)) == []
