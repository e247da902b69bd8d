"""Strength scores: how far a deal has come on each axis of the method, dated like every other change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date as Day
from typing import NamedTuple

from funnel_cli.finding.names import axis_named, statement, term_of
from funnel_cli.finding.people import ROLES
from funnel_cli.records.book import Change, change_of
from funnel_cli.records.customer import Contact
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.form import HIGHEST_SCORE
from funnel_cli.records.method import Method
from funnel_cli.records.method_parts import Axis, Statement
from funnel_cli.time.facts import DECIDES
from funnel_cli.time.history import opportunity_on, recorded
from funnel_cli.values.errors import NotFound, UsageRefused
from funnel_cli.values.message import N_, Label, Message, message
from funnel_cli.values.typed import normal, parted


class NoAxes(UsageRefused):
    """The method does not score deals."""

    sentence = N_("The method {method} has no axes on which a deal's strength is scored.")
    cure = N_("Copy the `strength:` of another one into stages.yaml; see: funnel methods solution-selling")


class NotAScore(UsageRefused):
    """What stands after the deal is not `axis=number`."""

    sentence = N_("{word} is not AXIS=N with a whole number from 0 to 20.")
    cure = N_("For example: funnel score {deal} {axis}=14; an empty value takes the score back")


class NobodyDecides(UsageRefused):
    """A score is the decision maker's, and no contact has that role, or one of several must be named."""

    sentence = N_("{axis} {score} is what the decision maker's word counts, and nobody is named whose it is.")
    cure = N_(
        "A contact's word counts up to {most}. Else name who decides: --by NAME, and before it, where nobody"
        " has that role: funnel brief {deal} --person NAME --role decision-maker"
    )


class NotTheirScore(UsageRefused):
    """The score is one of the other person's."""

    sentence = N_("{axis} {score} is not what the word of {name} ({role}) counts.")
    cure = N_("The same statement counts {other} from {name}.")


class Speakers(NamedTuple):
    """Whose word scores are, else the only decision maker among the people of the deal."""

    people: tuple[Contact, ...] = ()
    by: Contact | None = None


class NoSuchSpeaker(NotFound):
    """Nobody among the people of a deal is called that."""

    sentence = N_("No contact of the deal is called {name}.")
    cure = N_("Write them down first: funnel brief DEAL --person NAME --role ROLE")


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
    if not (text.isascii() and text.isdigit() and int(text) <= HIGHEST_SCORE):
        raise NotAScore(word=word, deal=deal, axis=axis)
    return int(text)


def score(
    deal: Opportunity,
    given: Mapping[str, int | None],
    method: Method,
    day: Day,
    *,
    reason: str | None = None,
    words_of: Speakers | None = None,
    is_late: bool = False,
) -> Change:
    """The deal with these scores from `day` on; those of other axes stay, `None` takes one back.

    `words_of` says whose word they are, and who else is known there. Raises `NobodyDecides`,
    `NotTheirScore`, and `BeforeLastLine` where later scores are known, unless `is_late`.
    """
    then = opportunity_on(deal, day) if is_late else deal
    before = then.strength if then else {}
    after = {axis: value for axis, value in ({**before, **given}).items() if value is not None}
    speakers = dict(_speakers(deal, given, method, words_of or Speakers()))
    kept = {axis: name for axis, name in (then.scored_by if then else {}).items() if axis not in given}
    changes = {"strength": after, "scored_by": kept | speakers}
    scored = [_axis_score(axis, method.strength[axis], value) for axis, value in given.items()]
    note = message("{deal}: {scores}", deal=deal.id, scores=scored)
    then_on = recorded(deal, day, changes, reason=reason, is_late=is_late)
    return change_of(deal, then_on, note, "funnel show @", warnings=_stops(after, method))


def _speakers(
    deal: Opportunity,
    given: Mapping[str, int | None],
    method: Method,
    known: Speakers,
) -> Iterator[tuple[str, str]]:
    """By axis, whose word the score is, where that is told or makes a difference."""
    by, deciding = known.by, [person for person in known.people if person.role == DECIDES]
    for id, value in given.items():
        said = None if value is None else method.strength[id].reached(value)
        if said is None:
            continue
        axis = method.strength[id]
        whose = by or (deciding[0] if said.is_deciding and len(deciding) == 1 else None)
        if whose:
            if said.is_deciding != (whose.role == DECIDES):
                _demand_theirs(axis.label(id), said, whose)
            yield id, whose.name
        elif said.is_deciding and deal.strength.get(id) != value:
            raise NobodyDecides(axis=axis.label(id), score=value, deal=deal.id, most=axis.ceiling)


def speaker(name: str, people: Iterable[Contact]) -> Contact:
    """The one of these people who is called that; raises `NoSuchSpeaker`."""
    known = tuple(people)
    found = next((person for person in known if normal(person.name) == normal(name)), None)
    if found is None:
        raise NoSuchSpeaker(name=name, details=tuple(message("{name}", name=each.name) for each in known))
    return found


def _demand_theirs(axis: Label, said: Statement, whose: Contact) -> None:
    """Refuse the decision maker's score for another contact's word, and the other way round."""
    other = said.rung.at if said.is_deciding else said.rung.decision_maker
    if other is not None or said.is_deciding:
        role = term_of(whose.role, ROLES) or message("Contact")
        raise NotTheirScore(
            axis=axis, score=said.score, name=whose.name, role=role, other="—" if other is None else other
        )


def _axis_score(id: str, axis: Axis, value: int | None) -> Message:
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
