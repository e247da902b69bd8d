"""A book with omitted deals answers like the same book without them, but for lists and the pace."""

from pathlib import Path
from typing import Any

import pytest
from past_answers import REPORTS
from running import new_book, run

OMITTED = {
    "open-one": """\
stage: propose
created: 2026-06-01
expected_close: 2026-12-20
milestones: {need: 2026-06-10}
competitors: [Rival]
history:
- {date: 2026-06-01, stage: verify, amount: 3000, expected_close: 2026-08-01, category: omitted}
- {date: 2026-09-20, stage: develop}
- {date: 2026-10-01, stage: propose}
- {date: 2026-10-05, expected_close: 2026-12-20}
""",
    "overdue-one": """\
stage: verify
created: 2026-10-05
expected_close: 2026-11-01
history:
- {date: 2026-10-05, stage: verify, amount: 3000, expected_close: 2026-11-01, category: omitted}
""",
    "stalled-one": """\
stage: develop
created: 2026-06-01
expected_close: 2026-12-20
history:
- {date: 2026-06-01, stage: verify, amount: 3000, expected_close: 2026-12-20, category: omitted}
- {date: 2026-07-20, stage: develop}
""",
    "typed-one": "stage: develop\nexpected_close: 2026-12-20\n",
    "undated-one": """\
stage: close
created: 2026-10-05
history:
- {date: 2026-10-05, stage: close, amount: 3000, category: omitted}
""",
    "won-one": """\
stage: won
created: 2026-02-05
closed: 2026-10-20
source: referral
competitors: [Rival]
history:
- {date: 2026-02-05, stage: verify, amount: 3000, category: omitted}
- {date: 2026-05-05, stage: propose}
- {date: 2026-10-20, stage: won, closed: 2026-10-20}
""",
    "lost-one": """\
stage: lost
created: 2026-02-05
closed: 2026-10-21
lost: {reason: price, competitor: Rival}
history:
- {date: 2026-02-05, stage: develop, amount: 3000, category: omitted}
- {date: 2026-10-21, stage: lost, closed: 2026-10-21, lost: {reason: price, competitor: Rival}}
""",
}
"""Deals that the rep keeps out of every figure from their first day on."""

LISTED = ("list", "find", "next", "handover", "customer show", "lead show", "form")
"""The commands that list single deals, omitted ones too."""

QUESTIONS = (
    *(each for name, some in REPORTS.items() for each in some if name not in LISTED),
    "conversion 2026-10",
    "",
    "sources --by customer",
    "sources --by customer_kind",
    "losses --by owner",
    "losses --by competitor",
    "health --against last",
    "methods --from-history",
    "kpi 2026-10 --by team",
    "target 2026-10",
    "target --quota owner",
    "forecast 2026-12 --team",
    "across gates {book}",
    "across win-rate {book}",
    "across conversion {book}",
)

PACE = {"walk", "total", "combined", "won_and_walk"}
"""The ways to forecast that the pace of all deals makes."""
PACED = (
    *("walk", "combined", "reach", "p10", "p50", "p90", "luck", "without", "new_business", "bands"),
    *("seen", "shock", "behind"),
)
"""What a key holds that speaks of the pace, or lists the deals."""
SETS = ("sets", "categories")
"""The tables that have a row for what is omitted."""


def answer(line: str, book: Path) -> Any:
    """What the book says to the question, without what pace makes."""
    said = run(f"{line.format(book=book)} --json", book)
    assert said.exit == 0, said.err
    return without_pace(said.json)


def without_pace(found: Any) -> Any:
    if isinstance(found, list):
        return [without_pace(each) for each in found if not is_paced(each)]
    if not isinstance(found, dict):
        return found
    gone = [key for key in found if key in PACE or any(word in key for word in (*PACED, *SETS))]
    kept = {key: each for key, each in found.items() if key not in gone}
    return {key: without_pace(each) for key, each in kept.items()}


def is_paced(row: Any) -> bool:
    return isinstance(row, dict) and row.get("basis") in PACE


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A book with deals that are omitted, of a rep of their own too, and the same book without them."""
    deals: dict[str, Any] = {
        f"{id}-{owner[:2]}": f"id: {id}-{owner[:2]}\ncustomer: {customer}\nowner: {owner}\n"
        f"amount: 3000\ncategory: omitted\n{text}"
        for id, text in OMITTED.items()
        for owner, customer in (("li.wei", "Acme Ltd"), ("zoe", "Gamma"))
    }
    folders = [tmp_path_factory.mktemp(name) / "book" for name in ("with", "without")]
    return new_book(folders[0], **deals), new_book(folders[1])


@pytest.mark.parametrize("line", [each for each in QUESTIONS if "{deal}" not in each and "-f" not in each])
def test_every_figure_is_that_of_the_book_without_what_is_omitted(
    line: str, books: tuple[Path, Path]
) -> None:
    first, second = (answer(line, book) for book in books)
    assert first == second
