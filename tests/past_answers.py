"""Every question that a book can be asked, and every command that changes one, by the table of commands."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from running import DAY, run, tree

REPORTS: Mapping[str, tuple[str, ...]] = {
    "list": ("list", "list stage:won,lost"),
    "show": ("show {deal} --history",),
    "find": ("find drier", "find sheet acme"),
    "next": ("next",),
    "check": ("check {deal}",),
    "score": ("score {deal}",),
    "forecast": ("forecast 2026-11 2026-12", "forecast 2027-Q1"),
    "conversion": ("conversion", "conversion --calibration"),
    "accuracy": ("accuracy",),
    "health": ("health",),
    "stalled": ("stalled",),
    "losses": ("losses",),
    "sources": ("sources", "sources --by owner"),
    "territory": ("territory",),
    "waterfall": ("waterfall 2026-10 --window 2026-Q4",),
    "plan": ("plan",),
    "target": ("target 2026-12", "target --part goals"),
    "call": ("call",),
    "review": ("review --list",),
    "report": ("report 2026-11",),
    "kpi": ("kpi 2026-10 --by owner",),
    "matrix": ("matrix 2026-10", "matrix 2026-W48"),
    "handover": ("handover --from li.wei",),
    "customer list": ("customer list",),
    "customer show": ("customer show Acme",),
    "lead list": ("lead list",),
    "lead rates": ("lead rates", "lead rates 2026-Q4 --by owner"),
    "lead show": ("lead show tip", "lead show typed-tip"),
    "visit": ("visit {deal} --show",),
    "payment": ("payment", "payment {deal}"),
    "form": ("form {deal}", "form {deal} quote", "form Acme rank"),
    "brief": ("brief {deal}",),
    "export": ("export deals -f json", "export month 2026-10 -f json"),
}
"""The questions of each command that answers as of a day."""

CHANGES: Mapping[str, tuple[str, ...]] = {
    "add": ('add "New" --customer Neu --amount 5k --close 2026-12-24',),
    "set": (
        "set {deal} amount=77k",
        'set {deal} amount="USD 9k"',
        "set {deal} currency=EUR",
        "set {deal} close=2027-02-01",
        "set {deal} owner=wang probability=35% category=commit",
        "set {deal} next=Call due=2026-12-01",
        "set {deal} contract=C-9 erp=1",
    ),
    "log": (
        'log {deal} "Spoke to them"',
        'log {deal} "Spoke" --next Offer --due +1w',
        'log {deal} "Saw them" --kind visit',
        'log {deal} "Show" --plan +1w',
        'log {deal} "Off" --drop',
    ),
    "check": ("check {deal} need", "check {deal} need --undo", "check all --taken-over Sheet --yes"),
    "promote": ("promote {deal} --force --reason so",),
    "demote": ("demote {deal} --to verify --reason so",),
    "score": ("score {deal} power=12",),
    "pause": ("pause {deal} --until 2027-01-10 --reason so",),
    "resume": ("resume {deal}",),
    "win": (
        "win {deal} --force --reason so",
        'win {deal} --amount "EUR 8k" --contract C-1 --force --reason so',
    ),
    "lose": ("lose {deal} --reason price",),
    "reopen": ("reopen {deal} --reason so", "reopen {deal} --to develop --reason so"),
    "remove": ("remove {deal} --reason so",),
    "target": (
        "target 2026-12 90k",
        "target 2026-10 90k",
        "target 2026-Q4 90k --stage propose --by 2026-12-15",
    ),
    "rate": ("rate USD 7.2",),
    "call": ("call 2026-12 40k",),
    "review": ("review --done", "review --week 2026-W46 --done"),
    "handover": ("handover --from li.wei --to wang --apply",),
    "lead add": ('lead add "Tip two" --customer Acme',),
    "lead set": ("lead set tip owner=wang budget=low due=+3w", "lead set typed-tip owner=wang grade=A"),
    "lead contact": ('lead contact tip "Spoke" --next Meet --due +1w', 'lead contact typed-tip "Spoke"'),
    "lead qualify": ("lead qualify tip --mark budget=high", "lead qualify typed-tip --grade B"),
    "lead convert": ("lead convert tip --amount 3k --close 2027-03-01", "lead convert typed-tip"),
    "lead return": ("lead return tip --reason so",),
    "visit": ('visit {deal} --result "They want two"',),
    "payment": (
        "payment {deal} 30% 2026-12-01 --for Plan",
        "payment {deal} rest",
        "payment {deal} 10 --received",
        "payment {deal} --drop",
    ),
    "form": (
        "form {deal} quote sum=3k",
        "form {deal} offer sum=4k",
        "form tip sight sum=4k",
        "form Acme rank sum=4k",
    ),
    "import": ("import {sheet}",),
    "validate": ("validate --fix",),
    "fmt": ("fmt",),
    "undo": ("undo",),
    "redo": ("redo",),
}
"""What each changing command may be given on a day; a command that is refused changes nothing."""

UNDATED: Mapping[str, str] = {
    "customer add": "what a customer is like is as it is now",
    "customer merge": "names and what a customer is like are as they are now",
    "customer set": "names and what a customer is like are as they are now",
    "brief": "the people of a deal are as they are now",
    "counts add": "counts belong to a book without deals",
    "counts show": "counts belong to a book without deals",
    "methods": "the method is as it is now",
    "init": "makes a new book",
    "edit": "what is edited by hand is the user's own dating",
    "path": "where a file is",
    "help": "about no book",
    "doctor": "about the program and the folder",
    "merge-file": "puts together what two people wrote",
    "schema": "about no day",
    "completion": "about no book",
    "schedule": "about no day",
    "sql": "about no book",
    "across": "its questions are held to the reports of one book",
}
"""The commands that no answer as of an earlier day depends on, and why."""


def answers(book: Path, day: str, deals: Iterable[str], questions: Iterable[str]) -> dict[str, object]:
    """What the book says to each question as of the day; the faults of its files are those of today."""
    said: dict[str, object] = {}
    for question in questions:
        for deal in deals if "{deal}" in question else ("",):
            line = question.format(deal=deal)
            answer = run(f"{line} --json" if "-f " not in line else line, book, FUNNEL_AS_OF=day)
            said[line] = answer.exit, _without_faults(answer.out)
    return said


def _without_faults(text: str) -> object:
    if not text.startswith("{"):
        return text
    found = json.loads(text)
    found.pop("problems", None)
    return _without_files(found)


def _without_files(found: object) -> object:
    """The answer without where a record stands, which is told as it is now."""
    if isinstance(found, dict):
        return {key: _without_files(value) for key, value in found.items() if key != "file"}
    return [*map(_without_files, found)] if isinstance(found, list) else found


def changed(book: Path, line: str, on: str = DAY) -> bool:
    """Whether the command, given on the day, changed the book."""
    before = tree(book)
    run(line, book, FUNNEL_AS_OF=on)
    return tree(book) != before
