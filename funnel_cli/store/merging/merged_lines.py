"""Which lines of two lists are the same fact, and where a dated line belongs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from difflib import SequenceMatcher

from funnel_cli.store.patching.edits import Plain, hashed

_DAYS = ("date", "set", "filed")
_NAMES = (*_DAYS, "name", "deal", "due")


def known_as(line: Plain) -> str | None:
    """What a line is known by while it is edited: its day, else whom or what it is about."""
    return _first(line, _NAMES)


def paired(before: Sequence[Plain], after: Sequence[Plain]) -> dict[int, int]:
    """For each line of `before` that is still there, edited or not, where it stands in `after`."""
    pairs: dict[int, int] = {}
    matcher = SequenceMatcher(None, [*map(hashed, before)], [*map(hashed, after)], autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            pairs |= zip(range(start, end), range(new_start, new_end), strict=True)
        elif kind == "replace":
            names = defaultdict(list)
            for place in range(new_start, new_end):
                names[known_as(after[place])].append(place)
            for place in range(start, end):
                if (name := known_as(before[place])) and names[name]:
                    pairs[place] = names[name].pop(0)
    return pairs


def place_of(line: Plain, lines: Sequence[Plain]) -> int:
    """Where a new line belongs: behind all of its day and before, or at the end if it has none."""
    if not (day := _first(line, _DAYS)):
        return len(lines)
    earlier = (n for n, other in enumerate(lines, 1) if (_first(other, _DAYS) or "9999") <= day)
    return max(earlier, default=0)


def _first(line: Plain, keys: Sequence[str]) -> str | None:
    """What stands behind the first of these keys that the line has."""
    found = (line.get(key) for key in keys) if isinstance(line, dict) else ()
    return next((value for value in found if isinstance(value, str)), None)
