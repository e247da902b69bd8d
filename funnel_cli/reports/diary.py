"""The days of open deals for a calendar: when next steps are due, and when deals are expected to close."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from funnel_cli.records.book import Book
from funnel_cli.records.customer import NextStep
from funnel_cli.time.standing import Standing
from funnel_cli.values.message import Message, Text, message
from funnel_cli.values.table import Appointment, Diary


def diary(active: Iterable[Standing], book: Book) -> Diary:
    """The appointments of these deals, the earliest first; next steps without a day are counted."""
    active = tuple(active)
    found = sorted(_appointments(active, book), key=lambda each: (each.day, each.uid))
    undated = sum(each.deal.next_step is not None and each.deal.next_step.due is None for each in active)
    left_out = (
        message("{count:next step|next steps} without a day cannot stand in a calendar.", count=undated),
    )
    return Diary(title=message("Next steps"), appointments=tuple(found), left_out=left_out[: bool(undated)])


def _appointments(deals: Iterable[Standing], book: Book) -> Iterator[Appointment]:
    for each in deals:
        deal, step = each.deal, each.deal.next_step
        if step and step.due:
            yield Appointment(
                uid=f"{deal.id}.next@funnel",
                day=step.due,
                title=message("{action}: {deal}", action=_action(step), deal=deal.title),
                kind=message("Next step"),
                lines=tuple(_lines(each, book)),
            )
        if deal.expected_close:
            yield Appointment(
                uid=f"{deal.id}.close@funnel",
                day=deal.expected_close,
                title=message("{action}: {deal}", action=message("Expected close"), deal=deal.title),
                kind=message("Expected close"),
                lines=tuple(_lines(each, book)),
            )


def _action(step: NextStep) -> Text:
    return step.action or message("Next step")


def _lines(each: Standing, book: Book) -> Iterator[Message]:
    """What one wants to know on the way: the id, stage, amount, and whose deal it is."""
    deal = each.deal
    stage = book.method.stage(deal.stage)
    yield message("Deal: {deal}", deal=deal.id)
    yield message("Stage: {stage}", stage=stage.title if stage else deal.stage)
    if each.amount is not None:
        yield message("Amount: {amount}", amount=each.amount)
    if deal.owner:
        yield message("Owner: {owner}", owner=deal.owner)
