"""One deal in a few lines: what is wrong with it, what counts, whom to call, the last word.

The round stops at deals so, and `show` answers so unless everything is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import east_asian_width

from funnel_cli.finding.names import term_of
from funnel_cli.finding.people import ROLES, contacts_of
from funnel_cli.records.book import Book
from funnel_cli.records.customer import Contact
from funnel_cli.records.deal import Opportunity
from funnel_cli.reports.attention import Reason, attention, findings_in_words
from funnel_cli.reports.checklist import gate_sentence
from funnel_cli.reports.deals import stage_term, words_of
from funnel_cli.reports.next_steps import how_soon, planned_facts
from funnel_cli.time.gate import after_win, gate, skipped
from funnel_cli.time.standing import Standing
from funnel_cli.values.message import Text, message
from funnel_cli.values.table import Cell

_REASONS = 3
_CRITERIA = 3
_PEOPLE = 3
"""So many of each are told."""

CELLS = 120
"""So much of a text that somebody wrote stands in a glimpse: about two lines."""


def reasons(where: Standing, book: Book) -> tuple[Text, ...]:
    """Why the deal wants attention, a line each, the first few."""
    found = [finding for each in attention((where,), book) for finding in each.findings]
    owed = len(skipped(where.deal, book))
    lines = tuple(
        message("{reason}: {count:criterion|criteria} open", reason=each.reason.value.label, count=owed)
        if each.reason is Reason.NOT_EARNED
        else findings_in_words((each,))[0]
        for each in found
    )
    more = len(lines) - _REASONS
    return (*lines[:_REASONS], *((message("{count} more", count=more),) if more > 0 else ()))


def gate_facts(where: Standing, book: Book) -> Iterator[tuple[Text, Cell]]:
    """How far the gate is, or what follows a win, and what is open there first."""
    asked = gate(where.deal, where.stage, book) if where.stage else after_win(where.deal, book)
    if asked is None:
        return
    said, open_ = gate_sentence(asked), [criterion.label for criterion in asked.open_criteria]
    first, more = tuple(open_[:_CRITERIA]), len(open_) - _CRITERIA
    if more > 0:
        said = message("{said} Open: {open}, and {more} more.", said=said, open=first, more=more)
    elif first:
        said = message("{said} Open: {open}.", said=said, open=first)
    yield message("Gate"), said


def state(where: Standing) -> tuple[Text, Cell]:
    """Money, odds, stage and the day it is to close."""
    day = where.deal.expected_close
    told = {
        "amount": where.amount,
        "odds": where.probability,
        "stage": stage_term(where),
        "closes": message("closes {day}", day=day) if day else message("no expected close"),
    }
    if where.days is None:
        return message("Amount"), message("{amount} at {odds}, in {stage}, {closes}", **told)
    return (
        message("Amount"),
        message("{amount} at {odds}, {stage} for {days:day|days}, {closes}", **told, days=where.days),
    )


def step_and_words(where: Standing, book: Book) -> Iterator[tuple[Text, Cell]]:
    """What is agreed next, what is planned, and what was said last."""
    deal = where.deal
    if step := deal.next_step:
        action = _beginning(step.action or "")
        yield (
            message("Next step"),
            message("{action} ({when})", action=action, when=how_soon(step.due, book.day)),
        )
    yield from planned_facts(deal, book)
    if deal.log:
        last = deal.log[-1]
        words = words_of(last) or ""
        yield (
            message("Last word"),
            message(
                "{day}, {kind}: {text}",
                day=last.date,
                kind=book.method.kinds.term(last.kind),
                text=_beginning(words) if isinstance(words, str) else words,
            ),
        )


def people(deal: Opportunity, book: Book) -> Iterator[tuple[Text, Cell]]:
    """The first people of the deal, each under the role, with post, telephone and mail."""
    for who in contacts_of(deal, book)[:_PEOPLE]:
        yield term_of(who.role, ROLES) or message("Contact"), reached(who)


def reached(who: Contact) -> Cell:
    """A person with post, telephone and mail, as far as they are known."""
    told = filter(None, (who.name, who.title, who.phone, who.email))
    return tuple(map(_beginning, dict.fromkeys(told)))


def _beginning(text: str) -> str:
    line, width = " ".join(text.split()), 0
    for place, sign in enumerate(line):
        width += 2 if east_asian_width(sign) in "WF" else 1
        if width > CELLS:
            return f"{line[:place].rstrip()}…"
    return line
