"""What a row says of a deal beside its price and its stage: people, notes, tags, odds, a rest, its source."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date as Day

from funnel_cli.exchange.known import bare
from funnel_cli.exchange.labels import choice_of
from funnel_cli.exchange.mapping import ColumnMap, as_yaml
from funnel_cli.exchange.row_facts import RowFacts
from funnel_cli.finding.method_words import LISTS, adding, as_method_id
from funnel_cli.finding.words import MANY
from funnel_cli.records.customer import Contact, LogEntry
from funnel_cli.records.deal import LOST, Override, Pause
from funnel_cli.records.method import Method
from funnel_cli.values.message import Message, message

_MAPS = {"source": "sources", "reason": "reasons"}
"""What a mapping calls the words of each list."""
_BETWEEN_TAGS = re.compile(r"\s*[,;|、，；]\s*")


def row_contacts(row: RowFacts) -> tuple[Contact, ...]:
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
    return tuple(dict.fromkeys(filter(None, _BETWEEN_TAGS.split(row.texts.get("tags", "")))))


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
    return choice_of(method.sources, meant) or as_method_id(meant)


def unknown_words(
    row: RowFacts, stage: str | None, method: Method, wishes: ColumnMap
) -> Iterator[tuple[str, str]]:
    """The source, and of a lost deal the reason, that the method lacks: the key of a list, and a word."""
    said = {"source": wishes.sources, "reason": {bare(text): code for text, code in wishes.reasons.items()}}
    texts = {"source": row.texts.get("source")}
    if stage == LOST and (reason := row.texts.get("lost_reason")):
        texts["reason"] = said["reason"].get(bare(reason), reason)
    for key, text in texts.items():
        word = text and said[key].get(text, text)
        if word and choice_of(LISTS[key].of(method), word) is None:
            yield key, word


def missing_words(unknown: Counter[tuple[str, str]]) -> Iterator[Message]:
    """An offer for each list to add the words that the method lacks, those of most rows."""
    for key, known in LISTS.items():
        some = [(word, count) for (its, word), count in unknown.most_common(MANY) if its == key]
        if some:
            yield message(
                "The method has no {kind} {words}. Add what is missing: {command}"
                " – or say in a mapping what is meant: {example}",
                kind=known.kind,
                words=", ".join(f"“{word}” ({count})" for word, count in some),
                command=adding([(key, word) for word, _ in some]),
                example=f"{_MAPS[key]}: {{{', '.join(f'{as_yaml(word)}: …' for word, _ in some)}}}",
            )
