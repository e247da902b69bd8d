from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from funnel_cli.render.asking import Answers, Question, SteppedBack, answered
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


class Typing:
    """What types these replies one after the other, and the prompts and filled lines it was shown."""

    def __init__(self, *replies: str, fills: bool = False) -> None:
        self.left = iter(replies)
        self.fills = fills
        self.prompts: list[str] = []
        self.filled: list[str] = []

    def can_fill(self, text: str) -> bool:
        """As it was made."""
        return self.fills and bool(text)

    def __call__(self, prompt: str, former: Sequence[str], text: str = "") -> str:
        """The next reply."""
        del former
        self.prompts.append(prompt)
        self.filled.append(text)
        return next(self.left)


def replied(*replies: str, questions: Sequence[Question] = QUESTIONS, **given: str) -> dict[str, str]:
    return answered(questions, given, Language(), Typing(*replies))


def test_every_question_that_was_not_answered_is_asked_in_order_and_may_be_left_out() -> None:
    assert replied("120k", "close", "Call", "fri") == {
        "amount": "120k",
        "stage": "close",
        "next": "Call",
        "due": "fri",
    }
    assert replied("", "", "") == {"stage": "verify"}
    assert replied("", "-", "") == {}
    assert replied("", "", amount="5") == {"amount": "5", "stage": "verify"}


def test_an_answer_that_does_not_parse_is_told_and_asked_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert replied("a lot", "5", "", "") == {"amount": "5", "stage": "verify"}
    assert capsys.readouterr().err.splitlines()[1:3] == [
        "  “a lot” is not an amount.",
        "  Write it like 120k, 12万 or USD 120,000.00.",
    ]


def test_an_answer_that_is_needed_is_asked_again() -> None:
    question = Question(key="text", text=message("What?"), missing=needed)
    assert replied("", "-", "so", questions=[question]) == {"text": "so"}


def test_a_step_back_asks_the_question_before_with_its_answer_as_usual() -> None:
    line = Typing("5", "<", "", "close", "")
    assert answered(QUESTIONS, {}, Language(), line) == {"amount": "5", "stage": "close"}
    assert line.prompts[2] == "How much? [5] "


def test_a_step_back_goes_over_what_was_not_asked_and_drops_what_is_no_longer_asked_for() -> None:
    last = Question(key="note", text=message("Else?"))
    assert replied("", "", "", "<", "Call", "fri", "", questions=[*QUESTIONS, last]) == {
        "stage": "verify",
        "next": "Call",
        "due": "fri",
    }

    last = Question(key="note", text=message("Else?"))
    assert replied("", "", "Call", "fri", "<", "<", "-", "", questions=[*QUESTIONS, last]) == {
        "stage": "verify"
    }

    assert replied("<", "5", "", "") == {"amount": "5", "stage": "verify"}


@pytest.mark.parametrize(
    ("lang", "rows", "prompt"),
    [("en", "  1 Verify  2 Close", "Where? [Verify] "), ("zh", "  1 验证  2 Close", "Where? [验证] ")],
)
def test_choices_are_numbered_over_the_question(
    lang: str, rows: str, prompt: str, capsys: pytest.CaptureFixture[str]
) -> None:
    line = Typing("")
    answered([STAGE], {}, Language(lang), line)
    assert (capsys.readouterr().err.splitlines()[1:], line.prompts) == ([rows], [prompt])


@pytest.mark.parametrize("reply", ["2", " ２", "close", "Close", "CLOSE"])
def test_a_number_picks_its_row_and_a_word_still_does(reply: str) -> None:
    assert replied(reply.strip(), questions=[STAGE]) == {"stage": "close"}


@pytest.mark.parametrize("number", ["0", "3", "99", "-1", "9" * 5000])
def test_a_number_that_no_row_has_is_refused(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert replied(number, "1", questions=[STAGE]) == {"stage": "verify"}
    assert "they go from 1 to 2." in capsys.readouterr().err


@given(st.integers(1, 30), st.data())
def test_every_row_is_picked_by_its_number(count: int, data: st.DataObject) -> None:
    place = data.draw(st.integers(1, count))
    rows = tuple(Term(f"id{n}", f"Row {n}") for n in range(count))
    question = Question(key="row", text=message("Which?"), choices=rows)
    assert replied(str(place), questions=[question]) == {"row": f"id{place - 1}"}


SHEETS = Question(key="sheet", text=message("Which?"), choices=(Term("2", "2"), Term("1", "1")))


def test_rows_that_are_called_by_each_others_numbers_are_not_numbered(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert replied("1", questions=[SHEETS]) == {"sheet": "1"}
    assert capsys.readouterr().err.splitlines()[1:] == ["  2  1"]


WHO = Question(
    key="who", text=message("Who?"), choices=tuple(Term(name, name) for name in ("Zhang", "Li")), is_many=True
)


@pytest.mark.parametrize("reply", ["1, 2", "1 2", "1，2", "zhang、2", "1,Li"])
def test_several_rows_are_picked_by_numbers_and_words(reply: str) -> None:
    assert replied(reply, questions=[WHO]) == {"who": "Zhang, Li"}


def test_beside_rows_stands_what_else_was_typed() -> None:
    assert replied("2, Wang Wei", questions=[WHO]) == {"who": "Li, Wang Wei"}


def test_an_answer_that_was_refused_stands_in_the_line_to_be_edited_or_is_shown() -> None:
    line = Typing("a lot", "5", fills=True)
    answered([AMOUNT], {}, Language(), line)
    assert (line.filled, line.prompts) == (["", "a lot"], ["How much? ", "How much? "])

    line = Typing("a lot", "5")
    answered([AMOUNT], {}, Language(), line)
    assert line.prompts == ["How much? ", "How much? [a lot] "]


def test_a_step_back_from_a_filled_line_is_one_key_behind_it() -> None:
    line = Typing("5", "close", "<", "Close<", "7", "", "", fills=True)
    assert answered(QUESTIONS, {}, Language(), line)["amount"] == "7"


def test_a_draft_keeps_what_was_typed_in_the_words_of_the_reader() -> None:
    draft: dict[str, str] = {}
    with pytest.raises(StopIteration):
        answered(QUESTIONS, {}, Language(), Typing("5", "close"), draft)
    line = Typing("", "", "", fills=False)
    assert answered(QUESTIONS, {}, Language(), line, draft) == {"amount": "5", "stage": "close"}

    draft = {}
    with pytest.raises(StopIteration):
        answered(QUESTIONS, {}, Language("zh"), Typing("5", "verify"), draft)
    assert draft == {"amount": "5", "stage": "验证"}
    line = Typing("", "", "", fills=False)
    assert answered(QUESTIONS, {}, Language("zh"), line, draft) == {"amount": "5", "stage": "verify"}


def test_a_step_back_from_the_first_question_breaks_off_where_a_draft_keeps_what_was_typed() -> None:
    draft: dict[str, str] = {}
    with pytest.raises(SteppedBack):
        answered(QUESTIONS, {}, Language(), Typing("5", "<", "<"), draft)
    assert draft == {"amount": "5"}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_prompts_and_rows_are_as_wide_as_the_terminal(
    lang: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    long = (
        "采购方接受我司商务条件，采购决策者明确表态" if lang == "zh" else "The decision maker said so clearly"
    )
    rows = tuple(Term(str(n), long) for n in "abc")
    line = Typing("")
    answered([Question(key="x", text=long, usual="a", choices=rows)], {}, Language(lang), line)
    shown = [*capsys.readouterr().err.splitlines(), *line.prompts]
    assert max(map(cell_len, shown)) <= 30
