"""From one method to another: which stage and milestone of the old one is which of the new one.

What is called the same is the same; then former ids, then titles in any language. A stage may also be
told by its odds, or by its place where both methods have as many; what a map says goes before all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from typing import NamedTuple, TypeVar

from funnel_cli.finding.names import stage_named
from funnel_cli.finding.query import NOT, BadSavedQuery, query_parts, saved_words
from funnel_cli.finding.words import NoSuchWord, listed
from funnel_cli.records.book import Book
from funnel_cli.records.deal import OUTCOMES, Opportunity, in_other_words
from funnel_cli.records.method import Method, Milestone, Stage
from funnel_cli.values.errors import DataRefused, UsageRefused
from funnel_cli.values.message import N_, Label, Term, message
from funnel_cli.values.typed import normal

_Thing = TypeVar("_Thing", Stage, Milestone)


class CountsNoDeals(UsageRefused):
    """Deals cannot move over to a funnel of counts."""

    sentence = N_("{method} counts steps; no deal can move through it.")
    cure = N_("Choose one with stages; see: funnel methods")


class StagesUnmapped(UsageRefused):
    """Deals are or were in stages for which the new method has no like."""

    sentence = N_("{method} has no stage like {stages}.")
    cure = N_("Write such a line for each into a file, and give it with --map FILE.")
    code = "unmapped"


class BadMap(DataRefused):
    """The map names what one of the two methods does not have."""

    sentence = N_("{path} cannot be used as a map from {old} to {new}.")
    cure = N_("Write a line for each: the old id of a stage or milestone, a colon, and the new one.")
    code = "mapping"


class MatchedBy(Enum):
    """How an old id was matched with a new one."""

    MAP = Term("map", message("as the map says"))
    ID = Term("id", message("same id"))
    FORMER = Term("former", message("former id"))
    TITLE = Term("title", message("same title"))
    ODDS = Term("odds", message("same odds"))
    ORDER = Term("order", message("same place"))


class IdMatch(NamedTuple):
    """An old id, what it is called, the new one (`None`: there is none), and how often records use it."""

    old: str
    label: Label
    new: str | None
    how: MatchedBy | None
    uses: int


class Switch(NamedTuple):
    """What becomes of every stage and milestone of the old method, in its order."""

    old: Method
    new: Method
    stages: tuple[IdMatch, ...]
    milestones: tuple[IdMatch, ...]

    def stage(self, word: str) -> str:
        """The new id for a stage as a record calls it, under a former id too; else the old one."""
        found = self.old.stage(word)
        return _new(self.stages, found.id if found else word)

    def milestone(self, word: str) -> str:
        """The new id for a milestone as a record calls it, under a former id too; else the old one."""
        found = self.old.milestone(word)
        return _new(self.milestones, found.id if found else word)

    @property
    def outdated_queries(self) -> tuple[str, ...]:
        """The names of the saved queries that name a stage of the old method by what no longer means it."""
        queries = self.old.settings.queries
        return tuple(name for name, text in queries.items() if any(map(self._is_lost, _stages(name, text))))

    def _is_lost(self, word: str) -> bool:
        """Whether a word for a stage of the old method means no stage of the new one, or another."""
        try:
            old = stage_named(self.old, word)
        except NoSuchWord:
            return False
        try:
            return stage_named(self.new, word).id != self.stage(old.id)
        except NoSuchWord:
            return True

    def moved(self, deal: Opportunity) -> Opportunity:
        """The deal in the words of the new method; ticks that it has no milestone for are kept."""
        return in_other_words(deal, self.stage, self.milestone)


def _stages(name: str, text: str) -> Iterator[str]:
    """The words for stages in a saved query; none in one that cannot be used."""
    try:
        words = saved_words(name, text)
    except BadSavedQuery:
        return
    for word in words:
        key, _, value = query_parts(word)
        key, value = query_parts(value)[::2] if key == NOT else (key, value)
        yield from listed(value) if key == "stage" else ()


def _new(matches: Iterable[IdMatch], old: str) -> str:
    return next((match.new for match in matches if match.old == old and match.new), old)


def switch(book: Book, new: Method, wishes: Mapping[str, str], path: str = "") -> Switch:
    """What becomes of the book's stages and milestones under the new method.

    `wishes` are old ids with new ones, out of the file `path`. Raises `CountsNoDeals`, `BadMap`, or
    `StagesUnmapped` for stages that any record is or was in, or a goal names.
    """
    old = book.method
    if not new.has_deals:
        raise CountsNoDeals(method=new.label)
    _demand_known(old, new, wishes, path)
    found = Switch(
        old,
        new,
        stages=_matches(old.stages, new.stages, wishes, _stage_uses(book), _by_odds_or_place),
        milestones=_matches(old.milestones, new.milestones, wishes, _milestone_uses(book), _by_nothing),
    )
    goals = {stage.id for goal in book.goals if (stage := old.stage(goal.stage))}
    missing = [each for each in found.stages if each.new is None and (each.uses or each.old in goals)]
    if missing:
        raise StagesUnmapped(
            method=new.label,
            stages=[match.label for match in missing],
            details=[
                message(
                    "{stage}, {count:deal|deals}; perhaps  {line}",
                    stage=each.label,
                    count=each.uses,
                    line=f"{each.old}: {_nearest(old, new, each.old)}",
                )
                for each in missing
            ],
        )
    return found


def _demand_known(old: Method, new: Method, wishes: Mapping[str, str], path: str) -> None:
    """Refuse a map with an id that its method lacks, from a stage to a milestone, or with one thing twice."""
    said: dict[tuple[bool, str], str] = {}
    faults = []
    for before, after in wishes.items():
        is_stage = bool(old.stage(before) and new.stage(after))
        meant = old.stage(before) if is_stage else old.milestone(before)
        like = new.stage(after) if is_stage else new.milestone(after)
        if not (meant and like) or said.setdefault((is_stage, meant.id), like.id) != like.id:
            faults.append(message("{old}: {new}", old=before, new=after))
    if faults:
        raise BadMap(path=path, old=old.label, new=new.label, details=faults)


def _matches(
    old: Sequence[_Thing],
    new: Sequence[_Thing],
    wishes: Mapping[str, str],
    uses: Mapping[str, int],
    guess: Callable[[Sequence[_Thing], Sequence[_Thing], dict[str, tuple[str, MatchedBy]]], None],
) -> tuple[IdMatch, ...]:
    """Each old thing with its like among the new ones, the surest likeness first."""
    found: dict[str, tuple[str, MatchedBy]] = {}
    for how, is_like in _LIKE.items():
        for thing in old:
            like = [each for each in new if is_like(thing, each, wishes)]
            if thing.id not in found and len(like) == 1:
                found[thing.id] = (like[0].id, how)
    guess(old, new, found)
    return tuple(
        IdMatch(each.id, each.label, new_id, how, uses.get(each.id, 0))
        for each in old
        for new_id, how in (found.get(each.id, (None, None)),)
    )


def _is_mapped(old: _Thing, new: _Thing, wishes: Mapping[str, str]) -> bool:
    said = next((wishes[id] for id in (old.id, *old.formerly) if id in wishes), None)
    return said is not None and said in (new.id, *new.formerly)


def _is_same(old: _Thing, new: _Thing, wishes: Mapping[str, str]) -> bool:
    del wishes
    return old.id == new.id


def _was_same(old: _Thing, new: _Thing, wishes: Mapping[str, str]) -> bool:
    del wishes
    return not {old.id, *old.formerly}.isdisjoint((new.id, *new.formerly))


def _reads_same(old: _Thing, new: _Thing, wishes: Mapping[str, str]) -> bool:
    del wishes
    titles = [{normal(text).casefold() for text in each.label.texts.values()} for each in (old, new)]
    return not titles[0].isdisjoint(titles[1])


_LIKE = {
    MatchedBy.MAP: _is_mapped,
    MatchedBy.ID: _is_same,
    MatchedBy.FORMER: _was_same,
    MatchedBy.TITLE: _reads_same,
}
"""When an old and a new thing are alike, the surest likeness first."""


def _by_nothing(
    old: Sequence[Milestone], new: Sequence[Milestone], found: dict[str, tuple[str, MatchedBy]]
) -> None:
    """Milestones are not guessed: a tick is evidence of one thing and of no other."""
    del old, new, found


def _by_odds_or_place(
    old: Sequence[Stage], new: Sequence[Stage], found: dict[str, tuple[str, MatchedBy]]
) -> None:
    """Match what is left by equal odds, or by place where both have as many; never out of order."""
    for how in (MatchedBy.ODDS, MatchedBy.ORDER):
        for place, stage in enumerate(old):
            if stage.id in found:
                continue
            if how is MatchedBy.ODDS:
                like = [each for each in new if each.probability.forecast == stage.probability.forecast]
            else:
                like = [new[place]] if len(old) == len(new) else []
            taken = {id for id, _ in found.values()}
            if len(like) == 1 and like[0].id not in taken and _keeps_order(old, new, found, stage, like[0]):
                found[stage.id] = (like[0].id, how)


def _keeps_order(
    old: Sequence[Stage],
    new: Sequence[Stage],
    found: Mapping[str, tuple[str, MatchedBy]],
    stage: Stage,
    like: Stage,
) -> bool:
    """Whether no stage before it was matched with a later one, and none after it with an earlier one."""
    places = {each.id: n for n, each in enumerate(new)}
    here = [each.id for each in old].index(stage.id)
    return all(
        (places[found[each.id][0]] < places[like.id]) == (n < here)
        for n, each in enumerate(old)
        if each.id in found
    )


def _nearest(old: Method, new: Method, id: str) -> str:
    """The last new stage whose odds are not above the old one's: a suggestion, never taken by itself."""
    stage = old.stage(id)
    odds = stage.probability.forecast if stage else 0
    below = [each.id for each in new.stages if each.probability.forecast <= odds]
    return below[-1] if below else new.stages[0].id


def _stage_uses(book: Book) -> Mapping[str, int]:
    return Counter(id for deal in book.opportunities.values() for id in _stages_of(deal) - OUTCOMES)


def _stages_of(deal: Opportunity) -> set[str]:
    lines = (*((deal.opening,) if deal.opening else ()), *deal.history)
    said = (line.changes.get("stage") for line in lines)
    return {id for id in (deal.stage, *said) if isinstance(id, str)}


def _milestone_uses(book: Book) -> Mapping[str, int]:
    ticks: Counter[str] = Counter()
    for deal in book.opportunities.values():
        ticks.update({id: len(some) for id, some in deal.milestones.items()})
    return ticks
