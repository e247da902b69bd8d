"""Two edits of one file, and what both began with, as one tree.

A record is merged by its fields, not by the lines of its text: what one side changed is taken, what
both changed alike is taken once, the lines of lists are united. Only a value that each side made
another is a clash. `None` is unset, as everywhere in a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from funnel_cli.store.merging.merged_lines import known_as, paired, place_of
from funnel_cli.store.patching.edits import KeyPath, Plain, hashed

_WHOLE = frozenset({"next_step", "probability", "paused"})
"""The mappings that are one fact: half of one next step and half of another make none."""

_OUTCOME = ("closed", "lost", "contract")
"""What belongs to a stage that is an outcome: where the stage clashes, each side keeps its own."""

_AMOUNT = ("amount", "currency")
"""What is one fact: where each side made it another, each keeps its own, and they are never mixed."""

_PERSONAL = frozenset({"contacts", "promises", "milestones"})
"""The lists in which two new lines of one name are one thing that both sides wrote down."""

_Sides = tuple[Plain, Plain]
"""A value as it is if our side is kept at every clash in it, and if theirs is."""


@dataclass(frozen=True, slots=True)
class Merge:
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
        if isinstance(ours, dict) and isinstance(theirs, dict) and not _WHOLE.intersection(path[:1]):
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
        if path == () and ("stage",) in self.clashes:
            sides |= {key: (ours.get(key), theirs.get(key)) for key in _OUTCOME if key in sides}
        if path == () and _is_torn(base, ours, theirs):
            mixed = [
                key for key in _AMOUNT if ours.get(key) != theirs.get(key) and (key,) not in self.clashes
            ]
            sides |= {key: self._clash((key,), ours.get(key), theirs.get(key)) for key in mixed}
        said = {key for key, value in ours.items() if value is None}
        kept = {key: mine for key, (mine, _) in sides.items() if mine is not None or key in said}
        return kept, {key: other for key, (_, other) in sides.items() if other is not None or key in said}

    def _lines(self, path: KeyPath, base: list[Plain], ours: list[Plain], theirs: list[Plain]) -> _Sides:
        """The lines of both: ours in our order, what they have added or kept alone at its day."""
        mine, other = paired(base, ours), paired(base, theirs)
        began = {place: origin for origin, place in mine.items()}
        known = {place: origin for origin, place in other.items()}
        left = dict(enumerate(theirs))
        rows: list[_Sides] = []
        for place, line in enumerate(ours):
            origin = began.get(place)
            twin = (
                _twin(path, line, left.keys() - known.keys(), theirs) if origin is None else other.get(origin)
            )
            was = None if origin is None else base[origin]
            if twin is not None:
                rows.append(self.value((*path, len(rows)), was, line, left.pop(twin)))
            elif line != was:
                rows.append((line, line) if origin is None else self._clash((*path, len(rows)), line, None))
        for place, line in left.items():
            origin = known.get(place)
            if origin is None or line != base[origin]:
                at = place_of(line, [kept or added for kept, added in rows])
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


def _is_torn(base: Mapping[str, Plain], ours: Mapping[str, Plain], theirs: Mapping[str, Plain]) -> bool:
    """Whether each side made amount and currency another pair."""
    was, mine, other = ([side.get(key) for key in _AMOUNT] for side in (base, ours, theirs))
    return mine != other and was not in (mine, other)


def _twin(path: KeyPath, line: Plain, places: set[int], lines: list[Plain]) -> int | None:
    """Where among these new lines of the other side the same one stands."""
    by_name = bool(_PERSONAL.intersection(path[:1])) and known_as(line) is not None
    key = known_as if by_name else hashed
    return next((place for place in sorted(places) if key(lines[place]) == key(line)), None)


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
