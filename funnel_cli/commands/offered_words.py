"""Words that the method lacks: added by `methods --add`, or at a terminal where one is met."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from funnel_cli.finding.method_words import LISTS, NotInMethod
from funnel_cli.records.method import Choice, Method
from funnel_cli.rules.new_words import add_words, words_told
from funnel_cli.session import Session
from funnel_cli.values.message import message

T = TypeVar("T")

_NOT_EVERYWHERE = 8
"""Exit code where a change of the method is saved and the schemas for editors are not."""


def add_told(session: Session, texts: Sequence[str], *, is_dry: bool) -> None:
    """Add what `LIST=WORD` texts say to the method."""
    session.apply(add_words(words_told(texts), session.written.method), is_dry=is_dry)
    if not is_dry:
        renew_schemas(session)


def with_new_words(session: Session, act: Callable[[], T], *, is_dry: bool = False) -> T:
    """What the act comes to; at a terminal, a word that the method lacks can be added, and it is done anew.

    Raises what the act raises, `NotInMethod` included.
    """
    while True:
        try:
            return act()
        except NotInMethod as refusal:
            if is_dry or not adds_words(session, [(refusal.key, refusal.word)]):
                raise


def adds_words(session: Session, words: Sequence[tuple[str, str]]) -> bool:
    """Whether the person at the terminal lets the method gain these words, which it then has."""
    from funnel_cli.store.writing import writes

    said = [message("{word} ({list})", word=word, list=LISTS[key].kind) for key, word in words]
    asked = message("Add to the method: {words}?", words=said)
    if not (words and session.can_ask and session.confirm(asked, usual=False)):
        return False
    change = add_words(words, session.written.method)
    session.save(change, writes(session.root, session.written, change, session.cache))
    session.tell(change.note)
    renew_schemas(session)
    session.read_again()
    return True


def reading(
    session: Session, named: Callable[[Method, str], Choice], *, is_dry: bool = False
) -> Callable[[str], Choice]:
    """What finds the choice that a word means, of those that the method has or gains."""
    return lambda word: with_new_words(session, lambda: named(session.written.method, word), is_dry=is_dry)


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
