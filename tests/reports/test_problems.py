from __future__ import annotations

from arrange import book, deal
from grids import cells, ids

from funnel_cli.errors import Problem, Severity
from funnel_cli.message import Message, message
from funnel_cli.reports.problems import problems_document

WRONG = message("wrong")
PROBLEMS = (
    Problem("b.yaml", 3, 1, "unknown_key", WRONG, "colour", Severity.WARNING),
    Problem("b.yaml", 2, 5, "bad_date", WRONG, "closed"),
    Problem("b.yaml", 2, 1, "bad_date", WRONG, "created"),
    Problem("a.yaml", 0, 0, "unreadable", WRONG),
)
BOOK = book(deal("a 1"), deal("b 1"), problems=PROBLEMS, unread=1)


def test_errors_come_first_then_by_place() -> None:
    table = problems_document(BOOK).tables[0]

    assert (cells(table, "path", "line", "column", "key"), ids(table, "severity")) == (
        [
            ("a.yaml", None, None, None),
            ("b.yaml", 2, 1, "created"),
            ("b.yaml", 2, 5, "closed"),
            ("b.yaml", 3, 1, "colour"),
        ],
        ["error", "error", "error", "warning"],
    )


def test_the_head_counts_what_was_read_and_what_was_not() -> None:
    assert problems_document(BOOK).head == {"opportunities": 2, "unread": 1, "errors": 3, "warnings": 1}


def test_only_the_files_asked_for_are_told() -> None:
    some = problems_document(BOOK, ["a.yaml"])

    assert (len(some.tables[0].rows), some.head["errors"], some.head["warnings"]) == (1, 1, 0)


def test_a_clean_book_says_how_much_was_read() -> None:
    lines = problems_document(book(deal("a 1"))).lines

    assert [line.args for line in lines if isinstance(line, Message)] == [
        {"count": 1, "errors": 0, "warnings": 0}
    ]
