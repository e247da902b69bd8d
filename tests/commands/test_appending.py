"""What only adds to a record or a list is not refused because somebody else saved at the same time."""

import subprocess
import sys
from pathlib import Path

import pytest
from arrange import TODAY
from running import run

from funnel_cli.commands.appending import append
from funnel_cli.finding.names import deal_called
from funnel_cli.records.book import Book, Change
from funnel_cli.records.customer import LogEntry
from funnel_cli.rules.adding import log
from funnel_cli.session import Session
from funnel_cli.store.journal.recovery import Changed
from funnel_cli.wishes import Wishes

DEAL = "data/opportunities/acme-erp.yaml"
ENTRY = LogEntry(date=TODAY, kind="note", text="Mine")


def logged(read: Book) -> Change:
    return log(deal_called(read, "acme-erp"), ENTRY, None, read.method)


def test_an_entry_is_planned_again_where_another_command_came_between(book: Path) -> None:
    calls: list[Change] = []

    def addition(read: Book) -> Change:
        calls.append(logged(read))
        if len(calls) == 1:
            run("log acme Theirs", book)
        return calls[-1]

    append(Session(Wishes(directory=book), TODAY, {}), addition)

    text = (book / DEAL).read_text("utf-8")
    assert (len(calls), text.count("Theirs"), text.count("Mine")) == (2, 1, 1)


def test_one_undo_takes_back_only_the_entry_that_was_planned_again(book: Path) -> None:
    is_first = [True]

    def addition(read: Book) -> Change:
        change = logged(read)
        if is_first.pop() if is_first else False:
            run("log acme Theirs", book)
        return change

    append(Session(Wishes(directory=book), TODAY, {}), addition)
    run("undo", book)

    text = (book / DEAL).read_text("utf-8")
    assert (text.count("Theirs"), text.count("Mine")) == (1, 0)


def test_an_editor_that_saves_every_time_is_never_overwritten_and_ends_in_a_refusal(book: Path) -> None:
    file = book / DEAL

    def addition(read: Book) -> Change:
        change = logged(read)
        file.write_text(file.read_text("utf-8").replace("amount: 1", "amount: 11", 1), encoding="utf-8")
        return change

    with pytest.raises(Changed) as refusal:
        append(Session(Wishes(directory=book), TODAY, {}), addition)

    assert "Mine" not in file.read_text("utf-8")
    assert any("Mine" in str(line.args["line"]) for line in refusal.value.details)


def test_a_deal_that_is_gone_meanwhile_gets_no_entry_and_neither_does_one_called_alike(book: Path) -> None:
    is_first = [True]

    def addition(read: Book) -> Change:
        change = logged(read)
        if is_first.pop() if is_first else False:
            (book / DEAL).rename(book / "data/opportunities/acme-erp-2.yaml")
        return change

    before = (book / DEAL).read_bytes()
    with pytest.raises(Exception, match="acme-erp") as refusal:
        append(Session(Wishes(directory=book), TODAY, {}), addition)
    assert refusal.type.__name__ in {"NoSuchDeal", "Changed"}
    assert (book / "data/opportunities/acme-erp-2.yaml").read_bytes() == before


def test_a_change_of_a_value_is_still_refused(book: Path) -> None:
    file = book / DEAL
    session = Session(Wishes(directory=book), TODAY, {})
    change = logged(session.written)
    run("log acme Theirs", book)
    with pytest.raises(Changed):
        session.apply(change)
    assert "Mine" not in file.read_text("utf-8")


def test_none_of_several_processes_that_log_at_once_is_refused(book: Path) -> None:
    def started(n: int) -> subprocess.Popen[bytes]:
        line = [sys.executable, "-m", "funnel_cli", "-C", str(book), "log", "acme-erp", f"Entry-{n}."]
        return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    processes = [started(n) for n in range(6)]
    said = [process.communicate() for process in processes]

    assert [process.returncode for process in processes] == [0] * 6, said
    text = (book / DEAL).read_text("utf-8")
    assert [text.count(f"Entry-{n}.") for n in range(6)] == [1] * 6


@pytest.mark.parametrize("line", ["target 2027-01 {n}k", "call 2027-01 {n}k"])
def test_none_of_several_lines_that_are_written_at_once_is_refused(book: Path, line: str) -> None:
    def started(n: int) -> subprocess.Popen[bytes]:
        words = line.format(n=n).split()
        return subprocess.Popen([sys.executable, "-m", "funnel_cli", "-C", str(book), *words])

    assert [process.wait() for process in [started(n) for n in (3, 4, 5)]] == [0, 0, 0]


def test_two_contacts_of_a_lead_at_once_are_both_written(book: Path) -> None:
    run("lead add Pump --customer Delta --id pump", book)
    lines = [
        [sys.executable, "-m", "funnel_cli", "-C", str(book), "lead", "contact", "pump", f"C{n}."]
        for n in (1, 2)
    ]
    processes = [subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for line in lines]
    said = [process.communicate() for process in processes]
    text = (book / "data/leads/pump.yaml").read_text("utf-8")
    assert ([process.returncode for process in processes], text.count("C1."), text.count("C2.")) == (
        [0, 0],
        1,
        1,
    ), said
