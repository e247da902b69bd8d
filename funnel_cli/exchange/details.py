"""What a row says of a deal beside its price and its stage: people, notes, tags, odds, a rest, its source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date as Day

from funnel_cli.exchange.facts import RowFacts
from funnel_cli.exchange.labels import choice_of
from funnel_cli.exchange.mapping import as_yaml
from funnel_cli.records.customer import Contact, LogEntry
from funnel_cli.records.deal import Override, Pause
from funnel_cli.records.method import Method
from funnel_cli.values.message import Message, message

BETWEEN_TAGS = re.compile(r"\s*[,;|、，；]\s*")
WORD = re.compile(r"[^\s,:]+")
"""What may be the id of a source in a method."""


def contacts_of(row: RowFacts) -> tuple[Contact, ...]:
    """The person that the row names, or reaches by mail or telephone."""
    email, phone = row.texts.get("email"), row.texts.get("phone")
    name = row.texts.get("contact") or email or phone
    if name is None:
        return ()
    return (Contact(name=name, title=row.texts.get("contact_title"), phone=phone, email=email),)


def log_of(row: RowFacts, closed: Day | None, header: str, today: Day | None) -> tuple[LogEntry, ...]:
    """The notes of the row as an entry of the day of the last contact; `header` is what that is called.

    Notes without such a day are of the day of the outcome, else of creation, else of today.
    """
    notes, last = row.texts.get("notes"), row.days.get("last_contact")
    if last is None and notes is None:
        return ()
    day = last or closed or row.days.get("created") or today
    return (LogEntry(date=day, text=notes or header),) if day else ()


def tags_of(row: RowFacts) -> tuple[str, ...]:
    """The tags of the row, each once."""
    return tuple(dict.fromkeys(filter(None, BETWEEN_TAGS.split(row.texts.get("tags", "")))))


def override_of(row: RowFacts, stage: str | None, method: Method, today: Day | None) -> Override | None:
    """The rep's own odds, where they are not those of the stage."""
    known = method.stage(stage) if stage else None
    if row.odds is None or known is None or row.odds == method.odds(known):
        return None
    return Override(value=row.odds, date=today)


def pause_of(row: RowFacts, today: Day | None, *, is_paused: bool) -> Pause | None:
    """The rest of a deal whose label or day says that it rests; since when nobody wrote down."""
    until = row.days.get("paused_until")
    return Pause(since=today, until=until) if is_paused or until else None


def source_of(row: RowFacts, method: Method, said: Mapping[str, str]) -> str | None:
    """The method's source that the row means, else its words, made one where a method can have it."""
    text = row.texts.get("source")
    if text is None:
        return None
    meant = said.get(text, text)
    return choice_of(method.sources, meant) or as_word(meant)


def as_word(text: str) -> str:
    """The text as a method could have it for an id: without spaces, commas and colons."""
    return text if WORD.fullmatch(text) else re.sub(r"[\s,:/-]+", "-", text).strip("-").lower() or "-"


def unknown_sources(rows: Iterable[RowFacts], method: Method, said: Mapping[str, str]) -> Iterator[Message]:
    """An offer to add the sources that the method lacks."""
    counts: dict[str, int] = {}
    for row in rows:
        text = row.texts.get("source")
        if text and choice_of(method.sources, said.get(text, text)) is None:
            counts[text] = counts.get(text, 0) + 1
    if counts:
        ids = {text: as_yaml(as_word(said.get(text, text))) for text in counts}
        yield message(
            "The method has no source {sources}. Add to its sources: {entries}"
            " – or say in a mapping which they are: {example}",
            sources=", ".join(f"“{text}” ({count})" for text, count in counts.items()),
            entries=" ".join(f"- {{id: {id}, title: {as_yaml(text)}}}" for text, id in ids.items()),
            example="sources: {" + ", ".join(f"{as_yaml(text)}: …" for text in counts) + "}",
        )
