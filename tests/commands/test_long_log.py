"""A record with 5,000 log entries is a record like any other."""

import json
from datetime import date as Day
from datetime import timedelta
from pathlib import Path

import pytest
from running import new_book, run

FILE = "data/opportunities/old-mill.yaml"
COUNT = 5_000
FIRST = Day(1970, 1, 1)
HEAD = """\
id: old-mill
customer: Old Mill Ltd
amount: 120000    # since 1970
stage: verify
owner: li.wei
history:
- {date: 1970-01-01, stage: verify}
log:
"""
TEXT = HEAD + "".join(
    f'- {{date: {FIRST + timedelta(number)}, kind: call, text: "Call {number}, no news", by: li.wei}}\n'
    for number in range(COUNT)
)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return new_book(tmp_path / "book", old_mill=TEXT)


def test_it_is_listed_with_the_others_and_shown_with_its_last_entry(book: Path) -> None:
    items = json.loads(run("list --fields id,days -f json", book).out)["items"]
    assert items[-1] == {"id": "old-mill", "days": 20_779}

    assert f"Call {COUNT - 1}, no news" in run("show old-mill", book).out


def test_a_value_in_it_is_changed_on_its_own_line(book: Path) -> None:
    assert run("set old-mill amount=5", book).exit == 0
    head = HEAD.replace("amount: 120000 ", "amount: 5 ").replace(
        "log:\n", "- {date: 2026-11-22, amount: 5}\nlog:\n"
    )
    head = head.replace("history:\n", "created: 1970-01-01\nopening: {amount: 120000}\nhistory:\n")
    assert (book / FILE).read_text("utf-8") == head + TEXT.removeprefix(HEAD)


def test_an_entry_more_is_one_line_more(book: Path) -> None:
    assert run("log old-mill Retired --kind call", book).exit == 0
    assert (book / FILE).read_text("utf-8") == TEXT + "- {date: 2026-11-22, kind: call, text: Retired}\n"
