"""Questions at a terminal, one after the other: with what is usual, rows to pick, and a step back."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from typing import NamedTuple, Protocol

from rich.cells import cell_len

from funnel_cli.render.delivery import told
from funnel_cli.render.language import Language
from funnel_cli.render.terminal_input import Terminal, is_text
from funnel_cli.render.wrap import wrapped
from funnel_cli.values.errors import FunnelError, UsageRefused
from funnel_cli.values.message import N_, Term, Text, message
from funnel_cli.values.typed import folded, half_width

_BACK = "<"
_NOTHING = "-"
_INDENT = _GAP = "  "

Answers = Mapping[str, str]


class Lines(Protocol):
    """What reads a line after a prompt, with former answers at hand; raises `EOFError` at the end."""

    def can_fill(self, text: str) -> bool:
        """Whether the line can begin with that text, to be edited."""

    def __call__(self, prompt: str, former: Sequence[str], text: str = "") -> str:
        """The line as typed; it begins with `text` where that can be."""


class SteppedBack(EOFError):
    """A step back from the first question, where a draft keeps what was typed."""


class NoAnswerText(UsageRefused):
    """An answer holds bytes that are no UTF-8, or keys that are no letters."""

    sentence = N_("What was typed is no text: a key without a letter, or bytes that are not UTF-8.")
    cure = N_("Type it anew; if it was text, set the terminal to UTF-8.")


class NoSuchRow(UsageRefused):
    """A number was typed that none of the numbered rows has."""

    sentence = N_("There is no number {number}: they go from 1 to {count}.")


class Question(NamedTuple):
    """A question whose answer is called `key`.

    Enter alone means `usual`; `choices` are numbered rows over the question, picked by number or word, of
    which `is_many` takes several, parted by commas; the lines `above` stand over both; `former` are answers
    to go back to. `read` raises what is wrong with an answer; `missing` gives what is wrong with having
    none, and `is_asked` says whether there is anything to ask, given the answers so far.
    """

    key: str
    text: Text
    usual: str | None = None
    choices: tuple[Term, ...] = ()
    is_many: bool = False
    above: tuple[Text, ...] = ()
    former: tuple[str, ...] = ()
    read: Callable[[str], object] = str
    missing: Callable[[Answers], FunnelError | None] = lambda _: None
    is_asked: Callable[[Answers], bool] = lambda _: True


def answered(
    questions: Sequence[Question],
    given: Answers,
    language: Language,
    line: Lines | None = None,
    draft: MutableMapping[str, str] | None = None,
) -> dict[str, str]:
    """What was given, and the answers to the other questions; what was left out has none.

    `draft` are answers from before, offered to be edited; it keeps what is typed, also where asking is
    broken off. A step back from the first question then raises `SteppedBack`.
    """
    asking = _Asking(language, line or Terminal(), {} if draft is None else draft)
    answers = dict(given)
    waiting = [question for question in questions if question.key not in given]
    way: list[int] = []
    place, shown_at = 0, -1
    asking.tell(message("Enter takes what is in [ ], - leaves it out, < goes back, Ctrl-C leaves."))
    while place < len(waiting):
        question = waiting[place]
        if not question.is_asked(answers):
            answers.pop(question.key, None)
            place += 1
            continue
        if shown_at != place:
            asking.show(question)
        shown_at = place
        answers.pop(question.key, None)
        text = asking.answer(question, answers)
        if text is None:
            if not way and draft is not None:
                raise SteppedBack
            place = way.pop() if way else place
            continue
        if text:
            answers[question.key] = text
        way.append(place)
        place += 1
    return answers


class _Asking(NamedTuple):
    """Questions on a terminal, in a language; the draft has what was typed so far."""

    language: Language
    line: Lines
    draft: MutableMapping[str, str]

    def answer(self, question: Question, answers: Answers) -> str | None:
        """The answer once nothing is wrong with it, empty for none; `None` for a step back.

        One that was refused stands in the line again, to be edited.
        """
        typed = self._label(question, self.draft.get(question.key, ""))
        while True:
            reply = self._line(question, typed)
            if reply == _BACK:
                return None
            try:
                text = "" if reply == _NOTHING else self._meant(question, reply)
                refusal = _refusal(question, text, answers)
            except NoSuchRow as no_row:
                refusal = no_row
            if refusal is None:
                self._keep(question.key, self._label(question, text))
                return text
            typed = "" if isinstance(refusal, NoAnswerText) or reply == _NOTHING else reply
            self._tell_refusal(refusal)

    def _line(self, question: Question, typed: str) -> str:
        """What was typed, or what Enter alone means."""
        is_filled = bool(typed) and self.line.can_fill(typed)
        usual = question.usual and self._label(question, question.usual)
        offered = usual if is_filled else typed or usual
        *above, last = wrapped(self._prompt(question, offered), self._width - 1)
        for each in above:
            told(each + "\n")
        try:
            reply = self.line(last + " ", self._at_hand(question), typed if is_filled else "")
        except KeyboardInterrupt:
            told("\n")  # else the shell's own prompt stood behind the question
            raise
        return _BACK if is_filled and reply == typed + _BACK else reply or offered or ""

    def show(self, question: Question) -> None:
        """What stands over the question: its lines, and its rows, as many on a line as fit."""
        for line in question.above:
            self.tell(line)
        rows = self._labels(question)
        if _are_numbered(rows):
            rows = [f"{number} {row}" for number, row in enumerate(rows, 1)]
        for line in _flowing(rows, self._width - len(_INDENT)):
            told(_INDENT + line + "\n")

    def tell(self, text: Text, indent: str = "") -> None:
        """A text in lines as wide as the terminal, set in."""
        for line in wrapped(self.language.say(text), self._width - len(indent)):
            told(indent + line + "\n")

    def _tell_refusal(self, refusal: FunnelError) -> None:
        for said in (refusal.message, *refusal.details, *filter(None, (refusal.hint,))):
            self.tell(said, _INDENT)

    def _prompt(self, question: Question, usual: str | None) -> str:
        parts = [question.text, *([message("[{usual}]", usual=usual)] if usual else [])]
        return " ".join(map(self.language.say, parts))

    def _at_hand(self, question: Question) -> list[str]:
        """Former answers and choices, the one to go back to first last."""
        return list(dict.fromkeys((*self._labels(question), *question.former)))

    def _labels(self, question: Question) -> list[str]:
        return [self.language.say(choice) for choice in question.choices]

    def _label(self, question: Question, text: str) -> str:
        labels = {choice.id: self.language.say(choice) for choice in question.choices}
        return ", ".join(labels.get(part, part) for part in _parts(question, text))

    def _meant(self, question: Question, reply: str) -> str:
        """The reply with the choice that each number or label means by its id; raises `NoSuchRow`."""
        if not question.choices:
            return reply
        ids = [choice.id for choice in question.choices]
        labels = self._labels(question)
        names = {folded(name): id for name, id in zip((*labels, *ids), (*ids, *ids), strict=True)}
        if folded(reply) in names:
            return names[folded(reply)]
        rows = {str(number): id for number, id in enumerate(ids, 1)} if _are_numbered(labels) else {}
        return ", ".join(_picked(part, names, rows) for part in _parts(question, reply))

    def _keep(self, key: str, text: str) -> None:
        self.draft.pop(key, None)
        if text:
            self.draft[key] = text

    @property
    def _width(self) -> int:
        return shutil.get_terminal_size().columns


def _picked(part: str, names: Mapping[str, str], rows: Mapping[str, str]) -> str:
    """The id of the row with that name or number; what is neither stands as it was typed."""
    number = half_width(part)
    if folded(part) in names:
        return names[folded(part)]
    if number in rows:
        return rows[number]
    if rows and re.fullmatch(r"[+-]?[0-9]+", number):
        raise NoSuchRow(number=number, count=len(rows))
    return part


def _parts(question: Question, text: str) -> list[str]:
    """The answers in a text: where a question takes several, parted by commas, numbers by spaces too."""
    if not question.is_many:
        return [text]
    return [
        part.strip() for part in re.split(r"[,，、]|(?<=[0-9０-９])\s+(?=[0-9０-９])", text) if part.strip()
    ]


def _are_numbered(rows: Sequence[str]) -> bool:
    """Whether a number can only mean a row: none is called by the number of another."""
    return all(
        not row.isdecimal() or row == str(place) or int(row) > len(rows) for place, row in enumerate(rows, 1)
    )


def _flowing(rows: Sequence[str], width: int) -> Iterator[str]:
    """The rows side by side in lines of at most that many cells; a longer one is broken."""
    line = ""
    for row in rows:
        joined = f"{line}{_GAP}{row}" if line else row
        if cell_len(joined) <= width:
            line = joined
            continue
        if line:
            yield line
        *broken, line = wrapped(row, width)
        yield from broken
    if line:
        yield line


def _refusal(question: Question, text: str, answers: Answers) -> FunnelError | None:
    """What is wrong with an answer, or with giving none."""
    if not text:
        return question.missing(answers)
    if not is_text(text):
        return NoAnswerText()
    try:
        question.read(text)
    except FunnelError as refusal:
        return refusal
    return None
