"""`funnel methods --switch`: the whole book over to another method, shown first, then one undo step."""

from __future__ import annotations

from pathlib import Path

from funnel_cli.session import Session
from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.message import N_, message

_NOT_EVERYWHERE = 8
"""Exit code where the switch is saved and the schemas for editors are not."""


class NotSwitched(UsageRefused):
    """The switch was not confirmed."""

    sentence = N_("The book stays with {method}.")
    cure = N_("See what would change with --dry-run; repeat with --yes to switch.")
    code = "not_confirmed"


def switch_book(session: Session, name: str, map: Path | None, *, is_dry: bool, is_sure: bool) -> None:
    """Show what becomes of stages and milestones, and take the book over once that is confirmed."""
    from funnel_cli.records.book import Change
    from funnel_cli.reports.switch import switch
    from funnel_cli.reports.switch_table import switch_document
    from funnel_cli.store.switching import method_text, read_map, switch_writes

    new, text = method_text(name)
    wishes = read_map(map)
    found = switch(session.written, new, wishes, str(map or ""))
    planned = switch_writes(session.root, session.written, found, text)
    if not (is_dry or is_sure or session.can_ask):
        raise NotSwitched(method=found.old.label)
    if is_dry or not is_sure:
        session.show(switch_document(found, session.book, len(planned)))
    if is_dry:
        return
    question = message("Take the book over to {method}?", method=new.label)
    if not (is_sure or session.confirm(question)):
        raise NotSwitched(method=found.old.label)
    if queries := found.outdated_queries:
        session.tell(message("Saved queries that name a stage of the old method: {queries}", queries=queries))
    note = message("From {old} to {new}", old=found.old.label, new=new.label)
    session.commit(Change(note=note, next=("funnel validate",)), planned)
    renew_schemas(session)


def renew_schemas(session: Session) -> None:
    """Tell the editor the new words, where the book has schemas; the switch is saved in any case."""
    from funnel_cli.store.editor import CannotWriteSchemas, write_schemas
    from funnel_cli.store.layout import SCHEMAS, IsALink
    from funnel_cli.store.read import read_method

    if not (session.root / SCHEMAS).is_dir():
        return
    try:
        write_schemas(session.root, read_method(session.root)[0])
    except (CannotWriteSchemas, IsALink) as refusal:
        session.refuse(refusal)
        session.exit_code = _NOT_EVERYWHERE
