"""What a row says of a deal beside its price: people, notes, tags, odds, a rest, its source, and where it
stands with its closing day; and the rows that only go on with the one above.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date as Day
from typing import Any

from funnel_cli.exchange.known import NO, ONCE, YES, bare
from funnel_cli.exchange.labels import SAYS_OPEN, Meanings, choice_of
from funnel_cli.exchange.mapping import ColumnMap, as_yaml
from funnel_cli.exchange.row_facts import RowFacts
from funnel_cli.exchange.sheet import Sheet, SheetRow
from funnel_cli.exchange.sheet_columns import Columns
from funnel_cli.finding.method_words import LISTS, adding
from funnel_cli.finding.names import ERP_STATES
from funnel_cli.finding.words import MANY, choice_called
from funnel_cli.records.customer import Contact, LogEntry
from funnel_cli.records.deal import LOST, OUTCOMES, WON, Contract, Erp, Override, Pause
from funnel_cli.records.method import Method
from funnel_cli.values.message import Message, Term, message
from funnel_cli.values.typed import normal

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


def told_fields(item: Any) -> dict[str, Any]:
    """The fields of an item that say something."""
    return {each.name: value for each in fields(item) if (value := getattr(item, each.name))}


def joined_items(before: tuple[Any, ...], after: tuple[Any, ...]) -> tuple[Any, ...]:
    """The list with the items that it lacks; people are told by name, notes by their text.

    Of somebody who is in it stands there what the row says, and else what stood there.
    """
    told = {item_name(item): item for item in after}
    there = [(item, told.pop(item_name(item), None)) for item in before]
    held = (
        replace(item, **told_fields(said) | {"name": item.name}) if isinstance(said, Contact) else item
        for item, said in there
    )
    return (*held, *told.values())


def item_name(item: Any) -> object:
    """What tells an item of a list from the others: a person's name, a note's text, else the item itself."""
    name = getattr(item, "name", None) or getattr(item, "text", None)
    return normal(name).casefold() if isinstance(name, str) else item


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


def own_list(row: RowFacts, field: str) -> tuple[str, ...]:
    """The words of a list in a table of ours."""
    return tuple(filter(None, row.texts.get(field, "").split("; ")))


def contract_of(row: RowFacts) -> Contract | None:
    """The contract of a row in a table of ours, with what the ERP answered."""
    status = choice_called(row.texts.get("erp", ""), ERP_STATES)
    erp = Erp(status=int(status.id), message=row.texts.get("erp_message")) if status else None
    number = row.texts.get("contract")
    return Contract(number=number, erp=erp) if number or erp else None


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


def unknown_words(
    row: RowFacts, stage: str | None, method: Method, wishes: ColumnMap
) -> Iterator[tuple[str, str]]:
    """The source, and of a lost deal the reason, that the method lacks: the key of a list, and a word."""
    source, reason = row.texts.get("source"), row.texts.get("lost_reason") if stage == LOST else None
    words = {
        "source": source and wishes.source_meant(source),
        "reason": reason and wishes.reason_meant(reason),
    }
    for key, word in words.items():
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
                words=[
                    Term(word, message("“{word}” ({count})", word=word, count=count)) for word, count in some
                ],
                command=adding([(key, word) for word, _ in some]),
                example=f"{_MAPS[key]}: {{{', '.join(f'{as_yaml(word)}: …' for word, _ in some)}}}",
            )


_WORDS = {WON: message("won"), LOST: message("lost"), SAYS_OPEN: message("open")}

LabelFault = tuple[str, Message]
"""A stable code and the sentence."""


def decided(row: RowFacts, known: Meanings) -> str | None:
    """The outcome that columns other than the stage tell of: `won`, `lost`, or `None`."""
    status = known.of_status(row.texts.get("status", ""))
    if status in OUTCOMES:
        return status
    if _flag(row, "is_won") in YES:
        return WON
    if _flag(row, "is_closed") in YES and _flag(row, "is_won") in NO:
        return LOST
    return LOST if _is_archived(row) and not row.texts.get("percent", "?").strip("0.,% ") else None


def row_stage(row: RowFacts, known: Meanings) -> str | None:
    """The stage or outcome of the row, `None` where nothing says."""
    status = known.of_status(row.texts.get("status", ""))
    by_status = None if status == SAYS_OPEN else status
    return decided(row, known) or known.of_stage(row.texts.get("stage", "")) or by_status


def closing_day(row: RowFacts, stage: str | None) -> Day | None:
    """The day on which a deal of that outcome was decided, `None` for open ones and where nothing says."""
    if stage not in OUTCOMES:
        return None
    own = row.days.get("won_on" if stage == WON else "lost_on")
    return own or row.days.get("closed") or _exact(row, "close") or _exact(row, "expected_close")


def outcome_remarks(row: RowFacts, stage: str | None) -> Iterator[Message]:
    """What is to be said of a deal whose outcome is dated by the day on which it was expected."""
    days = {"won_on" if stage == WON else "lost_on", "closed", "close"}
    if stage in OUTCOMES and days.isdisjoint(row.days) and (day := closing_day(row, stage)):
        yield message(
            "{stage} on {day}, the day it was expected, for want of another", stage=_WORDS[stage], day=day
        )


def says_paused(row: RowFacts, known: Meanings) -> bool:
    """Whether a label of the row, or a yes in a table of ours, says that the deal rests."""
    labels = (row.texts.get("status", ""), row.texts.get("stage", ""))
    return "paused" in row.texts or any(known.is_pause(label) for label in labels if label)


def outcome_faults(row: RowFacts, known: Meanings) -> Iterator[LabelFault]:
    """Why nobody can tell where the deal of the row stands."""
    label, stage, sure = row.texts.get("stage", ""), row_stage(row, known), decided(row, known)
    meant = known.of_stage(label)
    is_said_open = known.of_status(row.texts.get("status", "")) == SAYS_OPEN or _flag(row, "is_closed") in NO
    if stage is None:
        yield "missing-stage", message("no stage")
    elif stage in OUTCOMES and closing_day(row, stage) is None:
        yield "missing-close", message("it is {stage}, and no column says on which day", stage=_WORDS[stage])
    if meant in OUTCOMES and ((sure and sure != meant) or (sure is None and is_said_open)):
        yield (
            "outcome",
            message(
                "it is {outcome}, but its stage says “{label}”",
                outcome=_WORDS[sure or SAYS_OPEN],
                label=label,
            ),
        )
    if sure == WON and is_said_open:
        yield "outcome", message("one column says that it is won, another that it is open")
    if sure is None and _is_archived(row):
        yield "outcome", message("it is inactive, but neither won nor lost")


def recurring_faults(row: RowFacts) -> Iterator[LabelFault]:
    """A fault where the amount is paid again and again, so that it is not what the customer signs."""
    every = row.texts.get("every", "")
    if row.amount is not None and bare(every) not in ONCE:
        fault = message("the amount is paid “{every}”; a deal holds that of the whole contract", every=every)
        yield "recurring", fault


def _exact(row: RowFacts, field: str) -> Day | None:
    """The day of a field, unless it is only the last of a period."""
    return None if field in row.loose else row.days.get(field)


def _flag(row: RowFacts, field: str) -> str:
    return row.texts.get(field, "").casefold()


def _is_archived(row: RowFacts) -> bool:
    return _flag(row, "active") in NO


def joined(sheet: Sheet, columns: Columns) -> Sheet:
    """The sheet with each such row joined to the one above, so that its tags are that deal's.

    Odoo leaves everything else in it blank, but for columns of the same kind that are not read; in any
    sheet a row with nothing but tags is one.
    """
    place = columns.places.get("tags")
    if columns.system != "odoo" and place is None:
        return sheet
    rows: list[SheetRow] = []
    for row in sheet.rows:
        read = [at for at in columns.places.values() if row.cells[at]]
        goes_on = read == [place] or (columns.system == "odoo" and not read)
        if rows and goes_on:
            rows[-1] = rows[-1] if place is None else _with_tag(rows[-1], place, row.cells[place])
        else:
            rows.append(row)
    return sheet._replace(rows=tuple(rows))


def _with_tag(row: SheetRow, place: int, tag: str) -> SheetRow:
    tags = ", ".join(filter(None, (row.cells[place], tag)))
    return SheetRow(row.line, (*row.cells[:place], tags, *row.cells[place + 1 :]))
