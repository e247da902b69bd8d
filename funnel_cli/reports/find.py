"""Where a text stands: in which deal, customer, lead or review, in what of it, and on which line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date as Day

from funnel_cli.finding.hits import Hit
from funnel_cli.finding.names import term_of
from funnel_cli.finding.people import LEAD_STAGES
from funnel_cli.finding.subjects import title_of
from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.filed_review import Review
from funnel_cli.records.lead import Lead
from funnel_cli.reports.deal_names import called
from funnel_cli.reports.deals import place_term
from funnel_cli.reports.explanation import Locating
from funnel_cli.values.message import Named, Term, message
from funnel_cli.values.table import Cell, Document, day, table, text
from funnel_cli.values.typed import shell_words

_ONE_SCREEN = 16
"""So many lines people are shown, unless they ask for all."""

_AROUND = 60
"""So many letters of a long line are shown on either side of its middle."""

_REMOVED = Term("removed", message("removed"))

_RECORDS = {
    "Opportunity": Term("deal", message("deal")),
    "Lead": Term("lead", message("lead")),
    "Customer": Term("customer", message("customer")),
    "Review": Term("review", message("review")),
}

_NAME = Term("name", message("Name"))
_DETAIL = Term("detail", message("Detail"))

_PLACES = {
    "id": _NAME,
    "name": _NAME,
    "customer": _NAME,
    "former_names": _NAME,
    "contacts": Term("contact", message("Contact")),
    "milestones": Term("evidence", message("Evidence")),
    "next_step": Term("next_step", message("Next step")),
    "lost": Term("loss_report", message("Loss report")),
    "history": Term("history", message("History")),
    "facts": Term("fact_card", message("Basic Fact Card")),
    "notes": Term("decision", message("Decision")),
    "planned": Term("planned", message("Planned")),
    "promises": Term("promise", message("Promise")),
}
"""What a text is, by the first key that leads to it; a detail under any other."""


def find_document(
    found: Sequence[Hit], book: Book, words: Sequence[str], spot: Locating, *, is_whole: bool
) -> Document:
    """Every line that was found, with where it stands; people see one screen unless they want the whole."""
    said = " ".join(words)
    return Document(
        schema="funnel.find/1",
        title=message("Found: {words}", words=said),
        head={"text": said},
        tables=(
            table(
                "found",
                found,
                text(
                    "record",
                    message("Kind"),
                    lambda each: _RECORDS[type(each.record).__name__],
                    on_screen=False,
                ),
                text("id", message("Id"), _id, on_screen=False, in_pipe=True),
                text("of", message("Of"), _of, weight=9),
                text("state", message("Stage"), lambda each: _state(each, book), weight=6),
                text("where", message("Where"), lambda each: _where(each, book), weight=8, is_line=True),
                day("date", message("Date"), _day, weight=7),
                text(
                    "line",
                    message("What it says"),
                    lambda each: _excerpt(each, words),
                    weight=10,
                    is_prose=True,
                ),
                text("file", message("File"), lambda each: spot(each.record.file, each.way), on_screen=False),
                numbered=True,
                first=None if is_whole else _ONE_SCREEN,
                rest=f"funnel find {shell_words(words)} --all",
                empty=message("Nothing that was written holds “{words}”.", words=said),
            ),
        ),
        notes=() if found else (_HINT,),
    )


_HINT = message("A shorter word finds more, and Chinese is found by the first letters too: 华能 by hn.")


def _id(hit: Hit) -> Cell:
    record = hit.record
    if isinstance(record, Opportunity):
        return called(record)
    return record.week if isinstance(record, Review) else record.id


def _of(hit: Hit) -> Cell:
    record = hit.record
    if isinstance(record, Review):
        return message("Review of {week}", week=record.week)
    return Named(title_of(record), title_of(record))


def _state(hit: Hit, book: Book) -> Cell:
    record = hit.record
    if isinstance(record, Opportunity):
        return _REMOVED if record.removed else record.stage and place_term(record.stage, book.method)
    return term_of(record.stage, LEAD_STAGES) if isinstance(record, Lead) else None


def _where(hit: Hit, book: Book) -> Term:
    """What the text is: a name, a contact, what kind of log entry, evidence for what, which form."""
    key = str(hit.way[0])
    if key == "log" and isinstance(hit.record, Opportunity | Lead):
        kind = term_of(hit.record.log[int(hit.way[1])].kind, book.method.activities)
        return Term(key, kind.label if isinstance(kind, Term) else kind or "")
    if key == "forms":
        form = book.method.form(str(hit.way[1]))
        return Term("form", form.label if form else str(hit.way[1]))
    if key == "milestones":
        milestone = book.method.milestone(str(hit.way[1]))
        return Term("evidence", milestone.label if milestone else _PLACES[key].label)
    return _PLACES.get(key, _DETAIL)


def _day(hit: Hit) -> Day | None:
    record = hit.record
    if hit.way[0] == "lost" and isinstance(record, Opportunity):
        return record.closed
    if hit.way[0] == "next_step" and isinstance(record, Opportunity | Lead) and record.next_step:
        return record.next_step.due
    return hit.day


def _excerpt(hit: Hit, words: Sequence[str]) -> Term:
    """The line, for people no more of a long one than what is around the first word."""
    line = hit.line
    if len(line) <= 2 * _AROUND:
        return Term(line, line)
    places = (line.casefold().find(word.casefold()) for word in words)
    at = min((place for place in places if place >= 0), default=0)
    first = max(min(at - _AROUND, len(line) - 2 * _AROUND), 0)
    cut = line[first : first + 2 * _AROUND].strip()
    return Term(line, f"{'…' * (first > 0)}{cut}{'…' * (first + 2 * _AROUND < len(line))}")
