"""Questions at a terminal, one after the other: with what is usual, former answers, and a step back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from funnel_cli.render.delivery import told
from funnel_cli.render.language import Language
from funnel_cli.render.lines import is_text, line_typed
from funnel_cli.values.errors import FunnelError, UsageRefused
from funnel_cli.values.message import N_, Term, Text, message

BACK = "<"
NOTHING = "-"

Answers = Mapping[str, str]
Line = Callable[[str, Sequence[str]], str]
"""What reads a line after a prompt, with former answers at hand; raises `EOFError` where there is none."""


def _always(answers: Answers) -> bool:
    del answers
    return True


def _never(answers: Answers) -> None:
    del answers


class NoText(UsageRefused):
    """An answer holds bytes that are no UTF-8, or keys that are no letters."""

    sentence = N_("What was typed is no text: a key without a letter, or bytes that are not UTF-8.")
    cure = N_("Type it anew; if it was text, set the terminal to UTF-8.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question whose answer is called `key`.

    Enter alone means `usual`; `choices` stand beside the question, the lines `above` over it; `former`
    are answers to go back to. `read` raises what is wrong with an answer; `missing` gives what is wrong
    with having none, and `is_asked` says whether there is anything to ask, given the answers so far.
    """

    key: str
    text: Text
    usual: str | None = None
    choices: tuple[Term, ...] = ()
    above: tuple[Text, ...] = ()
    former: tuple[str, ...] = ()
    read: Callable[[str], object] = str
    missing: Callable[[Answers], FunnelError | None] = _never
    is_asked: Callable[[Answers], bool] = _always


def answered(
    questions: Sequence[Question], given: Answers, language: Language, line: Line | None = None
) -> dict[str, str]:
    """What was given, and the answers to the other questions; what was left out has none."""
    line = line or line_typed
    answers = dict(given)
    waiting = [question for question in questions if question.key not in given]
    way: list[int] = []
    place, told_at = 0, -1
    _tell(message("Enter takes what is in [ ], - leaves it out, < goes back, Ctrl-C leaves."), language)
    while place < len(waiting):
        question = waiting[place]
        if not question.is_asked(answers):
            answers.pop(question.key, None)
            place += 1
            continue
        for text in question.above if told_at != place else ():
            _tell(text, language)
        told_at = place
        usual = answers.pop(question.key, None) or question.usual
        reply = line(_prompt(question, usual, language), _at_hand(question, language))
        if reply == BACK:
            place = way.pop() if way else place
            continue
        text = "" if reply == NOTHING else reply or usual or ""
        if refusal := _refusal(question, text, answers):
            _tell_refusal(refusal, language)
            continue
        if text:
            answers[question.key] = text
        way.append(place)
        place += 1
    return answers


def _refusal(question: Question, text: str, answers: Answers) -> FunnelError | None:
    """What is wrong with an answer, or with giving none."""
    if not text:
        return question.missing(answers)
    if not is_text(text):
        return NoText()
    try:
        question.read(text)
    except FunnelError as refusal:
        return refusal
    return None


def _prompt(question: Question, usual: str | None, language: Language) -> str:
    """The question with its choices and what is usual, as it stands before the answer."""
    parts = [question.text]
    if question.choices:
        parts.append(message("({choices})", choices=question.choices))
    if usual:
        label = next((choice for choice in question.choices if choice.id == usual), usual)
        parts.append(message("[{usual}]", usual=label))
    return " ".join(map(language.say, parts)) + " "


def _at_hand(question: Question, language: Language) -> list[str]:
    """Former answers and choices, the one to go back to first last."""
    words = [*(language.say(choice) for choice in question.choices), *question.former]
    return list(dict.fromkeys(words))


def _tell_refusal(refusal: FunnelError, language: Language) -> None:
    for said in (refusal.message, *refusal.details, *filter(None, (refusal.hint,))):
        _tell(message("  {line}", line=said), language)


def _tell(said: Text, language: Language) -> None:
    told(language.say(said) + "\n")
