"""The ranges of many books, each worked out by itself, several at a time."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date as Day
from functools import partial
from pathlib import Path

from funnel_cli.exchange.book_partitions import book_at, range_in
from funnel_cli.records.method import Choice
from funnel_cli.reports.ranges import BookRange, range_of
from funnel_cli.values.message import Label, Message
from funnel_cli.values.period import Period

RANGE = Choice(id="range", title=Label({"en": "What a period may come to, book by book", "zh": "期内区间"}))
"""What is asked of whole books, since no SQL can say it."""

FEW = 3
"""So many books are done before other processes have started."""


def ranges_in(
    books: Mapping[str, Path], environ: Mapping[str, str], day: Day, period: Period
) -> dict[str, BookRange | Message]:
    """The range of the period in each book by its name, or why that book cannot be read.

    A single book that cannot be read raises what it lacks.
    """
    if len(books) == 1:
        ((name, root),) = books.items()
        return {name: range_of(name, book_at(root, environ)[1], day, period)}
    work = partial(range_in, environ=environ, day=day, period=period)
    if len(books) <= FEW:
        return dict(zip(books, map(work, books.items()), strict=True))
    from concurrent.futures import ProcessPoolExecutor  # brings what only many books need

    with ProcessPoolExecutor(min(len(books), os.cpu_count() or 1)) as pool:
        return dict(zip(books, pool.map(work, books.items()), strict=True))
