"""The method file: what a `stages.yaml` holds, or why it holds none, and what its writer may not have meant.

Nothing can be answered without a method, so a file that does not hold one is a refusal; advice keeps no
method from being used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from unicodedata import normalize

from funnel_cli.records.method import Method, Milestone, Stage
from funnel_cli.store.closed_words import Fault
from funnel_cli.store.codec import record
from funnel_cli.store.layout import typed_from_here
from funnel_cli.store.method_faults import faults, milestones_of, oddities
from funnel_cli.store.reading.plain import read_bytes
from funnel_cli.store.reading.source import as_source
from funnel_cli.store.reading.unreadable import Unreadable
from funnel_cli.store.system import may_be_there
from funnel_cli.values.errors import DataRefused, KeyPath, NotFound, Problem, place_of, placed
from funnel_cli.values.message import N_, Label, message
from funnel_cli.values.money import CURRENCIES


def advice(method: Method) -> Iterator[Fault]:
    """What is worth another thought, in the order of the file's parts."""
    if method.settings.currency not in CURRENCIES:
        said = message("There is no currency called {word}.", word=method.settings.currency)
        yield "unknown-currency", ("settings", "currency"), said
    if method.has_deals and not method.lost_reasons:
        yield "no-words", ("lost_reasons",), message("No reason for losing is listed, so none can be given.")
    for index, stage in enumerate(method.stages):
        yield from _of_stage(method, stage, ("stages", index))
    yield from _alike(method)
    yield from _untranslated(method)


def _alike(method: Method) -> Iterator[Fault]:
    """Ids of one list that differ in capitals, width or unseen signs only: a slip, not two things."""
    for things in _named(method):
        seen: dict[str, str] = {}
        for at, id in things:
            other = seen.setdefault(_looks(id), id)
            if other == id:
                continue
            said = message("“{id}” and “{other}” look the same, and are not.", id=id, other=other)
            if other.casefold() == id.casefold():
                said = message("“{id}” and “{other}” differ in capitals only.", id=id, other=other)
            yield "alike-id", at, said


_LISTS = ("stages", "steps", "sources", "lost_reasons", "grades")
"""The lists of a method whose parts have an id and a title."""


def _named(method: Method) -> Iterator[Iterable[tuple[KeyPath, str]]]:
    for key in _LISTS:
        yield [((key, index, "id"), thing.id) for index, thing in enumerate(getattr(method, key))]
    yield (((*at, "id"), milestone.id) for at, milestone in milestones_of(method))
    yield ((("strength", id), id) for id in method.strength)


def _looks(id: str) -> str:
    """What a reader sees of an id, capitals and the width of letters left aside."""
    return "".join(letter for letter in normalize("NFKC", id).casefold() if letter.isprintable())


def _of_stage(method: Method, stage: Stage, at: KeyPath) -> Iterator[Fault]:
    """A gate that is always open, evidence for what is no criterion there, odds in one reading only."""
    if not stage.criteria:
        said = message("Nothing in {stage} is required: every deal may leave it.", stage=stage.label)
        yield "no-criteria", (*at, "milestones"), said
    criteria = {milestone.id for milestone in stage.criteria}
    for index, milestone in enumerate(stage.milestones):
        yield from _odd_evidence(milestone, criteria, (*at, "milestones", index))
    if method.settings.weights == "exit" and stage.probability.exit is None:
        said = message("The settings ask for exit odds, and {stage} has none.", stage=stage.label)
        yield "no-exit-odds", (*at, "probability"), said


def _odd_evidence(milestone: Milestone, criteria: set[str], at: KeyPath) -> Iterator[Fault]:
    if milestone.for_ and milestone.for_ not in criteria:
        said = message("“{id}” is no criterion of this stage.", id=milestone.for_)
        yield "odd-evidence", (*at, "for"), said
    elif milestone.for_ and milestone.required:
        yield "odd-evidence", (*at, "for"), message("A criterion is no evidence for another one.")


def _untranslated(method: Method) -> Iterator[Fault]:
    languages = method.title.texts.keys() if method.title else set()
    for at, label in _titles(method):
        for language in sorted(languages - label.texts.keys()):
            said = message("There is no title in “{language}”.", language=language)
            yield "no-translation", at, said


def _titles(method: Method) -> Iterator[tuple[KeyPath, Label]]:
    """Every title that people read on a screen, and where it stands."""
    for key in _LISTS:
        yield from (((key, index, "title"), each.label) for index, each in enumerate(getattr(method, key)))
    yield from (((*at, "title"), milestone.label) for at, milestone in milestones_of(method))
    for index, stage in enumerate(method.stages):
        yield from _advice(("stages", index), stage)
    yield from ((("erp", index, "cure"), each.cure) for index, each in enumerate(method.erp))
    for index, form in enumerate(method.forms):
        yield ("forms", index, "title"), form.label
        yield from (
            (("forms", index, "fields", n, "title"), each.label) for n, each in enumerate(form.fields)
        )
    for id, axis in method.strength.items():
        yield ("strength", id, "title"), axis.label(id)
        yield from (
            (("strength", id, "rungs", index, "title"), rung.title) for index, rung in enumerate(axis.rungs)
        )


def _advice(at: KeyPath, stage: Stage) -> Iterator[tuple[KeyPath, Label]]:
    yield from (((*at, "stalled", n), cause) for n, cause in enumerate(stage.stalled))
    for key, parts in (("stalled_by", vars(stage.stalled_by)), ("talk", vars(stage.talk))):
        for part, said in parts.items():
            yield from (((*at, key, part, n), text) for n, text in enumerate(said))


class BrokenMethod(DataRefused):
    """The method cannot be understood; the details say where and why."""

    sentence = N_("{place}: this method cannot be understood, and nothing can be answered without one.")
    cure = N_("Mend the file; what is wrong and what helps: funnel methods --lint {path}")
    code = "broken_method"


class NoSuchMethodFile(NotFound):
    """A method is to be read from a file that is not there."""

    sentence = N_("There is no file {path}.")
    cure = N_("A method is a YAML file like stages.yaml; those that are shipped: funnel methods")


def method(path: str, data: bytes, file: Path | None = None) -> tuple[Method, list[Problem]]:
    """The method these bytes hold, and the warnings about it; raises `BrokenMethod`.

    `file` is where they are, if not at that path from here.
    """
    read, problems = _judged(path, data)
    if read is None:
        raise broken_method_file([problem for problem in problems if problem.is_error], file)
    return read, problems


def linted(file: Path) -> tuple[Method | None, list[Problem]]:
    """The method in a file, `None` if it cannot be used, and all that is wrong, odd or unusual in it.

    Raises `NoSuchMethodFile`.
    """
    if not may_be_there(file):
        raise NoSuchMethodFile(path=str(file))
    try:
        return _judged(str(file), read_bytes(file), is_strict=True)
    except Unreadable as refusal:
        return None, [refusal.problem(str(file))]


def _judged(path: str, data: bytes, *, is_strict: bool = False) -> tuple[Method | None, list[Problem]]:
    """The method these bytes hold, `None` if it cannot be used, and all that is wrong or odd in it.

    With `is_strict`, also what its author may not have meant.
    """
    try:
        source = as_source(path, data, may_be_list=False)
    except Unreadable as refusal:
        return None, [refusal.problem(path)]
    read, problems = record(Method, source)
    if read:
        problems += [source.problem(code, said, at) for code, at, said in faults(read)]
        odd = (*oddities(read), *(advice(read) if is_strict else ()))
        problems += [source.warning(code, said, at) for code, at, said in odd]
    return None if any(problem.is_error for problem in problems) else read, problems


def broken_method_file(errors: list[Problem], file: Path | None = None) -> BrokenMethod:
    """The refusal that names the first place, and says what is wrong at each, with its code."""
    path = typed_from_here(file or Path(errors[0].path))
    return BrokenMethod(place=place_of(errors[0]), path=path, details=[placed(each) for each in errors])
