"""What is wrong with a method that somebody writes: where, what, and what helps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import attrgetter

from funnel_cli.records.method import Method
from funnel_cli.values.errors import Problem
from funnel_cli.values.message import Text, message
from funnel_cli.values.table import Document, count, table, text

_CURES: Mapping[str, Text] = {
    "missing-key": message("Add the key; what each means: funnel schema stages"),
    "unknown-key": message("Rename it, or begin it with x- if it is your own."),
    "duplicate-key": message("Keep one of the two."),
    "duplicate-id": message("Give it an id of its own, also different from former ids."),
    "alike-id": message("Keep one of the two, or call one otherwise."),
    "bad-id": message("Write it in one word, like plan-accepted."),
    "bad-word": message("Use one of the words that are known here."),
    "bad-order": message("Put the lower value first, or correct it."),
    "bad-ratio": message("Write a share above 0 and up to 100 %, like 30%."),
    "bad-number": message("Write a whole number within these limits, or leave the key out."),
    "bad-amount": message("Write a number with a point, or a share like 8%."),
    "bad-flag": message("Write true or false."),
    "bad-date": message("Write a day, like 2026-12-15."),
    "bad-currency": message("Write the code of ISO 4217, like CNY."),
    "bad-type": message("Write what belongs there; what each key means: funnel schema stages"),
    "bad-check": message("Ask for one fact, like {example}.", example="{log: visit, within: 90}"),
    "unknown-milestone": message("Name a milestone of this file by its id."),
    "unknown-activity": message("Add it under activities, or name one that is there."),
    "idle-limit": message("Leave it out, or ask for the fact that has such a limit."),
    "never-met": message("Ask for what a deal can have there; as it is, only a tick by hand meets it."),
    "unknown-role": message("Write user, influencer, decision-maker, buyer or coach."),
    "unknown-axis": message("Add the axis under strength, or name one that is there."),
    "ambiguous-score": message(
        "Take the ladder of: funnel methods solution-selling; then score the deals again."
    ),
    "unknown-form": message("Name a form of this file, or a field of it, by its id."),
    "unknown-handover": message("Write telephone, joint-call or in-person."),
    "unknown-language": message("Write auto, en or zh."),
    "unknown-currency": message("Write the code of ISO 4217, like CNY."),
    "bad-query": message("Write it as you would type it behind: funnel list"),
    "no-words": message("Add at least: lost_reasons: [price, no-decision]"),
    "no-criteria": message("Write required: true at what must hold before a deal goes on."),
    "odd-evidence": message("Name a criterion of the same stage, or leave “for” out."),
    "no-exit-odds": message("Write it like {example}.", example="{forecast: 30%, exit: 50%}"),
    "no-translation": message("Write it like {example}.", example="{en: Close, zh: 成交}"),
    "alias": message("Write the value out; a text that begins with & or * is quoted."),
    "tag": message("Leave it out; a text that begins with ! is quoted."),
    "bad-char": message("Delete it."),
    "too-deep": message("Lists and mappings nest 12 deep at most: leave brackets or indents out."),
    "too-large": message("Leave out what no method needs."),
    "yaml-syntax": message("Quote the text, and line up what belongs together."),
}
"""What helps against each kind of fault, by its code."""


def lint_document(path: str, method: Method | None, problems: Sequence[Problem]) -> Document:
    """A row per fault of the method in that file with its cure, errors first; the head says what it is."""
    found = sorted(problems, key=lambda each: (not each.is_error, each.line, each.column))
    errors = sum(each.is_error for each in found)
    return Document(
        schema="funnel.lint/1",
        title=message("Method in {path}", path=path),
        head={
            "path": path,
            "method": method.method if method else None,
            "errors": errors,
            "warnings": len(found) - errors,
        },
        lines=(_summary(method, errors, len(found) - errors),),
        tables=(
            table(
                "findings",
                found,
                count("line", message("Line"), lambda each: each.line or None, weight=10),
                count("column", message("Column"), lambda each: each.column or None, on_screen=False),
                text("severity", message("Severity"), attrgetter("severity.value"), weight=6),
                text("code", message("Code"), on_screen=False),
                text("key", message("Key"), lambda each: each.key or None, weight=7),
                text("message", message("What is wrong"), weight=9, is_prose=True),
                text(
                    "cure", message("What helps"), lambda each: _CURES.get(each.code), weight=8, is_prose=True
                ),
                empty=message("Nothing to complain about."),
            ),
        ),
    )


def _summary(method: Method | None, errors: int, warnings: int) -> Text:
    """Whether the method can be used, and how much there is to look at."""
    if method is None:
        return message("It cannot be used: {errors:error|errors}.", errors=errors)
    if warnings:
        return message("It can be used; {warnings:thing|things} to look at.", warnings=warnings)
    return message("It can be used as it is.")
