"""Bare `funnel`: what to do today, where there is a book and somebody to read it."""

from __future__ import annotations

from funnel_cli.session import Session


def has_shown_today(session: Session) -> bool:
    """Show what to do today; `False` in a pipe without a format, or where there is no book.

    A book that counts steps shows what was counted last.
    """
    from funnel_cli.reports.counts import IDEAL, counts, last_counted
    from funnel_cli.reports.counts_table import costs, counts_document
    from funnel_cli.reports.today import day_ahead, today
    from funnel_cli.store.layout import ClosedFolder, NoBook, NoFolder

    if session.output().format == "piped":
        return False
    try:
        book = session.book
    except (NoFolder, ClosedFolder):
        raise
    except NoBook:
        return False
    if not book.method.has_deals:
        found = counts(book, last_counted(book), IDEAL)
        session.show(counts_document(found, book, IDEAL, costs(book, found)))
        return True
    month, week = session.calendar.month(), session.calendar.week()
    quarter = session.calendar.quarter()
    session.show(today(day_ahead(session.standings, book, month, week, quarter), book))
    return True
