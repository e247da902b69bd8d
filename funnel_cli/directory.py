"""The directory of commands: every command before it is loaded, with its file and one line of help."""

from __future__ import annotations

from collections.abc import Mapping
from keyword import iskeyword
from typing import NamedTuple

from funnel_cli.values.message import N_


class Listing(NamedTuple):
    """A command before it is loaded: its part of the help, its file in `commands/`, and one line of help.

    The function in that file is called like the command; a name of two words is a command of a group,
    which has no file.
    """

    room: str
    file: str
    line: str


_PYTHONS_OWN = frozenset({"help", "list", "next", "set"})

COMMANDS: Mapping[str, Listing] = {
    "help": Listing("start", "start", N_("Explain a topic or a command.")),
    "init": Listing("start", "start", N_("Start a book in a folder.")),
    "methods": Listing("start", "start", N_("Show the shipped sales methods, and what one asks for.")),
    "add": Listing("daily", "deal", N_("Add a deal.")),
    "list": Listing("daily", "deal", N_("List deals.")),
    "show": Listing("daily", "deal", N_("Show one deal.")),
    "find": Listing("daily", "deal", N_("Find a text in everything that was written.")),
    "path": Listing("daily", "deal", N_("Print where a deal's file is.")),
    "edit": Listing("daily", "edit", N_("Edit a deal's record in your editor.")),
    "next": Listing("daily", "deal", N_("Show which next steps are due.")),
    "set": Listing("daily", "deal", N_("Set fields of one deal or of many.")),
    "log": Listing("daily", "deal", N_("Write down a visit, call, mail or note.")),
    "check": Listing("move", "move", N_("Show a deal's checklist, or tick milestones.")),
    "promote": Listing("move", "move", N_("Move a deal on to the next stage, through its gate.")),
    "demote": Listing("move", "move", N_("Move a deal back to an earlier stage.")),
    "score": Listing("move", "move", N_("Score a deal's strength, or show how it stands.")),
    "pause": Listing("move", "move", N_("Let a deal rest.")),
    "resume": Listing("move", "move", N_("Take a paused deal up again.")),
    "win": Listing("move", "close", N_("Close a deal as won.")),
    "lose": Listing("move", "close", N_("Close a deal as lost, with the reason.")),
    "payment": Listing(
        "move", "payment", N_("Show the payments of won deals, agree on one, or note what came in.")
    ),
    "reopen": Listing("move", "close", N_("Open a closed deal again.")),
    "remove": Listing("move", "close", N_("Take a deal out of the funnel; its past stays.")),
    "forecast": Listing("look", "forecast", N_("Forecast what will be won in a period.")),
    "conversion": Listing(
        "look", "health", N_("Show how many deals get through, are won, and how long it takes.")
    ),
    "accuracy": Listing(
        "look", "forecast", N_("Replay past periods: what each forecast would have said, and what came.")
    ),
    "health": Listing("look", "health", N_("Check the funnel's shape and its usual faults.")),
    "stalled": Listing("look", "health", N_("Show which deals are stalled, and why.")),
    "losses": Listing("look", "health", N_("Show why deals were lost.")),
    "sources": Listing(
        "look", "health", N_("Show what each source brings: deals, wins, win rate, amount and days.")
    ),
    "territory": Listing(
        "look", "health", N_("Show what owners, regions and industries hold, against the mean.")
    ),
    "waterfall": Listing("look", "forecast", N_("Show what changed among the deals due in a window.")),
    "plan": Listing(
        "look", "target", N_("Work out what a target takes: wins, deals in each stage, leads, and by when.")
    ),
    "target": Listing("look", "target", N_("Show or write down targets.")),
    "rate": Listing("look", "target", N_("Show exchange rates, or write one down.")),
    "call": Listing("look", "target", N_("Show the calls and what came of them, or file one.")),
    "counts add": Listing("look", "counts", N_("Write down how often each step was taken.")),
    "counts show": Listing("look", "counts", N_("Show counts and rates, and the weakest step.")),
    "review": Listing("look", "review", N_("Go through the week: what needs a look, what moved, what next.")),
    "kpi": Listing("look", "report", N_("Show a period's key figures on one screen.")),
    "report": Listing(
        "look", "report", N_("Tell a period on one page: target, forecast, funnel, won and lost, plan.")
    ),
    "matrix": Listing("people", "handover", N_("Show who did what: visits, calls and mails by rep.")),
    "handover": Listing("people", "handover", N_("Hand a rep's open deals over.")),
    "customer add": Listing("people", "customer", N_("Add a customer.")),
    "customer list": Listing("people", "customer", N_("List customers.")),
    "customer show": Listing("people", "customer", N_("Show one customer.")),
    "customer set": Listing(
        "people", "customer", N_("Set fields of a customer; a new name goes to all its deals.")
    ),
    "customer merge": Listing("people", "customer", N_("Join two customers into one.")),
    "lead add": Listing("people", "lead", N_("Add a lead.")),
    "lead list": Listing("people", "lead", N_("List leads.")),
    "lead rates": Listing(
        "people", "lead", N_("Show how many leads were answered in time, became deals and were won.")
    ),
    "lead show": Listing("people", "lead", N_("Show one lead.")),
    "lead set": Listing("people", "lead", N_("Set fields of a lead.")),
    "lead contact": Listing(
        "people", "lead", N_("Write down that a lead was spoken to, or was not reached.")
    ),
    "lead qualify": Listing("people", "lead", N_("Mark a lead as real, and grade it.")),
    "lead return": Listing("people", "lead", N_("Give a lead back to the pool.")),
    "lead convert": Listing("people", "lead", N_("Make a deal of a lead.")),
    "visit": Listing("people", "visit", N_("Write the report of a visit, or show one.")),
    "form": Listing("people", "form", N_("Show the forms of a deal, lead or customer, or file one.")),
    "brief": Listing("people", "visit", N_("Show what moves the people in a deal, or write it down.")),
    "import": Listing("data", "import_", N_("Bring deals in from a workbook or a CSV file.")),
    "export": Listing("data", "export", N_("Write a report into a file.")),
    "across": Listing("look", "across", N_("Ask many books one question.")),
    "sql": Listing("data", "export", N_("Print a report as SQL, for an engine that has the facts.")),
    "schedule": Listing(
        "data", "schedule", N_("Print what makes this machine write review and monthly pack by itself.")
    ),
    "undo": Listing("keep", "undo", N_("Take the last command back.")),
    "redo": Listing("keep", "undo", N_("Do again what was undone.")),
    "validate": Listing("keep", "files", N_("Name everything that is wrong in the files.")),
    "doctor": Listing("keep", "doctor", N_("Check the program, the terminal, the book and git.")),
    "fmt": Listing("keep", "files", N_("Lay records out the usual way.")),
    "merge-file": Listing("keep", "files", N_("Merge a record field by field, for git.")),
    "schema": Listing("keep", "schema", N_("Print the JSON Schema of a record or of an answer.")),
    "completion": Listing("keep", "schema", N_("Print the script that lets the Tab key complete.")),
}

ROOMS: Mapping[str, str] = {
    "start": N_("Start"),
    "daily": N_("Every day"),
    "move": N_("Move a deal"),
    "look": N_("Look"),
    "people": N_("People"),
    "data": N_("Bring in, take out"),
    "keep": N_("Keep"),
}


EVERYDAY = (
    "add", "list", "show", "next", "log", "set", "check", "promote", "win", "lose", "forecast", "review",
)  # fmt: skip
"""The commands of a rep's day, which `--help` shows; `help commands` shows all."""

GROUPS: Mapping[str, Listing] = {
    "counts": Listing("look", "", N_("Keep a funnel of counts: add, show.")),
    "customer": Listing("people", "", N_("Keep customers: add, list, show, set, merge.")),
    "lead": Listing(
        "people", "", N_("Keep leads: add, list, rates, show, set, contact, qualify, return, convert.")
    ),
}
"""What stands before the second word of a command: a group is a command with commands of its own."""


def below(group: str = "") -> dict[str, Listing]:
    """What may stand behind the group, or at the top: commands and groups by one word, in their order."""
    words = {name.removeprefix(f"{group} "): entry for name, entry in COMMANDS.items()}
    if group:
        return {word: words[word] for word in words if f"{group} {word}" in COMMANDS}
    tops = dict.fromkeys(name.partition(" ")[0] for name in COMMANDS)
    return {top: GROUPS.get(top) or COMMANDS[top] for top in tops}


def function_of(name: str) -> str:
    """The name of a command's function: its last word, with a stroke behind it where Python has that word."""
    word = name.rpartition(" ")[2].replace("-", "_")
    return f"{word}_" if iskeyword(word) or word in _PYTHONS_OWN else word
