"""What the method at hand calls things: stages, milestones, sources, lost reasons, saved queries.

Read as plain values: whether the method is sound is no matter here, and asking would take its time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from funnel_cli.completing.offered_records import METHOD_FILE
from funnel_cli.store.patching.edits import Plain
from funnel_cli.store.reading.plain import as_plain, read_bytes
from funnel_cli.store.reading.unreadable import Unreadable

_MethodPart = Mapping[str, Plain]
"""A stage, milestone, source or reason, as it is written."""

_LISTS = {
    "STAGE": "stages",
    "SOURCE": "sources",
    "REASON": "lost_reasons",
}


def names_like(
    root: str, kind: str, word: str, language: str, stage: str | None
) -> Iterator[tuple[str, str]]:
    """Id and title of what begins like the word in its id, or has it in its title in any language.

    The title is the one in the reader's language, unless only another has the word. `kind` is STAGE,
    MILESTONE, SOURCE, REASON, FORM, KIND, SAVED, TEAM, TEAM_NAME or AXIS=N; `stage` is whose milestones are
    meant, else all are. A method that cannot be read names nothing.
    """
    try:
        method = as_plain(read_bytes(f"{root}/{METHOD_FILE}"), "yaml")
    except Unreadable:
        return
    typed = word.casefold()
    for named in _of_kind(method, kind, stage):
        id, titles = str(named.get("id")), _titles(named, language)
        if not id.startswith(typed):
            titles = [title for title in titles if typed in title.casefold()]
        if titles:
            yield id, titles[0]


def _of_kind(method: _MethodPart, kind: str, stage: str | None) -> Iterator[_MethodPart]:
    """Everything of that kind in the method, in its order."""
    if kind == "MILESTONE":
        return _milestones(method, stage)
    readers: Mapping[str, Callable[[_MethodPart], Iterator[_MethodPart]]] = {
        "SAVED": _queries,
        "TEAM": lambda method: _teams(method, "team:"),
        "TEAM_NAME": lambda method: _teams(method, ""),
        "AXIS=N": _axes,
        "KIND": _activities,
        "FORM": _forms,
    }
    return readers[kind](method) if kind in readers else _each(method, _LISTS[kind])


def _forms(method: _MethodPart) -> Iterator[_MethodPart]:
    from funnel_cli.records.kept_forms import LOSS_REPORT, VISIT_REPORT

    yield from _each(method, "forms")
    for form in (LOSS_REPORT, VISIT_REPORT):
        yield {"id": form.id, "title": dict(form.label.texts)}


def _activities(method: _MethodPart) -> Iterator[_MethodPart]:
    """The kinds of log entries, the usual ones where the method says none."""
    if method.get("activities"):
        yield from _each(method, "activities")
        return
    from funnel_cli.records.kinds import ACTIVITIES

    for each in ACTIVITIES:
        yield {"id": each.id, "title": dict(each.label.texts)}


def _queries(method: _MethodPart) -> Iterator[_MethodPart]:
    settings = method.get("settings")
    queries = settings.get("queries") if isinstance(settings, dict) else None
    if isinstance(queries, dict):
        yield from ({"id": name, "title": words} for name, words in queries.items())


def _teams(method: _MethodPart, before: str) -> Iterator[_MethodPart]:
    """The teams, with what a call says before their names or nothing, and with their owners for a title."""
    settings = method.get("settings")
    teams = settings.get("team") if isinstance(settings, dict) else None
    if isinstance(teams, dict):
        for name, reps in teams.items():
            yield {"id": f"{before}{name}", "title": ", ".join(_texts(reps))}


def _axes(method: _MethodPart) -> Iterator[_MethodPart]:
    """The axes of strength, with the sign that a score stands behind."""
    axes = method.get("strength")
    if isinstance(axes, dict):
        titles = {id: axis.get("title") if isinstance(axis, dict) else None for id, axis in axes.items()}
        yield from ({"id": f"{id}=", "title": title or id} for id, title in titles.items())


def _milestones(method: _MethodPart, stage: str | None) -> Iterator[_MethodPart]:
    """The milestones of that stage, before the first those of the entry; all where there is no such stage."""
    stages = list(_each(method, "stages"))
    present = [each for each in stages if stage and stage in (each.get("id"), *_texts(each.get("formerly")))]
    if present[:1] in ([], stages[:1]):
        yield from _each(method, "entry")
    for each in present or stages:
        yield from _each(each, "milestones")
    if not present:
        yield from _each(method, "after_win")


def _titles(named: _MethodPart, language: str) -> list[str]:
    """The titles in the reader's language, in English, and in the others; the id where there is none."""
    title = named.get("title")
    texts = title if isinstance(title, dict) else {"en": title or named.get("id")}
    order = sorted(texts, key=lambda code: (code != language, code != "en"))
    return [str(texts[code]) for code in order]


def _each(plain: _MethodPart, key: str) -> Iterator[_MethodPart]:
    found = plain.get(key)
    yield from (each for each in found if isinstance(each, dict)) if isinstance(found, list) else ()


def _texts(plain: Plain) -> list[str]:
    return [str(each) for each in plain] if isinstance(plain, list) else []
