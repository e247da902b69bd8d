"""From a `Document` to text: one function; a format is loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date as Day

from funnel_cli.render.choice import chosen_parts, for_people
from funnel_cli.render.output import FORMATS, Footing, Output, UnknownFormat
from funnel_cli.values.table import Document


def render(document: Document, output: Output, basis: Footing) -> str:
    """The text of the document in the format, part and columns of `output`, final newline included.

    Raises `UnknownFormat`, `UnknownPart` or `UnknownField` for names that do not exist.
    """
    return "".join(pieces(document, output, basis))


def pieces(document: Document, output: Output, basis: Footing) -> Iterable[str]:
    """The same text piece by piece, since what machines read may be very long; refused before the first."""
    asked = chosen_parts(document, output)
    part = asked.tables[0].name if output.part else None
    match output.format:
        case "table":
            from funnel_cli.render.screen import as_screen

            return (as_screen(for_people(asked, part), output, basis),)
        case "piped" | "plain" | "md" | "html":
            return (_for_people(for_people(asked, part), output, basis),)
        case "csv" | "tsv" | "json" | "jsonl":
            return _for_machines(asked, output, basis, part)
    raise UnknownFormat(output.format, FORMATS)


def workbook(document: Document, output: Output, basis: Footing) -> bytes:
    """The document, in the part and columns of `output`, as the bytes of an .xlsx file.

    Raises `UnknownPart`, `UnknownField` or `TooManyRows`.
    """
    from funnel_cli.render.excel import as_workbook

    return as_workbook(chosen_parts(document, output), output.language, basis)


def calendar(document: Document, output: Output, day: Day) -> str:
    """The text of the document's days as an .ics file, stamped with `day`.

    Raises `NoDaysForCalendar` for a document without days, `OneFormForCalendar` where a part is wished.
    """
    from funnel_cli.render.ics import NoDaysForCalendar, OneFormForCalendar, as_calendar

    if document.diary is None:
        raise NoDaysForCalendar
    if output.part is not None or output.fields:
        raise OneFormForCalendar(option="--part" if output.part is not None else "--fields")
    return as_calendar(document.diary, output.language, day)


def _for_people(document: Document, output: Output, basis: Footing) -> str:
    if output.format == "md":
        from funnel_cli.render.plain_text import as_markdown

        return as_markdown(document, output.language, basis)
    if output.format == "html":
        from funnel_cli.render.page import as_page

        return as_page(document, output.language, basis)
    from funnel_cli.render.plain_text import as_aligned, as_piped

    spelled = as_piped if output.format == "piped" else as_aligned
    return spelled(document, output.language, basis)


def _for_machines(document: Document, output: Output, basis: Footing, part: str | None) -> Iterable[str]:
    from funnel_cli.render import machine
    from funnel_cli.render.spell import FULL

    exact = output.language.writing_amounts(FULL)
    match output.format:
        case "json":
            return machine.as_json(document, basis, part=part)
        case "jsonl":
            return machine.as_jsonl(document)
        case "csv":
            return machine.as_csv(document, exact, is_raw=output.raw, decimal=output.decimal)
    return machine.as_tsv(document, exact, is_raw=output.raw)
