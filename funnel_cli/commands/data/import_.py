"""`funnel import`: deals from a CSV file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from funnel_cli.commands.options import Date, DryRun, session_of

SAMPLE = 5
"""So many rows of a kind that need no attention are shown to a person."""


def run(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A CSV or tab-separated file, - for stdin, or a pack.")
    ],
    map: Annotated[
        str | None, typer.Option(metavar="FILE|NAME", help="A mapping file, or one that is shipped: maven.")
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(metavar="NAME", help="gb18030, cp1252, …; default UTF-8.")
    ] = None,
    delimiter: Annotated[
        str | None, typer.Option(metavar="SIGN", help="comma, semicolon, tab, pipe, or the sign itself.")
    ] = None,
    skip: Annotated[
        int | None, typer.Option(metavar="N", help="So many lines stand above the header.", min=0)
    ] = None,
    date_order: Annotated[str | None, typer.Option(metavar="ORDER", help="dmy, mdy, ymd or excel.")] = None,
    decimal: Annotated[str | None, typer.Option(metavar="MARK", help="point or comma.")] = None,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Bring deals in from a CSV file.

    Columns are recognised by their headers, or named in a mapping file. A second import of the same
    file changes nothing; a doubtful match is shown and never merged; one bad row and nothing is
    written. --dry-run lists every row as new, changed, same, suspect or bad, with the reasons.

    A folder that funnel handover packed is taken in as it is, byte for byte; so are the whole records
    of a .jsonl file that funnel export records wrote, each into its own file.
    """
    from funnel_cli.exchange.matching import as_change
    from funnel_cli.exchange.pack import is_pack, read_pack
    from funnel_cli.exchange.reading import form_of, read_import, read_wishes
    from funnel_cli.exchange.records import ENDING, read_records
    from funnel_cli.exchange.report import import_document
    from funnel_cli.names import demand_deals
    from funnel_cli.wishes import at_home

    session = session_of(ctx)
    demand_deals(session.written.method)
    file = at_home(file)
    if is_pack(file):
        session.write(*read_pack(file, session.written), is_dry=dry_run)
        return
    if file.suffix == ENDING:
        session.write(*read_records(file, session.root, session.written), is_dry=dry_run)
        return
    form = form_of(encoding, delimiter, skip)
    wishes = read_wishes(str(at_home(map)) if map else None, date_order=date_order, decimal=decimal)
    with session.progress() as progress:
        plan = read_import(file, session.written, session.day_of(date), wishes, form=form, progress=progress)
    if dry_run:
        sample = SAMPLE if session.is_for_people else None
        session.show(import_document(plan, session.book.currency, sample=sample))
        return
    session.apply(as_change(plan))
