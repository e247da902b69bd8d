from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pytest

from funnel_cli.render.asking import Answers, Question, answered
from funnel_cli.render.language import Language
from funnel_cli.values.errors import FunnelError, UsageRefused
from funnel_cli.values.message import Label, Term, message
from funnel_cli.values.money import parse_amount


class Needed(UsageRefused):
    """An answer is needed."""

    sentence = "Say something."


def needed(answers: Answers) -> FunnelError:
    del answers
    return Needed()


AMOUNT = Question(key="amount", text=message("How much?"), read=parse_amount)
STAGE = Question(
    key="stage",
    text=message("Where?"),
    usual="verify",
    choices=(Term("verify", Label({"en": "Verify", "zh": "验证"})), Term("close", Label({"en": "Close"}))),
)
NEXT = Question(key="next", text=message("What then?"))
DUE = Question(key="due", text=message("When?"), is_asked=lambda answers: "next" in answers)
QUESTIONS = (AMOUNT, STAGE, NEXT, DUE)


def typing(*replies: str) -> tuple[Callable[[str, Sequence[str]], str], list[str]]:
    """What types these replies one after the other, and the prompts it was shown."""
    left: Iterator[str] = iter(replies)
    prompts: list[str] = []

    def line(prompt: str, former: Sequence[str]) -> str:
        del former
        prompts.append(prompt)
        return next(left)

    return line, prompts


def replied(*replies: str, questions: Sequence[Question] = QUESTIONS, **given: str) -> dict[str, str]:
    return answered(questions, given, Language(), typing(*replies)[0])


def test_every_question_is_answered_in_order() -> None:
    assert replied("120k", "close", "Call", "fri") == {
        "amount": "120k",
        "stage": "close",
        "next": "Call",
        "due": "fri",
    }


def test_enter_takes_what_is_usual_or_leaves_it_out() -> None:
    assert replied("", "", "") == {"stage": "verify"}


def test_a_dash_leaves_out_even_what_is_usual() -> None:
    assert replied("", "-", "") == {}


def test_what_was_given_is_not_asked() -> None:
    assert replied("", "", amount="5") == {"amount": "5", "stage": "verify"}


def test_an_answer_that_does_not_parse_is_told_and_asked_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert replied("a lot", "5", "", "") == {"amount": "5", "stage": "verify"}
    assert capsys.readouterr().err.splitlines()[1:] == [
        "  “a lot” is not an amount.",
        "  Write it like 120k, 12万 or USD 120,000.00.",
    ]


def test_an_answer_that_is_needed_is_asked_again() -> None:
    question = Question(key="text", text=message("What?"), missing=needed)
    assert replied("", "-", "so", questions=[question]) == {"text": "so"}


def test_a_step_back_asks_the_question_before_with_its_answer_as_usual() -> None:
    line, prompts = typing("5", "<", "", "close", "")
    assert answered(QUESTIONS, {}, Language(), line) == {"amount": "5", "stage": "close"}
    assert prompts[2] == "How much? [5] "


def test_a_step_back_goes_over_what_was_not_asked() -> None:
    last = Question(key="note", text=message("Else?"))
    assert replied("", "", "", "<", "Call", "fri", "", questions=[*QUESTIONS, last]) == {
        "stage": "verify",
        "next": "Call",
        "due": "fri",
    }


def test_an_answer_that_is_no_longer_asked_for_is_dropped() -> None:
    last = Question(key="note", text=message("Else?"))
    assert replied("", "", "Call", "fri", "<", "<", "-", "", questions=[*QUESTIONS, last]) == {
        "stage": "verify"
    }


def test_before_the_first_question_there_is_nothing_to_go_back_to() -> None:
    assert replied("<", "5", "", "") == {"amount": "5", "stage": "verify"}


@pytest.mark.parametrize(
    ("lang", "expected"),
    [("en", "Where? (Verify, Close) [Verify] "), ("zh", "Where? (验证、Close) [验证] ")],
)
def test_choices_and_what_is_usual_stand_beside_the_question(lang: str, expected: str) -> None:
    line, prompts = typing("")
    answered([STAGE], {}, Language(lang), line)
    assert prompts == [expected]
