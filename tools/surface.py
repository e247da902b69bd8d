# ruff: noqa: INP001 - a script, no package
"""Write down what the command line takes: the table for the Tab key, and the man page.

    python tools/surface.py            write them
    python tools/surface.py --check    name those that differ from the app (exit 1 if any)

Both are derived from the app alone; the man page ends with the topics of `funnel help`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import typer
from typer.main import get_command

from funnel_cli.cli import COLOURS, app, loaded
from funnel_cli.commands.published import published
from funnel_cli.commands.schedule import TIMERS
from funnel_cli.completing.surface import SHELLS, SURFACE_FILE
from funnel_cli.directory import COMMANDS, GROUPS, ROOMS, below
from funnel_cli.exchange.amounts import DECIMAL_MARKS
from funnel_cli.exchange.fact_engines import DIALECTS, QUESTIONS, TABLES
from funnel_cli.exchange.mapping import profiles
from funnel_cli.exchange.sheet_dates import ORDERS
from funnel_cli.finding.cuts import GROUPINGS, groupings
from funnel_cli.finding.deal_keys import DAYS, PAYMENTS, STATES
from funnel_cli.finding.key_names import IN_CHINESE, key_choices
from funnel_cli.finding.method_words import LIST_NAMES
from funnel_cli.finding.names import ERP_STATES
from funnel_cli.finding.people import CRITERIA, CUSTOMER_KINDS, GRADES, LEAD_STAGES, LEVELS, ROLES
from funnel_cli.finding.query import KEYS
from funnel_cli.finding.words import bare_choices
from funnel_cli.forecasting.track_record import PERIOD_KINDS
from funnel_cli.forecasting.weighted import BASES, SETS
from funnel_cli.records.lists import TIER_CHOICES
from funnel_cli.records.method import Choice
from funnel_cli.render.help_page import DIRECTORY, TOPICS, page
from funnel_cli.render.language import Language
from funnel_cli.render.output import EVERY_FORMAT
from funnel_cli.reports.across_questions import ASKED, CUTS
from funnel_cli.reports.activity import ACTIVITY_CUTS as LOG_BYS
from funnel_cli.reports.counts import REFERENCES
from funnel_cli.reports.deals import LIST_ORDERS
from funnel_cli.reports.exports import EXPORTED_REPORTS
from funnel_cli.reports.kpi import KPI_CUTS as KPI_BYS
from funnel_cli.reports.lead_rates import LEAD_CUTS as LEAD_BYS
from funnel_cli.reports.losses import OF_LOSSES
from funnel_cli.reports.sources import SOURCE_CUTS
from funnel_cli.reports.territory import AREAS
from funnel_cli.reports.what_if import VERBS
from funnel_cli.reports.whole_books import ASKED_WHOLE
from funnel_cli.rules.customers import CUSTOMER_KEYS
from funnel_cli.rules.leads import LEAD_KEYS
from funnel_cli.rules.setting import DEAL_KEYS
from funnel_cli.store.founding import shipped_methods
from funnel_cli.time.standing import CATEGORIES, DEAL_PLACES
from funnel_cli.values.day_rules import DAY_WORDS, PERIOD_WORDS
from funnel_cli.values.grades import MARKS as MARKS_OF_LEADS
from funnel_cli.values.languages import LANGUAGES
from funnel_cli.values.message import Message
from funnel_cli.values.money import CURRENCIES

ROOT = Path(__file__).parents[1]
MAN_PAGE = ROOT / "docs" / "funnel.1"

Param = Any
"""An option or argument as Typer holds it."""

CLOSED: Mapping[str, Sequence[Choice]] = {
    "AREA": groupings(AREAS),
    "BASIS": BASES,
    "CATEGORY": CATEGORIES,
    "CRITERION": CRITERIA,
    "CUSTOMER_KIND": CUSTOMER_KINDS,
    "CUT": [each for each in CUTS if each.id in ASKED["forecast"].cuts],
    "ENGINE": bare_choices(DIALECTS),
    "ERP": ERP_STATES,
    "FORMAT": bare_choices(EVERY_FORMAT),
    "GRADE": GRADES,
    "KEY": groupings(GROUPINGS),
    "KPI_KEY": groupings(KPI_BYS),
    "LEAD_KEY": groupings(LEAD_BYS),
    "LEAD_STAGE": LEAD_STAGES,
    "LEVEL": LEVELS,
    "LIST_ORDER": key_choices(LIST_ORDERS),
    "LOG_KEY": groupings(LOG_BYS),
    "LOSS_KEY": groupings(OF_LOSSES),
    "MARK": bare_choices(DECIMAL_MARKS),
    "METHOD": [Choice(id=method.method, title=method.title) for method in shipped_methods()],
    "ORDER": bare_choices(ORDERS),
    "PAYMENT": PAYMENTS,
    "PERIOD_KIND": PERIOD_KINDS,
    "PROFILE": profiles(),
    "PLACE": DEAL_PLACES,
    "QUESTION": (*QUESTIONS, TABLES),
    "REFERENCE": REFERENCES,
    "REPORT": EXPORTED_REPORTS,
    "RESULT_KEY": groupings(SOURCE_CUTS),
    "ROLE": ROLES,
    "SCHEMA": bare_choices(each.name for each in published()),
    "SET": SETS,
    "TIMER": bare_choices(TIMERS),
    "SHELL": bare_choices(SHELLS),
    "STATE": STATES,
    "TIER": TIER_CHOICES,
    "WHAT": (*QUESTIONS, *(each.choice for each in ASKED_WHOLE.values())),
    "WHEN": COLOURS,
}
"""The closed lists by the capitals that stand for a word of one in a help line."""


def names(choices: Iterable[Choice]) -> list[str]:
    """What may be typed for each of the choices: their ids, then their Chinese titles."""
    titles = [each.title.texts.get("zh", "") for each in choices if each.title]
    return [*(each.id for each in choices), *(title for title in titles if title and " " not in title)]


def keys(ids: Iterable[str], sign: str) -> list[str]:
    """The keys with the sign behind each: their ids, then their Chinese names; `facts.` has its own."""
    chinese = dict.fromkeys(IN_CHINESE[id] for id in ids if id in IN_CHINESE)
    return [key if key.endswith(".") else f"{key}{sign}" for key in (*ids, *chinese)]


WORDS: Mapping[str, Iterable[str]] = {
    **{kind: dict.fromkeys(names(choices)) for kind, choices in CLOSED.items()},
    "CURRENCY": sorted(CURRENCIES),
    "DAY": DAY_WORDS,
    "DUE": DAY_WORDS,
    "ASSUMPTION": [f"{verb}:" for verb in VERBS],
    "KEY=VALUE": keys(DEAL_KEYS, "="),
    "FIELD=VALUE": keys(CUSTOMER_KEYS, "="),
    "LEAD_FIELD=VALUE": keys(LEAD_KEYS, "="),
    "CRITERION=LEVEL": [f"{mark}=" for mark in MARKS_OF_LEADS],
    "LIST=WORD": [f"{each.id}=" for each in LIST_NAMES],
    "STEP=NUMBER": [f"{step.id}=" for method in shipped_methods() for step in method.steps] + ["cost="],
    "SEARCH": keys(("grade", "industry", "region", "owner", "source"), ":"),
    "PERIOD": PERIOD_WORDS,
    "QUERY": keys(KEYS, ":"),
    "TOPIC": (DIRECTORY, *TOPICS),
    "WEEK": ("this-week", "last-week"),
}
"""What may stand where a help line says the capitals."""

_AFTER = {
    **{f"{key}:": "PERIOD|DAY" for key in DAYS},
    **{f"{key}=": "DAY" for key in ("close", "expected_close", "created", "due", "contract_date")},
    "category:": "CATEGORY",
    "category=": "CATEGORY",
    "currency:": "CURRENCY",
    "currency=": "CURRENCY",
    "erp:": "ERP",
    "erp=": "ERP",
    "grade:": "GRADE",
    "grade=": "GRADE",
    "is:": "STATE",
    "payment:": "PAYMENT",
    "not:": "QUERY",
    "owner:": "me",
    "q:": "SAVED",
    "reason:": "REASON",
    "kind=": "CUSTOMER_KIND",
    **{f"{key}=": "LEVEL" for key in ("attraction", "potential", *MARKS_OF_LEADS)},
    "source:": "SOURCE",
    "source=": "SOURCE",
    "stage:": "STAGE|PLACE",
    "team:": "TEAM_NAME",
}
AFTER = _AFTER | {
    f"{IN_CHINESE[word[:-1]]}{word[-1]}": kinds for word, kinds in _AFTER.items() if word[:-1] in IN_CHINESE
}
"""What may stand behind a word that ends in a colon or an equals sign."""


def surface() -> str:
    """The table for the Tab key, as `completing/surface.py` reads it."""
    rows: list[tuple[str, ...]] = [("# Written by tools/surface.py from the app; not to be edited.",)]
    rows += _params(_root_params())
    rows += [("group", name, *_said(GROUPS[name].line)) for name in below() if name in GROUPS]
    for name, entry in COMMANDS.items():
        rows += [("command", name, *_said(entry.line)), *_params(loaded(name).params)]
    rows += [("words", name, *words) for name, words in WORDS.items()]
    rows += [("after", word, kinds) for word, kinds in AFTER.items()]
    return "".join("\t".join(row) + "\n" for row in rows)


def _root_params() -> list[Param]:
    """The options of every command, --help included."""
    root = get_command(app)
    return list(root.get_params(typer.Context(root)))


def _params(params: Iterable[Param]) -> Iterator[tuple[str, ...]]:
    """A row for each option and argument; the long name of an option comes last."""
    for param in params:
        value = re.sub(r"[][{}]", "", param.metavar or "").replace("... ", "|")
        if param.param_type_name == "argument":
            yield ("argument", value)
        else:
            names = ",".join(sorted(param.opts, key=len))
            yield ("option", names, "" if param.is_flag else value, *_said(param.help))


def _said(text: str) -> tuple[str, ...]:
    """A line of help in each language."""
    return tuple(Language(code).say(Message(text)) for code in LANGUAGES)


def man_page() -> str:
    """The man page: every option, every command by room, and the topics of `funnel help`."""
    return "\n".join([*_head(), *_commands(), *_topics(), *_foot()]) + "\n"


def _head() -> Iterator[str]:
    root = get_command(app)
    yield r".\" Written by tools/surface.py from the app; not to be edited."
    yield '.TH FUNNEL 1 "" "sales-funnel" "User Commands"'
    yield ".SH NAME"
    yield rf"funnel \- {_roff(_first(root.help or '')).rstrip('.').lower()}"
    yield ".SH SYNOPSIS"
    yield r".B funnel"
    yield r"[\fIOPTIONS\fR] \fICOMMAND\fR [\fIARGS\fR]..."
    yield ".SH DESCRIPTION"
    yield _roff(" ".join((root.help or "").split()))
    yield ".SH OPTIONS"
    yield "They may stand before or after the command."
    yield from _options(_root_params())


def _commands() -> Iterator[str]:
    for room, title in ROOMS.items():
        yield f".SH COMMANDS: {_roff(title.upper())}"
        for name in (name for name, entry in COMMANDS.items() if entry.room == room):
            yield from _command(name)


def _command(name: str) -> Iterator[str]:
    command = loaded(name)
    arguments = [param.metavar for param in command.params if param.param_type_name == "argument"]
    yield f'.SS "funnel {" ".join([name, *map(_roff, arguments)])}"'
    for part in command.help.split("\n\n"):
        yield ".PP"
        yield _roff(" ".join(part.split()))
    for param in command.params:
        if param.param_type_name == "argument":
            yield from (".TP", rf"\fI{_roff(param.metavar)}\fR", _roff(param.help))
    yield from _options(command.params)


def _options(params: Iterable[Param]) -> Iterator[str]:
    for param in params:
        if param.param_type_name == "option":
            names = ", ".join(rf"\fB{_roff(name)}\fR" for name in sorted(param.opts, key=len))
            value = "" if param.is_flag else rf" \fI{_roff(param.metavar)}\fR"
            yield from (".TP", f"{names}{value}", _roff(param.help))


def _topics() -> Iterator[str]:
    for topic in TOPICS:
        title, _, *lines = page(topic, "en")
        yield f'.SH "{_roff(title.upper())}"'
        yield from (".nf", *map(_roff, lines), ".fi")


def _foot() -> Iterator[str]:
    yield ".SH FILES"
    yield from (".TP", r"\fIstages.yaml\fR", "The method and the settings of a book; its folder is the root.")
    yield from (".TP", r"\fIdata/\fR", "Its records: opportunities, customers, reviews, targets, rates.")


def _first(text: str) -> str:
    """The text up to its first colon, which is the name of the thing."""
    return " ".join(text.split()).partition(":")[0]


def _roff(text: str) -> str:
    """The text as roff shows it unchanged."""
    shown = text.replace("\\", r"\e").replace("-", r"\-").replace("'", r"\(aq").replace("^", r"\(ha")
    shown = "".join(letter if letter.isascii() else rf"\[u{ord(letter):04X}]" for letter in shown)
    return rf"\&{shown}" if shown[:1] in {".", "'"} else shown


def main() -> int:
    """Write both, or with --check say which of them are not what the app says."""
    made = {Path(SURFACE_FILE): surface(), MAN_PAGE: man_page()}
    if "--check" not in sys.argv:
        for path, text in made.items():
            path.write_text(text, encoding="utf-8")
        return 0
    stale = [path for path, text in made.items() if not path.exists() or path.read_text("utf-8") != text]
    for path in stale:
        sys.stdout.write(f"{path.relative_to(ROOT)} is old; run: python tools/surface.py\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
