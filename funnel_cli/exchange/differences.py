"""What a row would change in a deal of the book, and the deal with these changes in force.

A sheet adds and corrects; what it leaves blank it does not know, and nothing is erased by that. Only
an open row means that an outcome no longer holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date as Day
from typing import Any

from funnel_cli.frozen import dataclass
from funnel_cli.history import recorded
from funnel_cli.method import Settings
from funnel_cli.model import DATED, OUTCOMES, Loss, NextStep, Opportunity, normal

PLAIN = ("customer", "name", "currency", "source", "created")
OUTCOME = ("stage", "closed", "lost")


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of a deal before and after."""

    field: str
    before: Any
    after: Any


def differences(deal: Opportunity, incoming: Opportunity, settings: Settings) -> tuple[Difference, ...]:
    """The fields in which the row says something else than the deal, in the order of a record."""
    defaults = {"currency": settings.currency, "owner": settings.owner}
    news = (
        Difference(field, getattr(deal, field), after) for field, after in _wanted(deal, incoming).items()
    )
    return tuple(
        new
        for new in news
        if not _is_same(new.before, new.after)
        and not (new.before is None and new.after == defaults.get(new.field))
    )


def with_differences(
    deal: Opportunity, incoming: Opportunity, changes: tuple[Difference, ...], day: Day
) -> Opportunity:
    """The deal with the changes in force, dated ones with a line in its history.

    A line is dated as the row dates it, else `day`; raises `BeforeLastLine` where the deal's history
    already knows something later.
    """
    new: dict[str, Any] = {change.field: change.after for change in changes}
    changed = replace(deal, **{field: value for field, value in new.items() if field not in DATED})
    dated = {field: value for field, value in new.items() if field in DATED}
    for when, lines in _steps(deal, incoming, dated, day):
        changed = recorded(changed, when, lines)
    return changed


def _wanted(deal: Opportunity, incoming: Opportunity) -> dict[str, object]:
    """What the row says of each field it knows about."""
    wanted: dict[str, object] = {
        field: value
        for field in (*PLAIN, "amount", "owner", "expected_close", "stage", "closed")
        if (value := getattr(incoming, field)) is not None
    }
    wanted["next_step"] = _next_step(deal.next_step, incoming.next_step)
    wanted["lost"] = _loss(deal.lost, incoming.lost)
    wanted["refs"] = {**deal.refs, **incoming.refs}
    if incoming.stage not in OUTCOMES:
        wanted["closed"] = wanted["lost"] = None
    return wanted


def _is_same(before: object, after: object) -> bool:
    """Whether two values mean the same; names are compared as names."""
    if isinstance(before, str) and isinstance(after, str):
        return normal(before) == normal(after)
    return before == after


def _next_step(before: NextStep | None, after: NextStep | None) -> NextStep | None:
    """The row's next step; one without a day leaves the day of the same action alone."""
    if after is None or before is None:
        return after or before
    is_kept = after.due is None and after.action == before.action
    return replace(after, due=before.due) if is_kept else replace(after, action=after.action or before.action)


def _loss(before: Loss | None, after: Loss | None) -> Loss | None:
    """The deal's lost report with what the row knows of it."""
    if after is None or before is None:
        return after or before
    return replace(before, reason=after.reason or before.reason, analysis=after.analysis or before.analysis)


def _steps(
    deal: Opportunity, incoming: Opportunity, dated: Mapping[str, object], day: Day
) -> Iterator[tuple[Day, Mapping[str, object]]]:
    """The dated changes in order: the stages and outcome on their own days, the rest on `day`."""
    outcome = {field: dated[field] for field in OUTCOME if field in dated}
    rest = {field: value for field, value in dated.items() if field not in outcome}
    if outcome:
        own = incoming.history[-1:] if "stage" in outcome or "closed" in outcome else ()
        yield from _new_entries(deal, incoming) if "stage" in outcome else ()
        yield own[0].date if own else day, outcome
    if rest:
        yield day, rest


def _new_entries(deal: Opportunity, incoming: Opportunity) -> Iterator[tuple[Day, Mapping[str, object]]]:
    """The stages on the row's way to its present one that the deal's history does not know yet."""
    known = [(line.date, line.changes["stage"]) for line in deal.history if "stage" in line.changes]
    last = max((date for date, _ in known), default=Day.min)
    for line in incoming.history[:-1]:
        if line.date >= last and (line.date, line.changes["stage"]) not in known:
            yield line.date, line.changes
