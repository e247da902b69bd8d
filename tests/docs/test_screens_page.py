"""The page of screens says how many lines each takes, and none takes more than a terminal has."""

import re

import pytest
from transcript import ROOT

PAGE = (ROOT / "docs/screens.md").read_text("utf-8")
COUNTED = re.findall(r"^\| `(.+?)` \| (?:\d+|—) \| (\d+) \| (\d+) \|$", PAGE, re.MULTILINE)
HIGHEST = {
    "funnel health": 30,
    "funnel list": 30,
    "funnel review": 2 * 24,
    "funnel handover --from anna.meyer": 37,
}
"""Where more than 24 lines are needed: the list has a row for each of its deals, the round is two screens,
a handover names every deal and person.
"""


def transcripts(command: str) -> list[int]:
    """How many lines the command says, in English and in Chinese."""
    said = re.findall(rf"^```console\n\$ {re.escape(command)}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return [len(each.splitlines()) for each in said]


@pytest.mark.parametrize(("command", "english", "chinese"), COUNTED)
def test_the_table_says_how_many_lines_a_screen_takes(command: str, english: str, chinese: str) -> None:
    assert transcripts(command) == [int(english), int(chinese)]


@pytest.mark.parametrize("command", [command for command, _, _ in COUNTED])
def test_a_screen_is_not_taller_than_a_terminal(command: str) -> None:
    assert max(transcripts(command)) <= HIGHEST.get(command, 24)


def test_every_screen_of_the_page_is_counted() -> None:
    assert len(COUNTED) == len(re.findall(r"^## ", PAGE, re.MULTILINE)) >= 10
