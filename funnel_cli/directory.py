"""The directory of commands: every command before it is loaded, with its file and one line of help."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from keyword import iskeyword

from funnel_cli.values.message import N_


@dataclass(frozen=True, slots=True)
class Entry:
    """A command before it is loaded: its part of the help, its file in `commands/`, and one line of help.

    The function in that file is called like the command; a name of two words is a command of a group,
    which has no file.
    """

    room: str
    file: str
    line: str


PYTHONS_OWN = frozenset({"help", "list", "next", "set"})

COMMANDS: Mapping[str, Entry] = {
    "help": Entry("start", "start", N_("Explain a topic or a command.")),
    "init": Entry("start", "start", N_("Start a book in a folder.")),
    "methods": Entry("start", "start", N_("Show the shipped sales methods, and what one asks for.")),
    "add": Entry("daily", "deal", N_("Add a deal.")),
    "list": Entry("daily", "deal", N_("List deals.")),
    "show": Entry("daily", "deal", N_("Show one deal.")),
    "find": Entry("daily", "deal", N_("Find a text in everything that was written.")),
    "path": Entry("daily", "deal", N_("Print where a deal's file is.")),
    "edit": Entry("daily", "edit", N_("Edit a deal's record in your editor.")),
    "next": Entry("daily", "deal", N_("Show which next steps are due.")),
    "set": Entry("daily", "deal", N_("Set fields of one deal or of many.")),
    "log": Entry("daily", "deal", N_("Write down a visit, call, mail or note.")),
    "check": Entry("move", "move", N_("Show a deal's checklist, or tick milestones.")),
    "promote": Entry("move", "move", N_("Move a deal on to the next stage, through its gate.")),
    "demote": Entry("move", "move", N_("Move a deal back to an earlier stage.")),
    "score": Entry("move", "move", N_("Score a deal's strength, or show how it stands.")),
    "pause": Entry("move", "move", N_("Let a deal rest.")),
    "resume": Entry("move", "move", N_("Take a paused deal up again.")),
    "win": Entry("move", "close", N_("Close a deal as won.")),
    "lose": Entry("move", "close", N_("Close a deal as lost, with the reason.")),
    "payment": Entry(
        "move", "payment", N_("Show the payments of won deals, agree on one, or note what came in.")
    ),
    "reopen": Entry("move", "close", N_("Open a closed deal again.")),
    "remove": Entry("move", "close", N_("Take a deal out of the funnel; its past stays.")),
    "forecast": Entry("look", "forecast", N_("Forecast what will be won in a period.")),
    "conversion": Entry(
        "look", "health", N_("Show how many deals get through, are won, and how long it takes.")
    ),
    "accuracy": Entry(
        "look", "forecast", N_("Replay past periods: what each forecast would have said, and what came.")
    ),
    "health": Entry("look", "health", N_("Check the funnel's shape and its usual faults.")),
    "stalled": Entry("look", "health", N_("Show which deals are stalled, and why.")),
    "losses": Entry("look", "health", N_("Show why deals were lost.")),
    "sources": Entry(
        "look", "health", N_("Show what each source brings: deals, wins, win rate, amount and days.")
    ),
    "territory": Entry(
        "look", "health", N_("Show what owners, regions and industries hold, against the mean.")
    ),
    "waterfall": Entry("look", "forecast", N_("Show what changed among the deals due in a window.")),
    "plan": Entry(
        "look", "target", N_("Work out what a target takes: wins, deals in each stage, leads, and by when.")
    ),
    "target": Entry("look", "target", N_("Show or write down targets.")),
    "rate": Entry("look", "rate", N_("Show exchange rates, or write one down.")),
    "call": Entry("look", "target", N_("Show the calls and what came of them, or file one.")),
    "counts add": Entry("look", "counts", N_("Write down how often each step was taken.")),
    "counts show": Entry("look", "counts", N_("Show counts and rates, and the weakest step.")),
    "review": Entry("look", "review", N_("Go through the week: what needs a look, what moved, what next.")),
    "kpi": Entry("look", "key_figures", N_("Show a period's key figures on one screen.")),
    "report": Entry(
        "look", "report", N_("Tell a period on one page: target, forecast, funnel, won and lost, plan.")
    ),
    "matrix": Entry("people", "handover", N_("Show who did what: visits, calls and mails by rep.")),
    "handover": Entry("people", "handover", N_("Hand a rep's open deals over.")),
    "customer add": Entry("people", "customer", N_("Add a customer.")),
    "customer list": Entry("people", "customer", N_("List customers.")),
    "customer show": Entry("people", "customer", N_("Show one customer.")),
    "customer set": Entry(
        "people", "customer", N_("Set fields of a customer; a new name goes to all its deals.")
    ),
    "customer merge": Entry("people", "customer", N_("Join two customers into one.")),
    "lead add": Entry("people", "lead", N_("Add a lead.")),
    "lead list": Entry("people", "lead", N_("List leads.")),
    "lead rates": Entry(
        "people", "lead", N_("Show how many leads were answered in time, became deals and were won.")
    ),
    "lead show": Entry("people", "lead", N_("Show one lead.")),
    "lead set": Entry("people", "lead", N_("Set fields of a lead.")),
    "lead contact": Entry("people", "lead", N_("Write down that a lead was spoken to, or was not reached.")),
    "lead qualify": Entry("people", "lead", N_("Mark a lead as real, and grade it.")),
    "lead return": Entry("people", "lead", N_("Give a lead back to the pool.")),
    "lead convert": Entry("people", "lead", N_("Make a deal of a lead.")),
    "visit": Entry("people", "visit", N_("Write the report of a visit, or show one.")),
    "form": Entry("people", "form", N_("Show the forms of a deal, lead or customer, or file one.")),
    "brief": Entry("people", "visit", N_("Show what moves the people in a deal, or write it down.")),
    "import": Entry("data", "import_", N_("Bring deals in from a workbook or a CSV file.")),
    "export": Entry("data", "export", N_("Write a report into a file.")),
    "across": Entry("look", "across", N_("Ask many books one question.")),
    "sql": Entry("data", "export", N_("Print a report as SQL, for an engine that has the facts.")),
    "schedule": Entry(
        "data", "schedule", N_("Print what makes this machine write review and monthly pack by itself.")
    ),
    "undo": Entry("keep", "undo", N_("Take the last command back.")),
    "redo": Entry("keep", "undo", N_("Do again what was undone.")),
    "validate": Entry("keep", "files", N_("Name everything that is wrong in the files.")),
    "doctor": Entry("keep", "doctor", N_("Check the program, the terminal, the book and git.")),
    "fmt": Entry("keep", "files", N_("Lay records out the usual way.")),
    "merge-file": Entry("keep", "files", N_("Merge a record field by field, for git.")),
    "schema": Entry("keep", "schema", N_("Print the JSON Schema of a record or of an answer.")),
    "completion": Entry("keep", "schema", N_("Print the script that lets the Tab key complete.")),
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
    "add",
    "list",
    "show",
    "next",
    "log",
    "set",
    "check",
    "promote",
    "win",
    "lose",
    "forecast",
    "review",
)
"""The commands of a rep's day, which `--help` shows; `help commands` shows all."""

GROUPS: Mapping[str, Entry] = {
    "counts": Entry("look", "", N_("Keep a funnel of counts: add, show.")),
    "customer": Entry("people", "", N_("Keep customers: add, list, show, set, merge.")),
    "lead": Entry(
        "people", "", N_("Keep leads: add, list, rates, show, set, contact, qualify, return, convert.")
    ),
}
"""What stands before the second word of a command: a group is a command with commands of its own."""


def below(group: str = "") -> dict[str, Entry]:
    """What may stand behind the group, or at the top: commands and groups by one word, in their order."""
    words = {name.removeprefix(f"{group} "): entry for name, entry in COMMANDS.items()}
    if group:
        return {word: words[word] for word in words if f"{group} {word}" in COMMANDS}
    tops = dict.fromkeys(name.partition(" ")[0] for name in COMMANDS)
    return {top: GROUPS.get(top) or COMMANDS[top] for top in tops}


def function_of(name: str) -> str:
    """The name of a command's function: its last word, with a stroke behind it where Python has that word."""
    word = name.rpartition(" ")[2].replace("-", "_")
    return f"{word}_" if iskeyword(word) or word in PYTHONS_OWN else word
