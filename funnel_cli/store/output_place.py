"""Where an answer may be written: anywhere but over the files of a book."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from funnel_cli.store.layout import DATA, METHOD_FILE, NoBook, find_root
from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.message import N_


class OverBook(UsageRefused):
    """An answer was to be written over a file of the book, or among its records."""

    sentence = N_("{path} is no place for an answer: it belongs to the records of a book.")
    cure = N_("Name a file outside of data/, and not stages.yaml; nothing was done.")
    code = "over_book"


def check_output_place(target: Path, start: Path) -> None:
    """Raise `OverBook` if the target is the `stages.yaml` of a book, its `data` folder, or inside of it.

    Meant are the book found from `start` and every book that the target lies in, by name or through
    links; links and names that differ only by case lead to the same place.
    """
    named = Path(os.path.realpath(target.parent)) / target.name
    real = Path(os.path.realpath(target))
    for root in _roots((start, named.parent, real.parent)):
        own = [root / DATA, root / METHOD_FILE]
        if any(_is_within(place, own) for place in (named, real)):
            raise OverBook(path=str(target))


def _roots(starts: Iterable[Path]) -> Iterator[Path]:
    """The roots of the books around these folders."""
    for start in starts:
        with suppress(NoBook):
            yield find_root(start)


def _is_within(place: Path, own: Iterable[Path]) -> bool:
    """Whether the place, or a folder above it, is one of these."""
    above = (place, *place.parents)
    return any(_is_same(each, mine) for mine in own for each in above)


def _is_same(one: Path, other: Path) -> bool:
    """Whether both names lead to one place, be it there already or not."""
    try:
        return os.path.samefile(one, other)  # noqa: PTH121 - the pair reads better so
    except OSError:
        return os.path.realpath(one) == os.path.realpath(other)
