"""What the method at hand calls things: stages, milestones, sources, lost reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from funnel_cli.method import Choice, Method, Milestone, Stage
from funnel_cli.store.book import read_method
from funnel_cli.store.methods import BrokenMethod

Named = Stage | Milestone | Choice


def names_like(
    root: str, kind: str, word: str, language: str, stage: str | None
) -> Iterator[tuple[str, str]]:
    """Id and title of what begins like the word in its id, or has it in its title in any language.

    The title is the one in the reader's language, unless only another has the word. `kind` is STAGE,
    MILESTONE, SOURCE or REASON; `stage` is whose milestones are meant, else all are. A method that
    cannot be understood names nothing.
    """
    try:
        method, _ = read_method(Path(root))
    except BrokenMethod:
        return
    typed = word.casefold()
    for named in _of_kind(method, kind, stage):
        texts = named.label.texts
        titles = sorted(texts.values(), key=lambda title: title != texts.get(language, texts.get("en")))
        if not named.id.startswith(typed):
            titles = [title for title in titles if typed in title.casefold()]
        if titles:
            yield named.id, titles[0]


def _of_kind(method: Method, kind: str, stage: str | None) -> Iterable[Named]:
    """Everything of that kind in the method, in its order."""
    match kind:
        case "STAGE":
            return method.stages
        case "SOURCE":
            return method.sources
        case "REASON":
            return method.lost_reasons
    present = method.stage(stage)
    return present.milestones if present else method.milestones
