"""Commands for files and engines: export, sql."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date as Day
from typing import Annotated

import typer

from funnel_cli.commands.options import argument, option, session_of
from funnel_cli.finding.names import choice_named, files_unread, word_among
from funnel_cli.finding.query import parse_query
from funnel_cli.reports.record_files import with_records
from funnel_cli.reports.report_order import Order
from funnel_cli.session import Session
from funnel_cli.values.dates import Calendar
from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.message import N_, message

_RECORDS = "records"


def export(
    ctx: typer.Context,
    report: Annotated[str, argument("REPORT", "forecast, plan, waterfall, deals, health, month, facts, …")],
    words: Annotated[
        list[str] | None, argument("[PERIOD|QUERY|BOOK]...", "As the report takes them.")
    ] = None,
) -> None:
    """Write a report into a file.

    With -o forecast.csv, or -f csv for stdout. Made for scripts: the same book and the same day give
    the same bytes. If a record could not be read, exit is 5 and "partial" is said on stderr.

    With records, or with deals -f jsonl, each line has the whole record, keys of your own included;
    funnel import takes such a file into an empty book. facts is the whole book as tables for an SQL
    engine, or each of the books named: -o FOLDER for Parquet, -o FILE.sqlite or FILE.duckdb. month is
    the last whole month, or PERIOD, as of its last day: deals, forecast, waterfall, accuracy, all into
    -o FILE.xlsx, or a file each into -o FOLDER.
    """
    from funnel_cli.reports.exports import FACT_EXPORT, MONTH, export, report_named

    session = session_of(ctx)
    report = report_named(report)
    if report == FACT_EXPORT:
        from funnel_cli.commands.fact_export import export_facts

        export_facts(session, words or ())
        return
    if report == MONTH:
        from funnel_cli.commands.month_pack import export_month

        export_month(session, words or ())
        return
    if report == _RECORDS and session.wishes.is_masked:
        raise RecordsAsTheyStand
    order = _order(session, report, words or ())
    document, piped = export(report, order), "jsonl" if report == _RECORDS else "csv"
    is_whole = session.output(piped=piped).format == "jsonl" and not session.wishes.is_masked
    if report == "deals" and is_whole:
        document = with_records(document, dict(order.contents))
    session.show(document, piped=piped)


def _order(session: Session, report: str, words: Sequence[str]) -> Order:
    """What the report is made of; raises `OnePeriodAtATime`, or `NoPeriodHere` for one of none."""
    from funnel_cli.reports.exports import EXPORTS
    from funnel_cli.store.contents import contents_of

    takes = EXPORTS[report]
    for word in filter(session.calendar.period_meant, words if takes.most == 0 else ()):
        query = parse_query([word], session.book, session.calendar, only_open=False)
        if not any(map(query.matches, session.standings)):  # then it is no deal's either
            raise NoPeriodHere(report=report, word=word)
    order = session.order(words, is_past=takes.is_past, most=takes.most)
    files = {each.deal.file for each in order.deals} if words else None
    known = contents_of(session.root, files_unread(session.written, ""))
    return order._replace(contents=(each for each in known if files is None or each[0] in files))


class NoPeriodHere(UsageRefused):
    """A period was named where only deals are looked for, and none is called so."""

    sentence = N_("The export {report} is of no period, and finds no deal with “{word}”.")
    cure = N_("Say which day is to lie in it: due:{word}, close:{word} or closed:{word}")
    code = "bad_period"


class RecordsAsTheyStand(UsageRefused):
    """Whole records were asked for under made-up names."""

    sentence = N_("--mask is for reports; records are exported as they stand.")
    cure = N_("Export deals, facts or another report with it: funnel export deals --mask")


class NotAParameter(UsageRefused):
    """A word after the question does not say what one of its parameters is."""

    sentence = N_("“{word}” says nothing that {question} asks for.")
    cure = N_("Say it as NAME=VALUE; it asks for: {names}")


class NothingToMake(UsageRefused):
    """An engine needs no tables made, since it reads the files of the facts."""

    sentence = N_("{engine} reads the Parquet files as they are; there are no tables to make.")
    cure = N_("Export the facts into a folder: funnel export facts -o facts")


def sql(
    ctx: typer.Context,
    question: Annotated[str | None, argument("[QUESTION]", "forecast, landing, shape, …; or tables.")] = None,
    values: Annotated[list[str] | None, argument("[NAME=VALUE]...", "as_of=2026-11-30, owner=anna")] = None,
    dialect: Annotated[str, option("ENGINE", "duckdb, sqlite, postgres, clickhouse or spark.")] = "duckdb",
) -> None:
    """Print a report as SQL, for an engine that has the facts.

    Without a question, list them. What is given as NAME=VALUE stands in the text, the rest as :as_of
    and so on. The engine answers as the report of funnel does, each currency by itself. For tables it
    prints what makes the empty tables in an engine that is filled from a file.
    """
    from funnel_cli.exchange import fact_engines as questions
    from funnel_cli.exchange.fact_files import TYPES, creations
    from funnel_cli.reports.schemas import questions_document

    session = session_of(ctx)
    dialect = word_among(message("engine"), dialect, questions.DIALECTS)
    if question is None:
        rows = [
            (each, questions.parameters(questions.question(each.id, dialect))) for each in questions.QUESTIONS
        ]
        session.show(questions_document([*rows, (questions.TABLES, ())]), with_book=False)
        return
    name = choice_named(message("question"), question, (*questions.QUESTIONS, questions.TABLES)).id
    if name == questions.TABLES.id:
        if values:
            raise NotAParameter(word=values[0], question=name, names=message("nothing"))
        if dialect not in TYPES:
            raise NothingToMake(engine=dialect)
        session.hand_over(creations(dialect))
        return
    text = questions.question(name, dialect)
    asked = questions.parameters(text)
    given: dict[str, Day | str | None] = {}
    for word in values or ():
        key, sign, value = word.partition("=")
        if not sign or key not in asked:
            raise NotAParameter(word=word, question=name, names=asked)
        given[key] = _value(key, value, text, Calendar(session.today))
    session.hand_over(questions.filled(text, dialect, given))


def _value(key: str, value: str, text: str, calendar: Calendar) -> Day | str | None:
    """What a parameter is; nothing, or null, where the question takes that for all."""
    first = "owner" if key == "owner" else "start_day"
    if value in {"", "null"} and f":{first} is null" in text.lower():
        return None
    return value if key == "owner" else calendar.back.day(value)
