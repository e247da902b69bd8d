"""Commands about the funnel itself: health, stalled, conversion, losses, sources, territory."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import (
    Everything,
    Explain,
    PeriodOrQuery,
    Words,
    flag,
    option,
    session_of,
    show_explained,
)


def health(
    ctx: typer.Context,
    words: Words = None,
    period: Annotated[
        str | None, option("PERIOD", "Whose target it is held against; default this quarter.")
    ] = None,
    against: Annotated[str, option("REFERENCE", "Hold the stages against ideal or last period.")] = "ideal",
    everything: Everything = False,
    explain: Explain = False,
) -> None:
    """Check the funnel's shape and its usual faults.

    And its weighted total against the target of a period, and its velocity. --all shows each stage
    against the ideal, or the last period, and every evidence; --part compared, in_out, pushes,
    concentration and conversion show more.
    """
    from funnel_cli.reports.health import health_report

    session = session_of(ctx)
    order = session.order(words or (), most=0)
    if period:
        order = order._replace(periods=(session.calendar.period(period),))
    report = health_report(order, against, is_whole=session.shows_all(everything))
    show_explained(session, report, explain=explain)


def stalled(ctx: typer.Context, words: Words = None, everything: Everything = False) -> None:
    """Show which deals are stalled, and why.

    Past the limit of their stage and with no next step ahead: which clock ran out, the first open
    criterion, and what such a stall usually means. The most money first; --all shows every one.
    """
    from funnel_cli.reports.stalled import stalled_document, stalls, unaged

    session = session_of(ctx)
    query, deals = session.query(words or ())
    some, book = stalls(deals, session.book), session.book
    is_whole = session.shows_all(everything)
    session.show(stalled_document(some, book, query.text, unknown=unaged(deals), is_whole=is_whole))


def conversion(
    ctx: typer.Context,
    words: PeriodOrQuery = None,
    calibration: Annotated[
        bool, flag("Hold the method's odds against what deals in each stage did.", "--calibration")
    ] = False,
    explain: Explain = False,
) -> None:
    """Show how many deals get through, are won, and how long it takes.

    Over the whole history, or over what was decided in a period. --calibration tells whether the
    method's percentages hold for your own deals.
    """
    from funnel_cli.reports.calibration import calibration_report
    from funnel_cli.reports.conversion import conversion_report

    session = session_of(ctx)
    report = calibration_report if calibration else conversion_report
    show_explained(session, report(session.order(words or (), is_past=True)), explain=explain)


def losses(
    ctx: typer.Context,
    words: PeriodOrQuery = None,
    by: Annotated[
        str | None, option("LOSS_KEY", "Cut by this alone: reason, stage, competitor, owner, source, size, …")
    ] = None,
    explain: Explain = False,
) -> None:
    """Show why deals were lost.

    By reason, by the stage they were lost from and by who won them, with what was said. Over the
    whole history, or in a period.
    """
    from funnel_cli.reports.losses import losses_report

    session = session_of(ctx)
    show_explained(session, losses_report(session.order(words or (), is_past=True), by), explain=explain)


def sources(
    ctx: typer.Context,
    words: PeriodOrQuery = None,
    by: Annotated[
        str, option("RESULT_KEY", "source, owner, customer, region, industry, size or customer_kind.")
    ] = "source",
    explain: Explain = False,
) -> None:
    """Show what each source brings: deals, wins, win rate, amount and days.

    Over the whole history, or what came in and was decided in a period. --by asks the same of each
    owner, region, size of deal, and of new and existing customers.
    """
    from funnel_cli.reports.sources import results_report

    session = session_of(ctx)
    show_explained(session, results_report(session.order(words or (), is_past=True), by), explain=explain)


def territory(
    ctx: typer.Context,
    words: PeriodOrQuery = None,
    by: Annotated[str | None, option("AREA", "Only by owner, region or industry.")] = None,
    explain: Explain = False,
) -> None:
    """Show what owners, regions and industries hold, against the mean.

    Of each its quota, amount × probability of its open deals, and whether it is about the mean.
    With a period, of the deals due in it.
    """
    from funnel_cli.reports.territory import territory_report

    session = session_of(ctx)
    show_explained(session, territory_report(session.order(words or ()), by), explain=explain)
