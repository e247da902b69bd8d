"""Questions at a terminal whose locale knows no Chinese, or is not on the machine."""

from pathlib import Path

import pytest
from running import tree
from terminal import CTRL_C, CTRL_D, UP, Sitting, sit

LOCALES: dict[str, dict[str, str]] = {
    "C": {"LC_ALL": "C", "PYTHONUTF8": ""},
    "POSIX": {"LC_ALL": "POSIX", "PYTHONUTF8": ""},
    "none": {"LANG": "", "PYTHONUTF8": ""},
    "one that is not there": {"LC_ALL": "xx_XX.GB18030", "PYTHONUTF8": ""},
    "ASCII and nothing else": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
}
SAID = "他们要两台输送机"
NO_BYTE_OF_TEXT = "\udcff"

QUESTIONS: dict[str, tuple[tuple[str, str], ...]] = {
    "add": (
        ("about?", "输送机\n"), ("customer?", "北京重工\n"), ("sign?", "2万\n"), ("sign?", "eoq\n"),
        ("stage", "\n"), ("come from", "转介绍\n"), ("Whose", "李伟\n"), ("agreed next", f"{SAID}\n"),
        ("Until when", "+2w\n"),
    ),
    "log gamma-gates": (
        ("said", f"{SAID}\n"), ("What was it", "电话\n"), ("agreed next", "打电话\n"), ("Until when", "\n"),
    ),
    "visit gamma-gates": (
        ("visit for", "\n"), ("for them", "王建国\n"), ("for us", "李伟\n"), ("came of it", f"{SAID}\n"),
        ("agreed next", "\n"), ("their side", "\n"), ("our side", "\n"),
    ),
    "lose gamma-gates --reason price": (
        ("won it", "对手\n"), ("they say", f"{SAID}\n"), ("think it was", "\n"), ("differently", "\n"),
    ),
    "review gamma": (
        ("q leaves", "\n"), ("? help", "l"), ("said", f"{SAID}\n"), ("What was it", "\n"),
        ("agreed next", "\n"), ("? help", "q"),
    ),
}  # fmt: skip
"""What is typed after each question of a command, so that `SAID` is kept."""


def sat(line: str, book: Path, *typed: tuple[str, str], **environ: str) -> Sitting:
    environ |= {"FUNNEL_LANG": "en", "XDG_CACHE_HOME": str(book.parent / "cache")}
    return sit(line, book, *typed, width=80, height=24, **environ)


def texts(book: Path) -> str:
    return "".join(path.read_text("utf-8") for path in (book / "data/opportunities").iterdir())


@pytest.mark.parametrize("line", QUESTIONS)
@pytest.mark.parametrize("place", LOCALES)
def test_what_is_typed_in_chinese_is_kept(place: str, line: str, book: Path) -> None:
    sitting = sat(line, book, *QUESTIONS[line], **LOCALES[place])
    assert (sitting.exit, SAID in texts(book)) == (0, True), sitting.screen


@pytest.mark.parametrize("place", [place for place in LOCALES if place != "ASCII and nothing else"])
def test_a_yes_or_no_beside_a_chinese_name_is_asked(place: str, book: Path) -> None:
    sitting = sat("pause 皮带 --until 2026-12-20 --reason x", book, ("beta-belts", "y\n"), **LOCALES[place])
    assert (sitting.exit, "paused" in texts(book)) == (0, True), sitting.screen


@pytest.mark.parametrize("place", ["C", "none"])
def test_bytes_that_are_no_text_are_asked_for_again(place: str, book: Path) -> None:
    first, *rest = QUESTIONS["log gamma-gates"]
    sitting = sat(
        "log gamma-gates",
        book,
        (first[0], f"{NO_BYTE_OF_TEXT}\n"),
        ("no text", ""),
        first,
        *rest,
        **LOCALES[place],
    )
    assert (sitting.exit, SAID in texts(book)) == (0, True), sitting.screen


@pytest.mark.parametrize("place", ["C", "none"])
def test_bytes_that_are_no_text_are_no_yes(place: str, book: Path) -> None:
    before = tree(book)
    question = ("beta-belts", f"{NO_BYTE_OF_TEXT}\n")
    sitting = sat("pause 皮带 --until 2026-12-20", book, question, ("beta-belts", "n\n"), **LOCALES[place])
    assert (sitting.exit, tree(book)) == (3, before), sitting.screen


def test_a_key_or_a_byte_that_is_no_letter_is_no_answer(book: Path) -> None:
    first, *rest = QUESTIONS["log gamma-gates"]
    sitting = sat(
        "log gamma-gates", book, (first[0], f"{UP}\n"), ("no text", ""), first, *rest, **LOCALES["C"]
    )
    assert (sitting.exit, SAID in texts(book)) == (0, True), sitting.screen

    sitting = sat(
        "review", book, ("q leaves", "\n"), ("? help", NO_BYTE_OF_TEXT), ("? help", "q"), **LOCALES["C"]
    )
    assert (sitting.exit, "0 of 3 looked at" in sitting.screen) == (0, True), sitting.screen


@pytest.mark.parametrize("key", [CTRL_C, CTRL_D])
@pytest.mark.parametrize("place", ["C", "one that is not there"])
def test_leaving_leaves_no_trace(place: str, key: str, book: Path) -> None:
    before = tree(book)
    sitting = sat("add", book, ("about?", "输送机\n"), ("customer?", key), **LOCALES[place])
    assert (sitting.exit, tree(book)) == (130, before), sitting.screen


def test_an_empty_answer_is_asked_for_again_where_one_is_needed(book: Path) -> None:
    first, *rest = QUESTIONS["log gamma-gates"]
    sitting = sat("log gamma-gates", book, (first[0], "\n"), ("some words", ""), first, *rest, **LOCALES["C"])
    assert (sitting.exit, SAID in texts(book)) == (0, True), sitting.screen


def test_former_answers_are_at_hand_where_the_locale_carries_them(book: Path) -> None:
    typed = [("about?", "x\n"), ("customer?", f"{UP}\n")]
    typed += [(prompt, "\n") for prompt in ("sign?", "sign?", "stage", "come from", "Whose", "agreed next")]
    sat("add --id new", book, *typed, **LOCALES["none"])
    assert "北京某某科技有限公司" in (book / "data/opportunities/new.yaml").read_text("utf-8")
