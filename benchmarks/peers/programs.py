"""How each program is asked the same things. What one has no command for stays out of its lines."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.invented import TODAY
from benchmarks.peers import forms
from benchmarks.peers.deals import Deal

WORKS = {
    "list": "list, two filters",
    "show": "show one",
    "forecast": "forecast by month",
    "add": "add one",
    "set": "set one",
}
"""What is asked, and what it is called on the page."""


@dataclass(frozen=True, slots=True)
class Program:
    """A program, how it is given the deals, and its command line for each work.

    In a line `{n}` is the number of the round, counted from one. `largest` is the most deals it is
    asked about, where its first run over more would take minutes.
    """

    name: str
    executable: str
    write: Callable[[Path, Sequence[Deal]], None]
    lines: Mapping[str, tuple[str, ...]]
    largest: int = 1_000_000

    @property
    def is_installed(self) -> bool:
        """Whether it can be measured here."""
        return shutil.which(self.executable) is not None


FUNNEL = ("-m", "funnel_cli", "--as-of", str(TODAY), "-C", "book")


def _nothing(_folder: Path, _deals: Sequence[Deal]) -> None:
    """Write nothing: our own records are where the deals were drawn from."""


def _words(*common: str, **works: str) -> dict[str, tuple[str, ...]]:
    """Lines whose words stand between bars, after the words common to them all."""
    return {work: (*common, *line.split("|")) for work, line in works.items()}


def _rewriting(change: str) -> tuple[str, ...]:
    """What one types to change a file with jq, which only prints."""
    return "sh", "-c", f"jq '{change}' deals.json > new && mv new deals.json"


OURS = Program(
    "funnel",
    sys.executable,
    _nothing,
    _words(
        sys.executable,
        *FUNNEL,
        list="list|stage:develop|owner:li.wei",
        show="show|deal-00007",
        forecast="forecast|2026-11-01..2027-04-30|--by|month",
        add="add|Fresh {n}|--customer|Fresh Works {n}|--amount|5k|--close|2026-12-20|--id|fresh-{n}",
        set="set|deal-00009|amount={n}",
    ),
)

PEERS = (
    Program(
        "hledger",
        "hledger",
        forms.write_journal,
        _words(
            *("hledger", "-f", "deals.journal"),
            list="register|amount:develop|tag:owner=li.wei",
            show="print|code:deal-00007",
            forecast="balance|-M|^forecast",
        ),
    ),
    Program(
        "ledger",
        "ledger",
        forms.write_journal,
        _words(
            *("ledger", "--args-only", "-f", "deals.journal"),
            list="register|^amount:develop|and|%owner=li.wei",
            show="print|#deal-00007",
            forecast="register|^forecast|--monthly|--collapse|--sort|date",
        ),
    ),
    Program(
        "Taskwarrior",
        "task",
        forms.write_tasks,
        _words(
            "task",
            list="project:develop|owner:li.wei|list",
            show="8|information",
            forecast="due.after:2026-11-01|due.before:2027-05-01|export",
            add="add|Fresh {n}|project:verify|owner:li.wei|amount:5000|weighted:500|due:2026-12-20",
            set="10|modify|amount:{n}",
        ),
    ),
    Program(
        "beanquery",
        "bean-query",
        forms.write_beancount,
        _words(
            *("bean-query", "deals.beancount"),
            list="SELECT date, payee, narration, position WHERE account = 'Assets:Forecast:Develop'"
            " AND entry_meta('owner') = 'li.wei'",
            show="PRINT FROM 'deal-00007' IN links",
            forecast="SELECT year, month, sum(position) WHERE account ~ 'Forecast' GROUP BY year, month",
        ),
    ),
    Program(
        "recutils",
        "recsel",
        forms.write_records,
        {
            "list": ("recsel", "-t", "Deal", "-e", "stage = 'develop' && owner = 'li.wei'", "deals.rec"),
            "show": ("recsel", "-t", "Deal", "-e", "id = 'deal-00007'", "deals.rec"),
            "forecast": ("recsel", "-t", "Deal", "-G", "month", "-p", "month,Sum(weighted)", "deals.rec"),
            "add": ("recins", "-t", "Deal", "-r", "id: fresh-{n}\nstage: verify\namount: 5000", "deals.rec"),
            "set": (
                "recset",
                "-t",
                "Deal",
                "-e",
                "id = 'deal-00009'",
                "-f",
                "amount",
                "-s",
                "{n}",
                "deals.rec",
            ),
        },
    ),
    Program(
        "todoman",
        "todo",
        forms.write_todos,
        _words(
            *("todo", "-c", "todoman.py"),
            list="list|--category|develop|--location|li.wei",
            show="show|7",
            add="new|--due|2026-12-20|--category|verify|Fresh {n}",
            set="edit|9|--location|place {n}",
        ),
        largest=1000,
    ),
    Program(
        "sqlite3",
        "sqlite3",
        forms.write_database,
        _words(
            *("sqlite3", "deals.sqlite3"),
            list="select * from deals where stage = 'develop' and owner = 'li.wei' order by id",
            show="select * from deals where id = 'deal-00007'",
            forecast="select month, sum(weighted) from deals group by month",
            add="insert into deals (id, stage, amount) values ('fresh-{n}', 'verify', 5000)",
            set="update deals set amount = {n} where id = 'deal-00009'",
        ),
    ),
    Program(
        "jq",
        "jq",
        forms.write_json,
        {
            "list": ("jq", "-c", '.[] | select(.stage == "develop" and .owner == "li.wei")', "deals.json"),
            "show": ("jq", '.[] | select(.id == "deal-00007")', "deals.json"),
            "forecast": (
                *("jq", "-c"),
                "group_by(.month) | map([.[0].month, (map(.weighted) | add)])[]",
                "deals.json",
            ),
            "add": _rewriting('. + [{id: "fresh-{n}", amount: 5000}]'),
            "set": _rewriting('(.[] | select(.id == "deal-00009").amount) = {n}'),
        },
    ),
    Program(
        "Miller",
        "mlr",
        forms.write_csv,
        {
            "list": (
                "mlr",
                "--icsv",
                "--opprint",
                "filter",
                '$stage == "develop" && $owner == "li.wei"',
                "deals.csv",
            ),
            "show": ("mlr", "--icsv", "--oxtab", "filter", '$id == "deal-00007"', "deals.csv"),
            "forecast": (
                *("mlr", "--icsv", "--opprint", "stats1", "-a", "sum", "-f", "weighted", "-g", "month"),
                "deals.csv",
            ),
            "set": ("mlr", "-I", "--csv", "put", 'if ($id == "deal-00009") {$amount = {n}}', "deals.csv"),
        },
    ),
)


def filled(line: Sequence[str], number: int) -> tuple[str, ...]:
    """The line for a round."""
    return tuple(word.replace("{n}", str(number)) for word in line)
