"""From one method to another: which stage and milestone of the old one is which of the new one.

What is called the same is the same; then former ids, then titles in any language. A stage may also be
told by its odds, or by its place where both methods have as many; what a map says goes before all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from functools import partial
from typing import NamedTuple, TypeVar

from funnel_cli.finding.names import stage_named
from funnel_cli.finding.query import NOT, BadSavedQuery, query_parts, saved_words
from funnel_cli.finding.words import NoSuchWord, listed
from funnel_cli.records.book import Book
from funnel_cli.records.deal import OUTCOMES, Opportunity, in_other_words
from funnel_cli.records.method import Method, Milestone, Stage
from funnel_cli.time.gate import unearned
from funnel_cli.time.history import book_on
from funnel_cli.values.errors import DataRefused, UsageRefused
from funnel_cli.values.message import N_, Label, Message, Term, Text, message
from funnel_cli.values.table import Document, Table, ValueColumn, count, table, text
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
        return tuple(name for name, said in queries.items() if any(map(self._is_lost, _stages(name, said))))

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


def _stages(name: str, said: str) -> Iterator[str]:
    """The words for stages in a saved query; none in one that cannot be used."""
    try:
        words = saved_words(name, said)
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
    stages = _alike(old.stages, new.stages, wishes)
    _guess(old.stages, new.stages, stages)
    ticked = _alike(old.milestones, new.milestones, wishes)
    found = Switch(
        old,
        new,
        stages=_matches(old.stages, stages, _stage_uses(book)),
        milestones=_matches(old.milestones, ticked, _milestone_uses(book)),
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


_Ways = Mapping[MatchedBy, Callable[[Stage | Milestone, Stage | Milestone], bool]]
"""When an old and a new thing are alike, the surest likeness first."""

_Likes = dict[str, tuple[str, MatchedBy]]
"""The new id of each old one, and how it was matched."""


def _alike(old: Sequence[_Thing], new: Sequence[_Thing], wishes: Mapping[str, str]) -> _Likes:
    """The like of each old thing that has just one, by the surest likeness.

    For a milestone there is no other: a tick is evidence of one thing and of no other.
    """
    found: _Likes = {}
    ways: _Ways = {MatchedBy.MAP: partial(_is_mapped, wishes), **_LIKE}
    for how, is_like in ways.items():
        for thing in old:
            like = [each for each in new if is_like(thing, each)]
            if thing.id not in found and len(like) == 1:
                found[thing.id] = (like[0].id, how)
    return found


def _is_mapped(wishes: Mapping[str, str], old: Stage | Milestone, new: Stage | Milestone) -> bool:
    said = next((wishes[id] for id in (old.id, *old.formerly) if id in wishes), None)
    return said is not None and said in (new.id, *new.formerly)


def _titles(thing: Stage | Milestone) -> set[str]:
    return {normal(text).casefold() for text in thing.label.texts.values()}


_LIKE: _Ways = {
    MatchedBy.ID: lambda old, new: old.id == new.id,
    MatchedBy.FORMER: lambda old, new: not {old.id, *old.formerly}.isdisjoint((new.id, *new.formerly)),
    MatchedBy.TITLE: lambda old, new: not _titles(old).isdisjoint(_titles(new)),
}
"""What needs nobody's word for it."""


def _matches(old: Iterable[_Thing], likes: _Likes, uses: Mapping[str, int]) -> tuple[IdMatch, ...]:
    return tuple(
        IdMatch(each.id, each.label, new, how, uses.get(each.id, 0))
        for each in old
        for new, how in (likes.get(each.id, (None, None)),)
    )


def _guess(old: Sequence[Stage], new: Sequence[Stage], found: _Likes) -> None:
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
    found: _Likes,
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


def switch_document(switch: Switch, book: Book, files: int) -> Document:
    """Every stage of the old method with what it becomes, and every milestone that was ever ticked.

    `book` is the book as known on the day; `files` counts what is to be written.
    """
    kept = [match for match in switch.milestones if match.uses and match.new is None]
    ticks = sum(match.uses for match in switch.milestones)
    behind = sum(match.uses for match in kept)
    later = _moved(book, switch)
    unmet = sum(bool(unearned(deal, later)) for deal in later.opportunities.values() if deal.is_open)
    return Document(
        schema="funnel.switch/1",
        title=message("From {old} to {new}", old=switch.old.label, new=switch.new.label),
        head={
            "from": switch.old.method,
            "to": switch.new.method,
            "deals": len(book.opportunities),
            "files": files,
            "ticks": ticks,
            "kept_ticks": behind,
            "unearned": unmet,
        },
        tables=(_stages_table(switch), _milestones_table(switch)),
        lines=tuple(_lines(len(book.opportunities), files, ticks, behind, unmet)),
    )


def _moved(book: Book, switch: Switch) -> Book:
    moved = {id: switch.moved(deal) for id, deal in book.opportunities.items()}
    return book_on(Book(method=switch.new, opportunities=moved, customers=book.customers), book.day)


def _lines(deals: int, files: int, ticks: int, kept: int, unmet: int) -> Iterator[Text]:
    """How much is moved, what has no like, and how many deals will not have earned their stage."""
    yield message("{deals:deal|deals} in {files:file|files}.", deals=deals, files=files)
    if kept:
        yield message(
            "{ticks:tick|ticks}, all kept; {kept} of them under milestones that the new method lacks.",
            ticks=ticks,
            kept=kept,
        )
    elif ticks:
        yield message("{ticks:tick|ticks}, all kept.", ticks=ticks)
    if unmet:
        yield message("{count:deal|deals} will be in a stage not earned yet: funnel validate", count=unmet)


def _stages_table(switch: Switch) -> Table:
    title, counted = message("Stage"), count("deals", message("Deals"), "uses", weight=8)
    return table("stages", switch.stages, *_columns(title), counted)


def _milestones_table(switch: Switch) -> Table:
    """A row a milestone that was ticked, or that has a like."""
    used = [match for match in switch.milestones if match.uses or match.new]
    return table(
        "milestones",
        used,
        *_columns(message("Milestone")),
        count("ticks", message("Ticks"), "uses", weight=8),
        title=message("Milestones"),
        empty=message("No milestone is ticked, and none has a like."),
    )


def _columns(title: Message) -> Sequence[ValueColumn]:
    """An old thing, the new one (none: it is kept as it is), and why."""
    return (
        text("old", title, weight=10, is_whole=True),
        text("title", message("Title"), "label", weight=6),
        text("new", message("becomes"), weight=9, is_whole=True),
        text("how", message("Because of"), "how.value", weight=7),
    )
