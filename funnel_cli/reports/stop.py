"""One stop of the weekly round: a deal on a few lines, with why it should be taken up."""

from __future__ import annotations

from collections.abc import Iterator

from funnel_cli.gate import gate
from funnel_cli.message import Text, message
from funnel_cli.model import Book
from funnel_cli.names import log_kind
from funnel_cli.reports.attention import attention, told
from funnel_cli.reports.checklist import gate_sentence
from funnel_cli.reports.deals import stage_term
from funnel_cli.reports.next_steps import how_soon
from funnel_cli.standing import Standing
from funnel_cli.table import Cell, Document


def stop(where: Standing, book: Book, number: int, count: int) -> Document:
    """The deal as stop `number` of `count`: money and stage, the reasons, gate, next step, last word."""
    return Document(
        schema="funnel.review/1",
        title=message("{number}/{count}  {deal}", number=number, count=count, deal=where.deal.id),
        lines=(message("{title}", title=where.deal.title), *_reasons(where, book)),
        card=tuple(_facts(where, book)),
    )


def _reasons(where: Standing, book: Book) -> Iterator[Text]:
    """Why it is looked at, or that there is nothing any more."""
    found = attention((where,), book)
    for each in found:
        for reason in told(each.findings):
            yield message("! {reason}", reason=reason)
    if not found:
        yield message("Nothing to complain about any more.")


def _facts(where: Standing, book: Book) -> Iterator[tuple[Text, Cell]]:
    """What one has to know to decide, label by label."""
    deal = where.deal
    yield (
        message("Amount"),
        message(
            "{amount} at {odds}, {stage} for {days:day|days}, closes {close}",
            amount=where.amount,
            odds=where.probability,
            stage=stage_term(where),
            days=where.days,
            close=deal.expected_close,
        ),
    )
    if where.stage:
        present = gate(deal, where.stage, book)
        open_ = tuple(criterion.label for criterion in present.open_criteria)
        said = gate_sentence(present)
        yield message("Gate"), message("{said} Open: {open}.", said=said, open=open_) if open_ else said
    if step := deal.next_step:
        yield (
            message("Next step"),
            message("{action} ({when})", action=step.action, when=how_soon(step, book)),
        )
    if deal.log:
        last = deal.log[-1]
        yield (
            message("Last word"),
            message("{day}, {kind}: {text}", day=last.date, kind=log_kind(last.kind), text=last.text),
        )
