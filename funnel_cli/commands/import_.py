"""`funnel import`: deals from a CSV file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from funnel_cli.commands.options import Date, DryRun, TakeNegative, argument, flag, option, session_of
from funnel_cli.finding.names import demand_deals, word_among
from funnel_cli.finding.search import strange_owners
from funnel_cli.render.language import Language
from funnel_cli.session import PARTIAL, Session
from funnel_cli.values.errors import FunnelError, UsageRefused
from funnel_cli.values.languages import LANGUAGES
from funnel_cli.values.message import N_, Term, message
from funnel_cli.wishes import at_home

if TYPE_CHECKING:
    from funnel_cli.exchange.differences import Terms
    from funnel_cli.exchange.import_plan import ImportPlan
    from funnel_cli.exchange.mapping import ColumnMap
    from funnel_cli.exchange.sheet import Sheet


_SAMPLE = 5
"""So many of the new rows are shown to a person who looks first."""


_KEPT = 20_000
"""Of a sheet that changes more records nothing is kept for the next command: that would take as much memory
as everything else.
"""

_OF_ANY_FILE = {"file", "force", "dry_run"}
"""The parameters that are not for a sheet alone."""


class WholeRecords(UsageRefused):
    """It was said how a sheet is read, of records that come in byte for byte."""

    sentence = N_("{path} holds whole records, which come in as they are: {option} is for a sheet.")
    cure = N_('Leave it out; stages are taken over afterwards: funnel check all --taken-over "…"')


def import_(
    ctx: typer.Context,
    file: Annotated[
        Path, argument("FILE", "A workbook, a CSV or tab-separated file, - for stdin, or a pack.")
    ],
    map: Annotated[str | None, option("FILE|PROFILE", "A mapping file, or one that is shipped.")] = None,
    profile: Annotated[
        str | None, option("PROFILE", "Which CRM wrote the file: hubspot, …; see below.")
    ] = None,
    write_map: Annotated[
        Path | None, option("FILE", "Write a mapping for what was not read, and import nothing.")
    ] = None,
    system: Annotated[str | None, option("NAME", "Whose ids these are, if the header does not tell.")] = None,
    encoding: Annotated[str | None, option("NAME", "gb18030, cp1252, …; default UTF-8.")] = None,
    delimiter: Annotated[
        str | None, option("SIGN", "comma, semicolon, tab, pipe, or the sign itself.")
    ] = None,
    skip: Annotated[int | None, option("N", "So many lines stand above the header.", min=0)] = None,
    sheet: Annotated[str | None, option("NAME|N", "Which sheet of a workbook, by name or number.")] = None,
    date_order: Annotated[str | None, option("ORDER", "dmy, mdy, ymd or excel.")] = None,
    decimal: Annotated[str | None, option("MARK", "point or comma.")] = None,
    skip_bad: Annotated[
        bool, flag("Leave out rows that cannot be read, and name them.", "--skip-bad")
    ] = False,
    take: Annotated[str | None, option("SIDE", "Where file and book both changed: file or book.")] = None,
    reopen: Annotated[bool, flag("Let rows reopen closed deals and move deals back.", "--reopen")] = False,
    taken_over: Annotated[
        str | None, option("TEXT", "What shows that its deals earned their stages elsewhere.")
    ] = None,
    force: TakeNegative = False,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Bring deals in from a workbook or a CSV file.

    Columns are recognised by their headers, or named in a mapping file. Every row is answered for: new,
    changed, the same, a clash, suspect or bad. What is left out is named with its line and reason, and
    the exit code is 5. One bad row and nothing is written, unless --skip-bad. --dry-run only tells, and
    ends with the code the import would.

    A second import compares each row with what it said last time: what it says as before touches nothing,
    a changed cell changes its field, and where the book was changed too, the field is left to you.

    --taken-over ticks, with that text as evidence, what the stages before a deal's own ask for.

    --profile knows the headers of a CRM, and puts its usual stages where the odds of your method come
    nearest: close, dynamics, fxiaoke (纷享销客), hubspot, maven, odoo, pipedrive, salesforce, xiaoshouyi
    (销售易), zoho. How each label is taken is said, at a terminal before it writes. --map comes first.

    A folder that funnel handover packed is taken in as it is, byte for byte; so are the whole records
    of a .jsonl file that funnel export records wrote, each into its own file.
    """
    from funnel_cli.commands.offered_words import adds_words
    from funnel_cli.exchange.reading import form_of, plan_of, read_sheet

    session = session_of(ctx)
    session.takes_negative = force
    demand_deals(session.written.method)
    if _take_whole(session, file := at_home(file), ctx.params, is_dry=dry_run):
        return
    form = form_of(encoding, delimiter, skip, sheet)
    said = {"profile": profile, "system": system, "date_order": date_order, "decimal": decimal}
    wishes = _wishes(map, said)

    def table() -> Sheet:  # nobody keeps it while deals are made of it: it is as large as they are
        found = read_sheet(file, wishes, form, partial(_asked_sheet, session) if session.can_ask else None)
        _write_map(session, write_map, found, wishes)
        return found

    def planned() -> ImportPlan:
        terms = _terms(session, date, take, taken_over, is_reopening=reopen, takes_negative=force)
        with session.progress() as progress:
            return plan_of(table(), session.written, terms, wishes, progress)

    is_dry = dry_run or write_map is not None
    plan = planned()
    if not is_dry and adds_words(session, plan.incoming.unknown):
        plan = planned()
    _answer(session, plan, is_dry=is_dry, skip_bad=skip_bad, profile=profile)


def _wishes(mapping: str | None, said: Mapping[str, str | None]) -> ColumnMap:
    """What mapping and options say of a sheet, and what our own tables say in any language."""
    from funnel_cli.exchange.own_table import own_words
    from funnel_cli.exchange.reading import read_wishes

    own = own_words(Language(code).spell for code in LANGUAGES)
    return replace(read_wishes(str(at_home(mapping)) if mapping else None, **said), own=own)


def _terms(
    session: Session,
    date: str | None,
    take: str | None,
    taken_over: str | None,
    *,
    is_reopening: bool,
    takes_negative: bool,
) -> Terms:
    """The terms that the options say; raises `NoSuchWord` or `NoOrigin`."""
    from funnel_cli.exchange.differences import SIDES, Terms
    from funnel_cli.rules.ticking import origin

    return Terms(
        method=session.written.method,
        day=session.day_of(date),
        side=word_among(message("side"), take, SIDES) if take else None,
        is_reopening=is_reopening,
        takes_negative=takes_negative,
        taken_over=None if taken_over is None else origin(taken_over),
    )


def _take_whole(session: Session, file: Path, params: Mapping[str, object], *, is_dry: bool) -> bool:
    """Take a pack or whole records in as they are; `False` where the file is a sheet.

    Raises `WholeRecords` for a parameter that says how a sheet is read.
    """
    from funnel_cli.exchange.whole_records import whole_in
    from funnel_cli.store.writing import demand_no_other

    whole = whole_in(file, session.root, session.written)
    if whole is None:
        return False
    for name, said in params.items():
        if name not in _OF_ANY_FILE and said not in (None, False):
            raise WholeRecords(path=file, option=f"--{name.replace('_', '-')}")
    demand_no_other(session.root, whole[1])
    session.write(*whole, is_dry=is_dry)
    return True


def _asked_sheet(session: Session, names: Sequence[str]) -> str:
    from funnel_cli.render.asking import Question

    choices = tuple(Term(name, name) for name in names)
    question = Question("sheet", message("Which sheet?"), usual=names[0], choices=choices)
    return session.asked([question], {}).get("sheet", names[0])


def _write_map(session: Session, file: Path | None, sheet: Sheet, wishes: ColumnMap) -> None:
    """Write the mapping of the sheet into a new file that is none of a book's, if one is named."""
    from funnel_cli.exchange.map_file import write_map
    from funnel_cli.exchange.reading import map_of
    from funnel_cli.store.output_place import check_output_place

    if file is None:
        return
    check_output_place(at_home(file), session.start)
    write_map(at_home(file), map_of(sheet, session.written, wishes, session.answering.say))
    session.tell(message("Written to {path}", path=str(file)))


def _answer(session: Session, plan: ImportPlan, *, is_dry: bool, skip_bad: bool, profile: str | None) -> None:
    """Take the sheet in unless it is only looked at, and account for every row of it.

    With a `profile` the account comes first at a terminal, and nothing is written without a yes.
    """
    from funnel_cli.exchange.account import owes, unconverted
    from funnel_cli.exchange.matching import as_change, demand_whole
    from funnel_cli.store.writing import writes

    try:
        demand_whole(plan, skip_bad=skip_bad)
    except FunnelError:
        _show(session, plan, is_look=True, is_refused=True)
        raise
    if plan.left_out:
        session.exit_code = max(session.exit_code, PARTIAL)
    if is_dry:
        _show(session, plan, is_look=True)
        return
    change = as_change(plan)
    step = None
    if change.edits and profile is not None and session.can_ask:
        _show(session, plan, is_look=True)
        if not session.confirm(message("Take it in like this?"), usual=True):
            session.tell(message("Nothing was taken in."))
            return
    if change.edits:
        session.tell_each((*change.warnings, *strange_owners(change, session.written)))
        cache = session.cache if len(change.edits) <= _KEPT else None
        planned = writes(session.root, session.written, change, cache)
        step = session.save(change, planned).number
    _show(session, plan, step=step)
    if step is None:
        session.tell(message("Nothing to change."))
    elif session.is_for_people:
        session.tell_each(unconverted(plan, session.written))
        later = ('funnel check all --taken-over "…"',) if owes(plan) else ()
        session.say_next((*change.next, *later))


def _show(
    session: Session,
    plan: ImportPlan,
    *,
    step: int | None = None,
    is_look: bool = False,
    is_refused: bool = False,
) -> None:
    """The account of the import; quietly only what was left out is told."""
    from funnel_cli.exchange.account import sentences
    from funnel_cli.exchange.report import Showing, import_document

    currency = session.book.currency
    if session.is_for_people and session.wishes.is_quiet and not is_look:
        if plan.left_out:
            session.tell(next(sentences(plan, currency)), is_error=True)
        return
    if not session.is_for_people and not session.is_json:
        for sentence in sentences(plan, currency):
            session.tell(sentence)
    sample = (_SAMPLE if is_look else 0) if session.is_for_people else None
    showing = Showing(sample=sample, step=step, is_look=is_look, is_refused=is_refused)
    session.show(import_document(plan, currency, showing), piped="plain")
