"""`funnel edit`: a deal's record in the reader's editor."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import typer

from funnel_cli.commands.options import Deal, session_of
from funnel_cli.records.book import Change
from funnel_cli.session import Session
from funnel_cli.values.errors import DataRefused, FunnelError, NotFound, Problem, UsageRefused, placed
from funnel_cli.values.message import N_, message

if TYPE_CHECKING:
    from funnel_cli.store.drafting import Draft


class NoTerminal(UsageRefused):
    """There is no terminal on which an editor could be used."""

    sentence = N_("There is no terminal here for an editor.")
    cure = N_("The file is {path}")
    code = "no_terminal"


class SeveralFiles(NotFound):
    """More than one unreadable file answers to that name."""

    sentence = N_("{word} could be several files.")
    cure = N_("Say it with the ending of its name.")
    code = "ambiguous"


class NotMended(DataRefused):
    """The draft cannot be read as a record, and was left like that."""

    sentence = N_("{path} was left as it is: the draft has errors.")
    code = "draft_invalid"


def edit(ctx: typer.Context, deal: Deal) -> None:
    """Edit a deal's record in your editor.

    Opens a copy in $VISUAL, $EDITOR, else vi (on Windows notepad), and writes it back when it can be
    read. A record that is broken can be edited too: it is called by the name of its file.
    """
    edit_record(session_of(ctx), deal)


def edit_record(session: Session, word: str) -> None:
    """Open the deal that the word means in the editor, and write back what can be read.

    Raises `NoTerminal`, `SeveralFiles`, `NotMended`, or what `deal_to_change` raises.
    """
    from funnel_cli.store.drafting import draft_of

    file = _file(session, word)
    if not (session.can_ask and sys.stdout.isatty()):
        raise NoTerminal(path=str(session.root / file))
    draft = draft_of(session.root, file)
    with _kept_unless_done(session, draft):
        new = _edited(session, draft)
        if new == draft.old:
            session.tell(message("Nothing to change."))
        else:
            id = PurePosixPath(file).stem
            change = Change(note=message("{deal} edited", deal=id), next=("funnel show @",))
            session.commit(change, {file: (draft.old, new)})
        draft.discard()


def _file(session: Session, word: str) -> str:
    """The file of the deal that a word means, or the unreadable one of that name."""
    from funnel_cli.store.layout import OPPORTUNITIES

    unread = {
        problem.path
        for problem in session.written.problems
        if problem.is_error and problem.path.startswith(OPPORTUNITIES)
    }
    named = [path for path in unread if word in (PurePosixPath(path).stem, PurePosixPath(path).name)]
    if len(named) > 1:
        raise SeveralFiles(word=word, details=[message("{file}", file=path) for path in sorted(named)])
    return named[0] if named else session.deal_to_change(word).file


def _edited(session: Session, draft: Draft) -> bytes:
    """What the editor left, once it is unchanged or can be read; raises `NotMended`."""
    from funnel_cli.store.drafting import edit

    errors = _errors(session, draft.file, draft.old)
    while True:
        edit(draft, session.environ, errors[0].line if errors else 0)
        new = draft.read()
        errors = _errors(session, draft.file, new)
        if not errors or new == draft.old:
            return new
        for problem in errors:
            session.tell(placed(problem), is_error=True)
        if not session.confirm(message("Open the editor again?"), usual=True):
            raise NotMended(path=draft.file)


def _errors(session: Session, file: str, data: bytes) -> list[Problem]:
    from funnel_cli.store.read import record_in

    problems = record_in(file, data, session.written.method)[1]
    return sorted((each for each in problems if each.is_error), key=lambda each: (each.line, each.column))


@contextmanager
def _kept_unless_done(session: Session, draft: Draft) -> Iterator[None]:
    """Say where the draft is when anything keeps it from becoming the record; unchanged, it goes."""
    where = message("Your draft is in {path}", path=str(draft.path))
    try:
        yield
    except FunnelError as refusal:
        if draft.is_changed:
            refusal.details = (*refusal.details, where)
        else:
            draft.discard()
        raise
    except (KeyboardInterrupt, typer.Abort):
        if draft.is_changed:
            session.tell(where, is_error=True)
        else:
            draft.discard()
        raise
