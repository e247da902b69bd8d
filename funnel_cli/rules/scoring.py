"""Strength scores: how far a deal has come on each axis of the method, dated like every other change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date as Day

from funnel_cli.finding.names import axis_named, statement
from funnel_cli.records.book import Change, Edit
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.method import Axis, Method
from funnel_cli.time.history import opportunity_on, recorded
from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.message import N_, Message, message
from funnel_cli.values.typed import parted

HIGHEST = 20


class NoAxes(UsageRefused):
    """The method does not score deals."""

    sentence = N_("The method {method} has no axes on which a deal's strength is scored.")
    cure = N_("Copy the `strength:` of another one into stages.yaml; see: funnel methods solution-selling")


class NotAScore(UsageRefused):
    """What stands after the deal is not `axis=number`."""

    sentence = N_("{word} is not AXIS=N with a whole number from 0 to 20.")
    cure = N_("For example: funnel score {deal} {axis}=14; an empty value takes the score back")


def scores(words: Iterable[str], method: Method, deal: str) -> dict[str, int | None]:
    """`axis=14` words as a mapping by the axes' ids, `None` where a score is taken back.

    An axis answers to its id, its beginning, or its title. Raises `NoAxes`, `NotAScore`, `NoSuchWord`.
    """
    demand_axes(method)
    found: dict[str, int | None] = {}
    for word in words:
        name, sign, text = parted(word)
        if not sign:
            raise NotAScore(word=word, deal=deal, axis=next(iter(method.strength)))
        axis = axis_named(method, name)
        found[axis] = score_of(text, word, deal, axis) if text else None
    return found


def demand_axes(method: Method) -> None:
    """Refuse a method on whose axes no deal can be scored."""
    if not method.strength:
        raise NoAxes(method=method.label)


def score_of(text: str, word: str, deal: str, axis: str) -> int:
    """The score that a text is; raises `NotAScore`, which repeats the word."""
    text = text.strip()
    if not (text.isascii() and text.isdigit() and int(text) <= HIGHEST):
        raise NotAScore(word=word, deal=deal, axis=axis)
    return int(text)


def score(
    deal: Opportunity,
    given: Mapping[str, int | None],
    method: Method,
    day: Day,
    *,
    reason: str | None = None,
    is_late: bool = False,
) -> Change:
    """The deal with these scores from `day` on; those of other axes stay, `None` takes one back.

    Raises `BeforeLastLine` where later scores are known, unless `is_late`.
    """
    then = opportunity_on(deal, day) if is_late else deal
    before = then.strength if then else {}
    after = {axis: value for axis, value in ({**before, **given}).items() if value is not None}
    scored = [axis_score(axis, method.strength[axis], value) for axis, value in given.items()]
    edit = Edit(before=deal, after=recorded(deal, day, {"strength": after}, reason=reason, is_late=is_late))
    return Change(
        note=message("{deal}: {scores}", deal=deal.id, scores=scored),
        edits=(edit,) if edit.after != deal else (),
        warnings=tuple(_stops(after, method)),
        next=("funnel show @",),
    )


def axis_score(id: str, axis: Axis, value: int | None) -> Message:
    """An axis with its score and the statement that the score has reached."""
    label = axis.label(id)
    said = statement(axis, value)
    if said is None:
        return message("{axis} {score}", axis=label, score=value)
    return message("{axis} {score}: {statement}", axis=label, score=value, statement=said)


def _stops(scores: Mapping[str, int], method: Method) -> Iterable[Message]:
    """That a zero on an axis stops the deal, since the axes are multiplied."""
    for axis, value in scores.items():
        if value == 0 and axis in method.strength:
            label = method.strength[axis].label(axis)
            yield message("{axis} is 0: without it the rest of the strength counts for nothing.", axis=label)
