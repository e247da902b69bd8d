"""`funnel export month`: the tables of a month, into one workbook or as files in a folder."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from funnel_cli.finding.query import is_query_word
from funnel_cli.render.choice import chosen_parts
from funnel_cli.render.delivery import CannotWrite
from funnel_cli.render.output import Output, format_from
from funnel_cli.reports.exports import last_whole_month, month_pack
from funnel_cli.session import Session
from funnel_cli.store.layout import demand_no_way_out
from funnel_cli.values.errors import UsageRefused, system_reason
from funnel_cli.values.message import N_
from funnel_cli.values.table import Document
from funnel_cli.wishes import OnePeriodAtATime

_TEXTS = frozenset({"table", "plain", "piped"})
"""The formats whose files are called `.txt`."""


class FieldsOfOneTable(UsageRefused):
    """`--fields` was given for a folder that gets several tables."""

    sentence = N_("--fields takes columns of one table, and this folder gets several.")
    cure = N_("Say which table: --part NAME")


def export_month(session: Session, words: Sequence[str]) -> None:
    """Show the pack of the period that was named, else of the last whole month, as of its last day.

    An `-o` without an extension is a folder: it gets a file for each table, called after the period.
    """
    asked = [word for word in words if not is_query_word(word)]
    if len(asked) > 1:
        raise OnePeriodAtATime
    period = session.calendar.back.period(asked[0]) if asked else last_whole_month(session.calendar)
    session.look_back(period.last)
    order = session.order([word for word in words if is_query_word(word)])
    document = month_pack(order._replace(periods=(period,)))
    place = session.wishes.output
    if place is None or (place.suffix and not os.path.isdir(place)):  # noqa: PTH112
        session.show(document, piped="csv")
    else:
        _show_in(session, document, place, period.name)


def _show_in(session: Session, document: Document, folder: Path, period: str) -> None:
    """Write a file for each table, or for the part that was asked for, over those of an earlier run."""
    wishes = session.wishes
    form = format_from(wishes.format, None, is_terminal=False, piped="csv")
    tables = chosen_parts(document, Output(part=wishes.part, language=session.language)).tables
    if wishes.fields and len(tables) > 1:
        raise FieldsOfOneTable
    demand_no_way_out(folder / period)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotWrite(path=str(folder), reason=system_reason(error)) from error
    for table in tables:
        path = folder / f"{period}-{table.name}.{'txt' if form in _TEXTS else form}"
        session.wishes = wishes._replace(output=path, format=form, part=None)
        session.show(replace(document, tables=(table,)))
