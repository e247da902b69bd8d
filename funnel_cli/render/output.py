"""What a run wants to see, and how: the format, the columns, the width, the language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date as Day
from pathlib import PurePath

from funnel_cli.finding.words import bare_choices, choice_meant, suggestions
from funnel_cli.records.lists import MissingRates
from funnel_cli.records.method import Choice
from funnel_cli.render.language import Language
from funnel_cli.values.errors import Problem, UsageRefused
from funnel_cli.values.grouping import grouped_by
from funnel_cli.values.message import N_, Message, message

FORMATS = ("table", "plain", "md", "csv", "tsv", "json", "jsonl", "html")
"""The formats that are text; "piped" is what "table" becomes where there is no terminal."""

WORKBOOK = "xlsx"
CALENDAR = "ics"
EVERY_FORMAT = (*FORMATS, WORKBOOK, CALENDAR)
"""What `--format` takes: texts, the workbook, which is bytes, and the calendar, for what has days."""

EXTENSIONS = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".md": "md",
    ".html": "html",
    ".htm": "html",
    ".txt": "plain",
    ".xlsx": WORKBOOK,
    ".ics": CALENDAR,
}
NARROWEST = 36
WIDEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """The form of an answer; `fields` picks columns, `part` one table; `raw` leaves CSV unguarded.

    `decimal` is the mark for which CSV is shaped for Excel, `None` where programs read it.
    """

    format: str = "table"
    fields: tuple[str, ...] = ()
    part: str | None = None
    width: int = 80
    colour: bool = False
    language: Language = field(default_factory=Language)
    raw: bool = False
    decimal: str | None = None

    @property
    def has_numbers(self) -> bool:
        """Whether rows that can be called by their numbers show these."""
        return self.format in ("table", "plain")


@dataclass(frozen=True, slots=True, kw_only=True)
class Footing:
    """What an answer stands on: its day, the book's currency, and what is wrong in the files.

    `day` and `currency` are `None` where the answer belongs to no day or to no book. `missing_rates` is
    looked at last, since a table that is made while it is printed may add to it.
    """

    day: Day | None = None
    currency: str | None = "CNY"
    problems: tuple[Problem, ...] = ()
    missing_rates: MissingRates = field(default_factory=MissingRates)

    @property
    def is_partial(self) -> bool:
        """Whether something could not be read, or has no rate, and is missing from numbers."""
        return bool(self.missing_rates) or any(problem.is_error for problem in self.problems)

    @property
    def notes(self) -> tuple[Message, ...]:
        """What a reader must know before trusting the sums: how many files, and whose amounts, they miss."""
        files = len({problem.path for problem in self.problems if problem.is_error})
        unread = message("Partial: without {files:file|files} that could not be read.", files=files)
        return (*((unread,) * bool(files)), *self.rate_notes)

    @property
    def rate_notes(self) -> tuple[Message, ...]:
        """Whose amounts could not be converted, a sentence for each currency."""
        return tuple(
            message(
                "Partial: without {whose}: no rate from {currency} to {to} on {day} in data/rates.yaml.",
                whose=tuple(dict.fromkeys(each.whose for each in some)),
                currency=currency,
                to=self.currency,
                day=min(each.day for each in some),
            )
            for currency, some in grouped_by(self.missing_rates, lambda each: each.currency).items()
        )

    @property
    def every_problem(self) -> tuple[Problem, ...]:
        """What is wrong in the files, and then each amount that is in no sum for want of a rate."""
        return (*self.problems, *(each.problem(self.currency) for each in self.missing_rates))

    @property
    def lines(self) -> tuple[Message, ...]:
        """The day the answer is as of and the currency of bare amounts, if it belongs to a book."""
        if self.day is None:
            return ()
        return (message("as of {day}, in {currency}", day=self.day, currency=self.currency),)


class UnknownName(UsageRefused):
    """A name that is none of the known ones; the details have the nearest, else all of them."""

    def __init__(self, name: str, known: Iterable[str | Choice]) -> None:
        choices = [each if isinstance(each, Choice) else Choice(id=each) for each in known]
        super().__init__(name=name, details=suggestions(name, choices))


class UnknownFormat(UnknownName):
    """`--format`, or the extension of `-o FILE`, names no format."""

    sentence = N_("There is no format {name}.")
    code = "unknown_format"


class UnknownField(UnknownName):
    """`--fields` names a column that the table does not have."""

    sentence = N_("There is no field {name}.")
    code = "unknown_field"


class UnknownPart(UnknownName):
    """`--part` names a table that the report does not have."""

    sentence = N_("There is no part {name} in this report.")
    code = "unknown_part"


def format_from(
    option: str | None, path: str | PurePath | None, *, is_terminal: bool, piped: str = "piped"
) -> str:
    """The format: the option, else the extension of the file, else "table" or, in a pipe, `piped`."""
    if option is not None:
        if found := choice_meant(option, bare_choices(EVERY_FORMAT)):
            return found.id
        raise UnknownFormat(option, EVERY_FORMAT)
    if path is not None:
        extension = PurePath(path).suffix.lower()
        if extension not in EXTENSIONS:
            raise UnknownFormat(extension or PurePath(path).name, EXTENSIONS)
        return EXTENSIONS[extension]
    return "table" if is_terminal else piped


def colour_from(option: str, environ: Mapping[str, str], *, is_terminal: bool) -> bool:
    """Whether to colour: the option unless "auto", then NO_COLOR, FORCE_COLOR, TERM=dumb, the stream."""
    if option != "auto":
        return option == "always"
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR"):
        return True
    return is_terminal and environ.get("TERM") != "dumb"
