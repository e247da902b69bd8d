"""The method file: what a `stages.yaml` holds, or why it holds none.

Nothing can be answered without a method, so a file that does not hold one is a refusal.
"""

from __future__ import annotations

from funnel_cli.errors import DataRefused, Problem
from funnel_cli.message import N_, message
from funnel_cli.method import Method
from funnel_cli.store.codec import record
from funnel_cli.store.method_faults import faults, oddities
from funnel_cli.store.reading.source import as_source
from funnel_cli.store.reading.unreadable import Unreadable


class BrokenMethod(DataRefused):
    """The method cannot be understood; the details say where and why."""

    sentence = N_("{place}: this method cannot be understood, and nothing can be answered without one.")
    cure = N_("Mend the file; what is wrong and what helps: funnel methods --lint {path}")
    code = "broken_method"


def method(path: str, data: bytes) -> tuple[Method, list[Problem]]:
    """The method these bytes hold, and the warnings about it; raises `BrokenMethod`."""
    read, problems = judged(path, data)
    if read is None:
        raise broken([problem for problem in problems if problem.is_error])
    return read, problems


def judged(path: str, data: bytes) -> tuple[Method | None, list[Problem]]:
    """The method these bytes hold, `None` if it cannot be used, and all that is wrong or odd in it."""
    try:
        source = as_source(path, data)
    except Unreadable as refusal:
        return None, [refusal.problem(path)]
    read, problems = record(Method, source)
    if read:
        problems += [source.problem(code, said, at) for code, at, said in faults(read)]
        problems += [source.warning(code, said, at) for code, at, said in oddities(read)]
    return None if any(problem.is_error for problem in problems) else read, problems


def broken(errors: list[Problem]) -> BrokenMethod:
    """The refusal that names the first place, and says what is wrong at each, with its code."""
    places = [f"{problem.path}:{problem.line}:{problem.column}" for problem in errors]
    details = [
        message("{place}: {what} [{code}]", place=place, what=problem.message, code=problem.code)
        for place, problem in zip(places, errors, strict=True)
    ]
    return BrokenMethod(place=places[0], path=errors[0].path, details=details)
