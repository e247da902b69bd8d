from pathlib import Path

import pytest
from running import run, tree
from terminal import CTRL_C, CTRL_D, UP, Sitting, sit

TAB = "\t"
CLEAR = "\x15"
"""Ctrl-U, which empties the line."""


def added(book: Path, *typed: tuple[str, str], line: str = "add", language: str = "en_GB.UTF-8") -> Sitting:
    return sit(line, book, *typed, LANG=language)


def shown(book: Path, deal: str) -> dict[str, object]:
    answer: dict[str, object] = run(f"show {deal} --json", book).json
    return answer


def test_a_deal_is_asked_for_question_by_question(book: Path) -> None:
    sitting = added(
        book,
        ("about?", "Lamps\n"),
        ("customer?", "Acme Ltd\n"),
        ("sign?", "12万\n"),
        ("sign?", "eoq\n"),
        ("stage", "\n"),
        ("come from", "转介绍\n"),
        ("Whose", "\n"),
        ("agreed next", "Call Zhang\n"),
        ("Until when", "+2w\n"),
    )
    assert sitting.exit == 0
    deal = shown(book, "acme-lamps")
    assert [deal[key] for key in ("amount", "stage", "source", "owner", "expected_close")] == [
        "120000.00",
        "verify",
        "referral",
        "li.wei",
        "2026-12-31",
    ]
    assert deal["next_step"] == {"due": "2026-12-06", "action": "Call Zhang"}


def test_only_what_is_missing_is_asked_for(book: Path) -> None:
    line = 'add "Lamps" --customer "Acme Ltd" --amount 5k --close eoq'
    assert added(book, line=line).lines[0] == "acme-lamps added"


def test_a_step_back_corrects_an_answer(book: Path) -> None:
    added(book, ("about?", "Lmaps\n"), ("customer?", "<\n"), ("about? Lmaps", f"{CLEAR}Lamps\n"), *rest(1))
    assert shown(book, "lamps")["name"] == "Lamps"


def test_a_refused_answer_can_be_edited_where_it_is_wrong(book: Path) -> None:
    left = "\x02"
    typed = [("sign?", "1000 5\n"), ("sign? 1000 5", f"{left}\x7f\n"), *rest(3)]
    added(book, *typed, line="add Lamps --customer Dale")
    assert shown(book, "dale-lamps")["amount"] == "10005.00"


def rest(asked: int) -> list[tuple[str, str]]:
    """Enter for every question after so many that were answered, `next` left out."""
    prompts = ["customer?", "sign?", "sign?", "stage", "come from", "Whose", "agreed next"]
    return [(prompt, "\n") for prompt in prompts[asked - 1 :]]


def test_an_answer_that_does_not_parse_is_asked_again_with_examples(book: Path) -> None:
    sitting = added(
        book, ("sign?", "much\n"), ("sign? much", f"{CLEAR}5k\n"), *rest(3), line="add Lamps --customer Dale"
    )
    assert "“much” is not an amount." in sitting.screen
    assert shown(book, "dale-lamps")["amount"] == "5000.00"


@pytest.mark.parametrize("key", [CTRL_C, CTRL_D])
def test_leaving_leaves_no_trace(book: Path, key: str) -> None:
    before = tree(book)
    sitting = added(book, ("about?", "Lamps\n"), ("customer?", key))
    assert (sitting.exit, tree(book), sitting.screen[-1]) == (130, before, "\n")
    assert not (book / "data/.funnel").exists()


def test_former_answers_are_at_hand(book: Path) -> None:
    added(book, ("customer?", f"{UP}\n"), *rest(2), line="add Lamps")
    assert shown(book, "lamps")["customer"] == "北京某某科技有限公司"


def test_tab_completes_a_former_answer(book: Path) -> None:
    added(book, ("customer?", f"gam{TAB}\n"), *rest(2), line="add Lamps")
    assert shown(book, "lamps")["customer"] == "Gamma"


def test_questions_are_asked_in_the_readers_language(book: Path) -> None:
    sitting = added(book, ("？", CTRL_C), language="zh_CN.UTF-8")
    assert "?" not in sitting.screen


def test_a_log_entry_is_asked_for(book: Path) -> None:
    sitting = sit(
        "log gamma-gates", book, ("said", "They want two\n"), ("What was it", "电话\n"), ("agreed next", "\n")
    )
    assert sitting.lines[-2] == "gamma-gates: call on 2026-11-22"
    text = (book / "data/opportunities/gamma-gates.json").read_text(encoding="utf-8")
    assert "They want two" in text


@pytest.mark.parametrize(("line", "named"), [("add", "--customer"), ("log gamma-gates", " log DEAL ")])
def test_without_a_terminal_what_is_missing_is_named(book: Path, line: str, named: str) -> None:
    answer = run(line, book)
    assert (answer.exit, answer.out) == (2, "")
    assert named in answer.err
