"""The method file: what a `stages.yaml` holds, or why it holds none.

Nothing can be answered without a method, so a file that does not hold one is a refusal.
"""

from __future__ import annotations

from pathlib import Path

from funnel_cli.records.method import Method
from funnel_cli.store.codec import record
from funnel_cli.store.method_advice import advice
from funnel_cli.store.method_faults import faults, oddities
from funnel_cli.store.reading.plain import read_bytes
from funnel_cli.store.reading.source import as_source
from funnel_cli.store.reading.unreadable import Unreadable
from funnel_cli.values.errors import DataRefused, NotFound, Problem
from funnel_cli.values.message import N_, message


class BrokenMethod(DataRefused):
    """The method cannot be understood; the details say where and why."""

    sentence = N_("{place}: this method cannot be understood, and nothing can be answered without one.")
    cure = N_("Mend the file; what is wrong and what helps: funnel methods --lint {path}")
    code = "broken_method"


class NoSuchMethodFile(NotFound):
    """A method is to be read from a file that is not there."""

    sentence = N_("There is no file {path}.")
    cure = N_("A method is a YAML file like stages.yaml; those that are shipped: funnel methods")


def method(path: str, data: bytes) -> tuple[Method, list[Problem]]:
    """The method these bytes hold, and the warnings about it; raises `BrokenMethod`."""
    read, problems = _judged(path, data)
    if read is None:
        raise broken_method_file([problem for problem in problems if problem.is_error])
    return read, problems


def linted(file: Path) -> tuple[Method | None, list[Problem]]:
    """The method in a file, `None` if it cannot be used, and all that is wrong, odd or unusual in it.

    Raises `NoSuchMethodFile`.
    """
    if not file.exists():
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
        source = as_source(path, data)
    except Unreadable as refusal:
        return None, [refusal.problem(path)]
    read, problems = record(Method, source)
    if read:
        problems += [source.problem(code, said, at) for code, at, said in faults(read)]
        odd = (*oddities(read), *(advice(read) if is_strict else ()))
        problems += [source.warning(code, said, at) for code, at, said in odd]
    return None if any(problem.is_error for problem in problems) else read, problems


def broken_method_file(errors: list[Problem]) -> BrokenMethod:
    """The refusal that names the first place, and says what is wrong at each, with its code."""
    places = [f"{problem.path}:{problem.line}:{problem.column}" for problem in errors]
    details = [
        message("{place}: {what} [{code}]", place=place, what=problem.message, code=problem.code)
        for place, problem in zip(places, errors, strict=True)
    ]
    return BrokenMethod(place=places[0], path=errors[0].path, details=details)
