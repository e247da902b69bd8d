"""The deals in the form in which each program would keep them itself."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time
from datetime import date as Day
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from benchmarks.peers.deals import ODDS, Deal

COLUMNS = (
    "id",
    "customer",
    "name",
    "stage",
    "owner",
    "source",
    "created",
    "close",
    "month",
    "amount",
    "weighted",
    "past",
)


def as_row(deal: Deal) -> dict[str, str | int]:
    """The deal as one flat row, days as ISO text, its past as one text."""
    return {column: _flat(getattr(deal, column)) for column in COLUMNS}


def _flat(value: str | int | Day | tuple[str, ...]) -> str | int:
    if isinstance(value, tuple):
        return "; ".join(value)
    return str(value) if isinstance(value, Day) else value


def write_journal(folder: Path, deals: Sequence[Deal]) -> None:
    """One transaction a deal on the day it should close, for hledger and ledger alike."""
    _write(folder / "deals.journal", map(_transaction, deals))


def _transaction(deal: Deal) -> str:
    past = "".join(f"    ; {line}\n" for line in deal.past)
    return (
        f"{deal.close} ({deal.id}) {deal.customer} | {deal.name}\n"
        f"    ; owner: {deal.owner}\n"
        f"    ; source: {deal.source}\n"
        f"    ; created: {deal.created}\n"
        f"{past}"
        f"    (amount:{deal.stage})    {deal.amount} CNY\n"
        f"    (forecast:{deal.stage})    {deal.weighted} CNY\n\n"
    )


def write_beancount(folder: Path, deals: Sequence[Deal]) -> None:
    """One balanced transaction a deal, with the rest as metadata."""
    accounts = ("Income:Pipeline", *(f"Assets:Forecast:{stage.title()}" for stage in ODDS))
    _write(
        folder / "deals.beancount",
        ['option "operating_currency" "CNY"\n', *(f"2000-01-01 open {account}\n" for account in accounts)],
        map(_entry, deals),
    )


def _entry(deal: Deal) -> str:
    past = "".join(f'  past{number}: "{line}"\n' for number, line in enumerate(deal.past))
    return (
        f'\n{deal.close} * "{deal.customer}" "{deal.name}" ^{deal.id}\n'
        f'  owner: "{deal.owner}"\n'
        f'  source: "{deal.source}"\n'
        f"  created: {deal.created}\n"
        f"  amount: {deal.amount} CNY\n"
        f"{past}"
        f"  Assets:Forecast:{deal.stage.title()}  {deal.weighted} CNY\n"
        f"  Income:Pipeline  -{deal.weighted} CNY\n"
    )


def write_records(folder: Path, deals: Sequence[Deal]) -> None:
    """A recfile with a key and typed fields."""
    head = "%rec: Deal\n%key: id\n%type: amount,weighted int\n%type: created,close date\n\n"
    _write(folder / "deals.rec", [head], map(_record, deals))


def _record(deal: Deal) -> str:
    fields = [(key, value) for key, value in as_row(deal).items() if key != "past"]
    return (
        "".join(f"{key}: {value}\n" for key, value in (*fields, *(("past", line) for line in deal.past)))
        + "\n"
    )


def write_tasks(folder: Path, deals: Sequence[Deal]) -> None:
    """Taskwarrior's own file of pending tasks, the deal's words as attributes of the user."""
    own = {
        "deal": "string",
        "owner": "string",
        "source": "string",
        "amount": "numeric",
        "weighted": "numeric",
    }
    data = folder / "tasks"
    data.mkdir()
    settings = ["data.location=tasks\n", "confirmation=off\n", "verbose=nothing\n", "news.version=2.6.0\n"]
    _write(folder / "taskrc", settings, (f"uda.{key}.type={kind}\n" for key, kind in own.items()))
    _write(data / "pending.data", map(_task, deals))


def _task(deal: Deal) -> str:
    fields = {
        "description": f"{deal.customer} {deal.name}",
        "due": _seconds(deal.close),
        "entry": _seconds(deal.created),
        "project": deal.stage,
        "status": "pending",
        "uuid": uuid5(NAMESPACE_URL, deal.id),
        "deal": deal.id,
        "owner": deal.owner,
        "source": deal.source,
        "amount": deal.amount,
        "weighted": deal.weighted,
    } | {f"annotation_{_seconds(deal.created) + number}": line for number, line in enumerate(deal.past)}
    return "[" + " ".join(f'{key}:"{value}"' for key, value in sorted(fields.items())) + "]\n"


def _seconds(day: Day) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp())


def write_todos(folder: Path, deals: Sequence[Deal]) -> None:
    """One iCalendar file a deal, as todoman keeps them; the stage is a category, the owner a place."""
    todos = folder / "todos" / "deals"
    todos.mkdir(parents=True)
    settings = {
        "path": folder / "todos" / "*",
        "cache_path": folder / "todos.sqlite3",
        "default_list": "deals",
    }
    formats = {"date_format": "%Y-%m-%d", "time_format": "%H:%M"}
    _write(
        folder / "todoman.py", (f"{key} = {str(value)!r}\n" for key, value in (settings | formats).items())
    )
    for deal in deals:
        _write(todos / f"{deal.id}.ics", [_todo(deal)])


def _todo(deal: Deal) -> str:
    past = "\\n".join(deal.past).replace(",", "\\,")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//benchmarks//EN",
        "BEGIN:VTODO",
        f"UID:{deal.id}",
        f"DTSTAMP:{deal.created:%Y%m%d}T000000Z",
        f"CREATED:{deal.created:%Y%m%d}T000000Z",
        f"DUE;VALUE=DATE:{deal.close:%Y%m%d}",
        f"SUMMARY:{deal.customer} {deal.name}",
        f"CATEGORIES:{deal.stage}",
        f"LOCATION:{deal.owner}",
        f"DESCRIPTION:{deal.amount} CNY\\n{past}",
        "STATUS:NEEDS-ACTION",
        "END:VTODO",
        "END:VCALENDAR",
    ]
    return "\r\n".join(lines) + "\r\n"


def write_json(folder: Path, deals: Sequence[Deal]) -> None:
    """One list of objects, for jq."""
    _write(
        folder / "deals.json", [json.dumps([as_row(deal) | {"past": deal.past} for deal in deals], indent=1)]
    )


def write_csv(folder: Path, deals: Sequence[Deal]) -> None:
    """One sheet, for Miller."""
    with (folder / "deals.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(map(as_row, deals))


def write_database(folder: Path, deals: Sequence[Deal]) -> None:
    """One table with a key, for sqlite3."""
    database = sqlite3.connect(folder / "deals.sqlite3")
    columns = (f"{column} {'integer' if column in {'amount', 'weighted'} else 'text'}" for column in COLUMNS)
    database.execute(f"create table deals ({', '.join(columns)}, primary key (id))")
    places = ", ".join(f":{column}" for column in COLUMNS)
    database.executemany(f"insert into deals values ({places})", map(as_row, deals))  # noqa: S608 - our own columns
    database.commit()
    database.close()


def _write(path: Path, *parts: Iterable[str]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        for part in parts:
            file.writelines(part)
