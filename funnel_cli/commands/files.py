"""Commands about the book's files: validate, fmt, merge-file."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from funnel_cli.commands.options import DryRun, argument, flag, session_of
from funnel_cli.exchange.whole_records import ENDING, read_records
from funnel_cli.finding.names import files_unread
from funnel_cli.records.book import Book, Change
from funnel_cli.render import render
from funnel_cli.render.output import Footing, Output
from funnel_cli.reports.record_files import layouts_document, records_document, roundtrip_document
from funnel_cli.session import PARTIAL, Session
from funnel_cli.store.contents import contents_of, scratch_book
from funnel_cli.store.journal.commit import commit
from funnel_cli.store.read import read_book
from funnel_cli.usage import demand_alone
from funnel_cli.values.message import message
from funnel_cli.values.table import Document
from funnel_cli.wishes import NoSuchFile


def paths_in_book(session: Session, files: Iterable[Path]) -> tuple[str, ...]:
    """The files as the book names them, relative to its root; raises `NoSuchFile`."""
    root = session.root.resolve()
    for file in files:
        if not (os.path.isfile(file) and file.resolve().is_relative_to(root)):  # noqa: PTH113 - a name too long is no file either
            raise NoSuchFile(path=str(file))
    return tuple(file.resolve().relative_to(root).as_posix() for file in files)


def validate(
    ctx: typer.Context,
    files: Annotated[list[Path] | None, argument("[FILE]...", "Only these files.")] = None,
    fix: Annotated[bool, flag("Write the history lines that hand-edited values lack.", "--fix")] = False,
    roundtrip: Annotated[
        bool, flag("Prove that all of the book comes back from an export.", "--roundtrip")
    ] = False,
    dry_run: DryRun = False,
) -> None:
    """Name everything that is wrong in the files.

    With place and cure; exit 5 on errors. Deals that have not earned their stage, because the method
    was edited or by force, are listed too, and customers and deals that may be in the book twice.

    --roundtrip exports the records, brings them into an empty book in a scratch folder, exports that,
    and says what differs; exit 5 if anything does.
    """
    from funnel_cli.reports.problems import problems_document
    from funnel_cli.rules.setting import histories_completed
    from funnel_cli.store.layout import slug

    session = session_of(ctx)
    if roundtrip:
        demand_alone("funnel validate", "--roundtrip", {"--fix": fix, "FILE": files})
        document = _roundtrip(session)
        session.show(document)
        if document.head["different"]:
            session.exit_code = PARTIAL
        return
    session.names_strays = True
    paths = paths_in_book(session, files or ())
    if fix:
        session.apply(histories_completed(session.written, paths), is_dry=dry_run)
        return
    form = session.output()
    in_kinds = form.format in ("table", "plain", "md", "html") and not form.fields and form.part is None
    document = problems_document(
        session.written, session.book, slug, paths, spot=session.spot, in_kinds=in_kinds
    )
    session.show_problems(document)


_NOT_LAID_OUT = 1
"""Exit code of --check where a file would change."""


def fmt(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None, argument("[DEAL|FILE]...", "Only these; default the whole book.")
    ] = None,
    check: Annotated[bool, flag("Only name the files that would change.", "--check")] = False,
    dry_run: DryRun = False,
) -> None:
    """Lay records out the usual way.

    Keys in the order of new records, one step of indent, single blank lines. Values, quotes and
    comments stay, each comment with its line, and so do unknown keys; a JSON record gets two spaces
    throughout, so that other commands can write it. One undo step. With --check exit 1 if anything
    would change.
    """
    from funnel_cli.store.laid_out_files import files_with_layout, laid_out_anew

    session = session_of(ctx)
    paths = tuple(_file(session, word) for word in words or ()) or files_with_layout(session.root)
    pairs, refusals = laid_out_anew(session.root, paths)
    if check:
        session.show(layouts_document(tuple(pairs)), with_book=False)
        session.exit_code = _NOT_LAID_OUT if pairs else 0
    elif pairs or not refusals:
        note = message("{count:file|files} laid out", count=len(pairs))
        session.write(Change(note=note), pairs, is_dry=dry_run)
    for refusal in refusals:
        session.exit_code = max(session.refuse(refusal), PARTIAL)


def _file(session: Session, word: str) -> str:
    if os.path.isfile(word):  # noqa: PTH113 - false where it may not be looked at
        return paths_in_book(session, [Path(word)])[0]
    return session.deal_to_change(word).file


_CONFLICT = 1
"""What git takes for: this file has conflicts now."""


def merge_file(
    ctx: typer.Context,
    base: Annotated[Path, argument("BASE", "What both began with: git's %O.")],
    ours: Annotated[Path, argument("OURS", "Our file, which is written: %A.")],
    theirs: Annotated[Path, argument("THEIRS", "Their file: %B.")],
    path: Annotated[str, argument("PATH", "Where the file is in the repository: %P.")],
) -> None:
    """Merge a record field by field, for git.

    Git runs it once funnel doctor --fix or funnel init --git has told it to. What only one side
    changed is taken, history and log are united by their dates; a field that both changed is left
    between marks, with exit 1. A file that is no record gets git's own marks.
    """
    from funnel_cli.store.merging import merge_files

    session = session_of(ctx)
    merged = merge_files(base, ours, theirs, path)
    if merged.by_lines:
        session.tell(message("{path} is no record that can be read; it was merged by its lines.", path=path))
    if not merged.is_clean:
        for clash in merged.clashes:
            session.tell(
                message("{path}: both sides changed {field}.", path=path, field=clash), is_error=True
            )
        session.exit_code = _CONFLICT


def _roundtrip(session: Session) -> Document:
    """What the book's own records look like after a way out and back, in a folder that is gone afterwards."""
    before = _exported(session.root, session.written)
    with scratch_book(session.root) as folder:
        page = folder / f"records{ENDING}"
        page.write_text(before, "utf-8", newline="")
        change, planned = read_records(page, folder, read_book(folder))
        commit(folder, planned, change.note, day=session.day)
        after = _exported(folder, read_book(folder))
    lines, others = _by_file(before), _by_file(after)
    differing = sorted(file for file in lines.keys() | others if lines.get(file) != others.get(file))
    rows = [(file, lines.get(file, ""), others.get(file, "")) for file in differing]
    return roundtrip_document(len(lines), rows)


def _exported(root: Path, book: Book) -> str:
    """The records of the book that can be read, as `export records -f jsonl` writes them."""
    document = records_document(contents_of(root, files_unread(book, "")))
    return render(document, Output(format="jsonl"), Footing(currency=None))


def _by_file(page: str) -> dict[str, str]:
    return {json.loads(line)["file"]: line for line in page.split("\n") if line}
