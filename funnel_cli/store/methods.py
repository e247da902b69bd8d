"""The method file: what a `stages.yaml` must say beyond the types of its values.

Nothing can be answered without a method, so a file that does not hold one is a refusal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from itertools import pairwise

from funnel_cli.errors import DataRefused, Problem
from funnel_cli.message import N_, Message, message
from funnel_cli.method import Check, Method, Milestone
from funnel_cli.model import OUTCOMES, Opportunity
from funnel_cli.query import BadSavedQuery, saved_words
from funnel_cli.store.codec import record
from funnel_cli.store.patching.edits import Path
from funnel_cli.store.reading.source import as_source
from funnel_cli.store.reading.unreadable import Unreadable

_Fault = tuple[str, Path, Message]
"""A stable code, the way to the value, and what is wrong with it."""

_ID = re.compile(r"[^\s,:]+")
_FACTS = ("field", "strength", "log", "contact", "milestone")
_FIELDS = frozenset(field.name for field in fields(Opportunity)) - {"file"}


class BrokenMethod(DataRefused):
    """The method cannot be understood; the details say where and why."""

    sentence = N_("{place}: this method cannot be understood, and nothing can be answered without one.")
    cure = N_("Mend the file; the methods that come with funnel show what one looks like: funnel methods")
    code = "broken_method"


def method(path: str, data: bytes) -> tuple[Method, list[Problem]]:
    """The method these bytes hold, and the warnings about it; raises `BrokenMethod`."""
    try:
        source = as_source(path, data)
    except Unreadable as refusal:
        raise broken([refusal.problem(path)]) from None
    read, problems = record(Method, source)
    if read:
        problems += [source.problem(code, said, at) for code, at, said in _faults(read)]
        problems += [source.warning(code, said, at) for code, at, said in _odd_queries(read)]
    errors = [problem for problem in problems if problem.is_error]
    if read is None or errors:
        raise broken(errors)
    return read, problems


def broken(errors: list[Problem]) -> BrokenMethod:
    """The refusal that names the first place, and says what is wrong at each."""
    places = [f"{problem.path}:{problem.line}:{problem.column}" for problem in errors]
    details = [
        message("{place}: {said}", place=place, said=problem.message)
        for place, problem in zip(places, errors, strict=True)
    ]
    return BrokenMethod(place=places[0], details=details)


def _faults(method: Method) -> Iterator[_Fault]:
    """Everything that keeps a method from being one."""
    if not method.stages:
        yield "missing-key", ("stages",), message("A method needs at least one stage.")
    for ids in (_stage_ids(method), _milestone_ids(method), *_word_ids(method)):
        yield from _bad_ids(ids)
    yield from _bad_odds(method)
    for at, milestone in _milestones(method):
        yield from _bad_milestone(method, milestone, at)
    weights = method.settings.weights
    if weights not in {"forecast", "exit"}:
        said = message("“{word}” is neither forecast nor exit.", word=weights)
        yield "bad-word", ("settings", "weights"), said


def _stage_ids(method: Method) -> Iterator[tuple[Path, str]]:
    """The ids of all stages, present and former."""
    for index, stage in enumerate(method.stages):
        yield ("stages", index, "id"), stage.id
        yield from ((("stages", index, "formerly", n), id) for n, id in enumerate(stage.formerly))


def _milestone_ids(method: Method) -> Iterator[tuple[Path, str]]:
    """The ids of all milestones, present and former."""
    for at, milestone in _milestones(method):
        yield (*at, "id"), milestone.id
        yield from (((*at, "formerly", n), id) for n, id in enumerate(milestone.formerly))


def _word_ids(method: Method) -> Iterator[list[tuple[Path, str]]]:
    """The ids of the sources, and those of the reasons for losing."""
    for key, words in (("sources", method.sources), ("lost_reasons", method.lost_reasons)):
        yield [((key, index), word.id) for index, word in enumerate(words)]


def _milestones(method: Method) -> Iterator[tuple[Path, Milestone]]:
    """Every milestone and where it stands."""
    for index, stage in enumerate(method.stages):
        yield from ((("stages", index, "milestones", n), item) for n, item in enumerate(stage.milestones))
    yield from ((("after_win", n), item) for n, item in enumerate(method.after_win))


def _bad_ids(ids: Iterable[tuple[Path, str]]) -> Iterator[_Fault]:
    """Ids that stand twice, are reserved, or could not be asked for on a command line."""
    seen = set()
    for at, id in ids:
        if id in seen:
            yield "duplicate-id", at, message("There is another “{id}” above.", id=id)
        elif at[0] == "stages" and len(at) == len(("stages", 0, "id")) and id in OUTCOMES:
            yield "bad-id", at, message("“{id}” is an outcome; no stage can be called so.", id=id)
        elif not _ID.fullmatch(id):
            yield "bad-id", at, message("“{id}” is no id: spaces, commas and colons cannot be in it.", id=id)
        seen.add(id)


def _bad_odds(method: Method) -> Iterator[_Fault]:
    """Stages that cannot be won, and stages from which winning is less likely than from the one before."""
    for index, stage in enumerate(method.stages):
        at: Path = ("stages", index, "probability")
        if 0 in {stage.probability.forecast, stage.probability.exit}:
            yield "bad-ratio", at, message("The probability of a stage is above 0.")
        if stage.conversion == 0:
            yield "bad-ratio", ("stages", index, "conversion"), message("A conversion is above 0.")
    for index, (before, odds) in enumerate(pairwise(stage.probability for stage in method.stages)):
        if odds.forecast < before.forecast or (odds.exit or 1) < (before.exit or 0):
            said = message("The probability is lower than the stage's before it.")
            yield "bad-order", ("stages", index + 1, "probability"), said


def _odd_queries(method: Method) -> Iterator[_Fault]:
    """Saved queries that nobody could ask for, or that could not be used."""
    for name, text in method.settings.queries.items():
        at: Path = ("settings", "queries", name)
        if not _ID.fullmatch(name):
            said = message("“{id}” is no id: spaces, commas and colons cannot be in it.", id=name)
            yield "bad-query", at, said
        try:
            saved_words(name, text)
        except BadSavedQuery as refusal:
            yield "bad-query", at, refusal.message


def _bad_milestone(method: Method, milestone: Milestone, at: Path) -> Iterator[_Fault]:
    """What a milestone refers to and is not there, or asks for and cannot be seen."""
    if milestone.for_ and not method.milestone(milestone.for_):
        yield "unknown-milestone", (*at, "for"), message("There is no milestone “{id}”.", id=milestone.for_)
    if milestone.evidence not in {None, "required"}:
        said = message("“{word}” is not “required”, the only word here.", word=milestone.evidence)
        yield "bad-word", (*at, "evidence"), said
    if milestone.check:
        yield from _bad_check(method, milestone.check, (*at, "check"))


def _bad_check(method: Method, check: Check, at: Path) -> Iterator[_Fault]:
    """A check that asks for no fact, for several, or for one that does not exist."""
    if sum(getattr(check, fact) is not None for fact in _FACTS) != 1:
        said = message("A check asks for exactly one of {facts}.", facts=", ".join(_FACTS))
        yield "bad-check", at, said
    if check.field and check.field not in _FIELDS:
        yield "bad-check", (*at, "field"), message("A deal has no “{field}”.", field=check.field)
    if check.milestone and not method.milestone(check.milestone):
        said = message("There is no milestone “{id}”.", id=check.milestone)
        yield "unknown-milestone", (*at, "milestone"), said
    if check.milestone and _leads_back(method, check.milestone):
        said = message("The check of “{id}” leads back to itself.", id=check.milestone)
        yield "bad-check", (*at, "milestone"), said
    if check.strength and check.at_least is None:
        yield "bad-check", at, message("A strength needs “at_least”.")


def _leads_back(method: Method, id: str) -> bool:
    """Whether following the checks from a milestone to the one it asks for comes round to it again."""
    seen: set[str] = set()
    step: str | None = id
    while step is not None and step not in seen:
        seen.add(step)
        milestone = method.milestone(step)
        step = milestone.check.milestone if milestone and milestone.check else None
    return step is not None
