"""Three plain trees merged: what one side made of the base, what the other did, and where they clash.

A record is merged by its fields, not by the lines of its text: what one side changed is taken, what
both changed alike is taken once, the lines of lists are united. Only a value that each side made
another is a clash. `None` is unset, as everywhere in a file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from difflib import SequenceMatcher
from typing import NamedTuple

from funnel_cli.store.layout import LINES
from funnel_cli.store.own_keys import ONE_FACT
from funnel_cli.store.patching.edits import Plain, Wrap, hashed
from funnel_cli.values.errors import KeyPath
from funnel_cli.values.grouping import grouped_by

_DAYS = ("date", "set", "filed")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NAMES = (*_DAYS, "name", "deal", "due")


def _known_as(line: Plain) -> str | None:
    """What a line is known by while it is edited: its day, else whom or what it is about."""
    return _first(line, _NAMES)


def _paired(before: Sequence[Plain], after: Sequence[Plain]) -> dict[int, int]:
    """For each line of `before` that is still there, edited or not, where it stands in `after`."""
    pairs: dict[int, int] = {}
    matcher = SequenceMatcher(None, [*map(hashed, before)], [*map(hashed, after)], autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            pairs |= zip(range(start, end), range(new_start, new_end), strict=True)
        elif kind == "replace":
            names = grouped_by(range(new_start, new_end), lambda place: _known_as(after[place]))
            for place in range(start, end):
                if (name := _known_as(before[place])) and names.get(name):
                    pairs[place] = names[name].pop(0)
    return pairs


def _place_of(line: Plain, lines: Sequence[Plain]) -> int:
    """Where a new line belongs: behind all of its day and before, or at the end if it has none."""
    if not (day := _day(line)):
        return len(lines)
    earlier = (n for n, other in enumerate(lines, 1) if (_day(other) or "9999") <= day)
    return max(earlier, default=0)


def _is_before(lines: Sequence[Plain], place: int, other: int | None) -> bool:
    day = _day(lines[place])
    return other is not None and place < other and day is not None and day == _day(lines[other])


def _among(line: Plain, lines: Sequence[Plain], after: int) -> int:
    """Where a line of theirs belongs among ours of its day, those from `after` on; alike whoever merges."""
    day = _day(line)
    same = (n for n in range(after, len(lines)) if day and _day(lines[n]) == day)
    return next((n for n in same if _rank(line) < _rank(lines[n])), len(lines))


def _rank(line: Plain) -> tuple[bool, str]:
    """The place of a line where nobody knows which came first: a move does, so that odds of its day hold."""
    return "stage" not in (line or ()), json.dumps(line, sort_keys=True)


def _day(line: Plain) -> str | None:
    return line if isinstance(line, str) and _DAY.fullmatch(line) else _first(line, _DAYS)


def _first(line: Plain, keys: Sequence[str]) -> str | None:
    found = (line.get(key) for key in keys) if isinstance(line, dict) else ()
    return next((value for value in found if isinstance(value, str)), None)


_OUTCOME = ("closed", "lost", "contract")
"""What belongs to a stage that is an outcome: where the stage clashes, each side keeps its own."""

_AMOUNT = ("amount", "currency")
"""What is one fact: where each side made it another, each keeps its own, and they are never mixed."""

_ABOUT = ("set", "filed", "date", "period", "owner", "tier", "stage", "channel", "from", "to")
"""What a line of an append-only list is about. On one day the last line about it holds: two that both sides
have added, and that say it otherwise, are one thing, since else whoever pulled would decide.
"""

_USUAL = {
    each.name: each.default
    for line in LINES.values()
    for each in fields(line)
    if isinstance(each.default, str)
}
"""What a line means by a key of these that it does not have."""

_PERSONAL = frozenset({"contacts", "promises", "milestones"})
"""The lists in which two new lines of one name are one thing that both sides wrote down."""

_ALONE = (("forms",), ("checked",))
"""Where one item may stand for a list of it."""

_Sides = tuple[Plain, Plain]
"""A value as it is if our side is kept at every clash in it, and if theirs is."""


class Merge(NamedTuple):
    """A merged tree with our side of every clash, the same with theirs, and where the clashes are."""

    ours: Plain
    theirs: Plain
    clashes: tuple[KeyPath, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The clashing values by their dotted keys, each once."""
        return tuple(dict.fromkeys(".".join(map(str, path)) for path in self.clashes))


def merged(base: Plain, ours: Plain, theirs: Plain) -> Merge:
    """What `ours` and `theirs` have made of `base`; without a clash both trees are equal.

    All three are mappings or all three lists; a file that was not there is an empty one.
    """
    merging = _Merging()
    kept, other = merging.value((), base, ours, theirs)
    return Merge(kept, other, tuple(merging.clashes))


@dataclass(slots=True)
class _Merging:
    """One merge, and the clashes it has met so far."""

    clashes: list[KeyPath] = field(default_factory=list)

    def value(self, path: KeyPath, base: Plain, ours: Plain, theirs: Plain) -> _Sides:
        """The merged value at `path`."""
        if theirs in (base, ours):
            return ours, ours
        if base == ours:
            return theirs, theirs
        if path[:-1] == ("milestones",):
            return self._ticks(path, base, ours, theirs)
        if path[:1] in _ALONE and (isinstance(ours, list) or isinstance(theirs, list)):
            base, ours, theirs = (value and Wrap(path).around(value) for value in (base, ours, theirs))
        if isinstance(ours, dict) and isinstance(theirs, dict) and ONE_FACT.keys().isdisjoint(path[-1:]):
            return self._mapping(path, base if isinstance(base, dict) else {}, ours, theirs)
        if isinstance(ours, list) and isinstance(theirs, list):
            return self._lines(path, base if isinstance(base, list) else [], ours, theirs)
        return self._clash(path, ours, theirs)

    def _clash(self, path: KeyPath, ours: Plain, theirs: Plain) -> _Sides:
        self.clashes.append(path)
        return ours, theirs

    def _mapping(
        self, path: KeyPath, base: Mapping[str, Plain], ours: Mapping[str, Plain], theirs: Mapping[str, Plain]
    ) -> _Sides:
        """The keys of both, ours first; what is unset goes, unless our file says that it is."""
        sides = {
            key: self.value((*path, key), base.get(key), ours.get(key), theirs.get(key))
            for key in dict.fromkeys([*ours, *theirs])
        }
        if path == ():
            for key in _contradicted({key: kept for key, (kept, _) in sides.items()}, ours, theirs):
                if (key,) not in self.clashes:
                    sides[key] = self._clash((key,), ours.get(key), theirs.get(key))
        if path == () and ("stage",) in self.clashes:
            sides |= {key: (ours.get(key), theirs.get(key)) for key in _OUTCOME if key in sides}
        if path == () and (_is_torn(base, ours, theirs) or {("amount",), ("currency",)} & {*self.clashes}):
            mixed = [
                key for key in _AMOUNT if ours.get(key) != theirs.get(key) and (key,) not in self.clashes
            ]
            sides |= {key: self._clash((key,), ours.get(key), theirs.get(key)) for key in mixed}
        said = {key for key, value in ours.items() if value is None}
        kept = {key: mine for key, (mine, _) in sides.items() if mine is not None or key in said}
        return kept, {key: other for key, (_, other) in sides.items() if other is not None or key in said}

    def _lines(self, path: KeyPath, base: list[Plain], ours: list[Plain], theirs: list[Plain]) -> _Sides:
        """The lines of both: ours in our order, what they have added or kept alone at its day."""
        mine, other = _paired(base, ours), _paired(base, theirs)
        began = {place: origin for origin, place in mine.items()}
        known = {place: origin for origin, place in other.items()}
        left = dict(enumerate(theirs))
        rows: list[_Sides] = []
        places: list[int | None] = []  # where each of the rows stands in theirs
        for place, line in enumerate(ours):
            origin = began.get(place)
            twin = (
                _twin(path, line, left.keys() - known.keys(), theirs) if origin is None else other.get(origin)
            )
            was = None if origin is None else base[origin]
            if twin is not None:
                rows.append(self.value((*path, len(rows)), was, line, left.pop(twin)))
                places.append(twin)
            elif line != was:
                rows.append((line, line) if origin is None else self._clash((*path, len(rows)), line, None))
                places.append(None)
        for place, line in left.items():
            origin = known.get(place)
            if origin is None or line != base[origin]:
                at = _place_of(line, [kept or added for kept, added in rows])
                at = min([at, *(n for n, other in enumerate(places) if _is_before(theirs, place, other))])
                after = next((n for n in reversed(range(at)) if places[n] is not None), -1) + 1
                at = _among(line, [kept or added for kept, added in rows[:at]], after)
                places.insert(at, place)
                rows.insert(at, (line, line) if origin is None else self._clash((*path, at), None, line))
        return [row for row, _ in rows if row is not None], [row for _, row in rows if row is not None]

    def _ticks(self, path: KeyPath, base: Plain, ours: Plain, theirs: Plain) -> _Sides:
        """The days on which a milestone was met, by either; a day that both wrote down is merged itself."""
        was, mine, other = _as_ticks(base), _as_ticks(ours), _as_ticks(theirs)
        if not mine or not other:
            return self._clash(path, ours, theirs)
        if [len(was), len(mine), len(other)] == [1, 1, 1]:
            return self._mapping(path, was[0], mine[0], other[0])
        kept, left = self._lines(path, [*was], [*mine], [*other])
        return _shortest(kept), _shortest(left)


def _contradicted(
    merge: Mapping[str, Plain], ours: Mapping[str, Plain], theirs: Mapping[str, Plain]
) -> list[str]:
    """The keys in which the sides differ and of which the merged history says last what neither's does."""
    sides = [(merge, _told(merge)), (ours, _told(ours)), (theirs, _told(theirs))]
    keys = [key for key in merge if ours.get(key) != theirs.get(key) and key in sides[0][1]]
    pairs = {key: [hashed([side.get(key), told.get(key)]) for side, told in sides] for key in keys}
    return [key for key, (pair, *known) in pairs.items() if pair not in known and not key.startswith("x-")]


def _told(tree: Mapping[str, Plain]) -> dict[str, Plain]:
    """What the history says last of each key that it tells, the opening line first."""
    history = tree.get("history")
    lines = sorted(history, key=lambda line: _day(line) or "") if isinstance(history, list) else []
    lines.insert(0, tree.get("opening"))
    return {key: value for line in lines if isinstance(line, dict) for key, value in line.items()}


def _is_torn(base: Mapping[str, Plain], ours: Mapping[str, Plain], theirs: Mapping[str, Plain]) -> bool:
    """Whether each side made amount and currency another pair."""
    was, mine, other = ([side.get(key) for key in _AMOUNT] for side in (base, ours, theirs))
    return mine != other and was not in (mine, other)


def _twin(path: KeyPath, line: Plain, places: set[int], lines: list[Plain]) -> int | None:
    """Where among these new lines of the other side the same one stands."""
    by_name = bool(_PERSONAL.intersection(path[:1])) and _known_as(line) is not None
    key: Callable[[Plain], object] = _about if path == () else _known_as if by_name else hashed
    return next((place for place in sorted(places) if key(lines[place]) == key(line)), None)


def _about(line: Plain) -> object:
    return (
        tuple(line.get(key) or _USUAL.get(key) for key in _ABOUT) if isinstance(line, dict) else hashed(line)
    )


def _as_ticks(value: Plain) -> list[dict[str, Plain]]:
    """What stands behind a milestone as a list of mappings; none if it is something else."""
    items = value if isinstance(value, list) else [value]
    ticks: list[dict[str, Plain]] = [
        {"date": item} if isinstance(item, str) else item for item in items if isinstance(item, str | dict)
    ]
    return ticks if len(ticks) == len(items) else []


def _shortest(ticks: Plain) -> Plain:
    """The ticks as a file says them: a bare day where that is all, no list of one."""
    if not isinstance(ticks, list) or len(ticks) != 1:
        return ticks
    only = ticks[0]
    return only["date"] if isinstance(only, dict) and only.keys() == {"date"} else only
