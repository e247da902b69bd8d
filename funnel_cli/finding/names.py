"""Names people type, and the one thing each means: deals, stages, milestones, words of a list.

Ids and labels in every language are accepted; a slip of the fingers is answered with a suggestion.
"""
# ruff: noqa: PLC0414 - the words of closed lists are taken from here, where there is more to say of them

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from funnel_cli.finding.finder import Ambiguous, Found, How, by_id_or_name
from funnel_cli.finding.words import CUTOFF as CUTOFF
from funnel_cli.finding.words import NoSuchWord as NoSuchWord
from funnel_cli.finding.words import choice_named as choice_named
from funnel_cli.finding.words import did_you_mean as did_you_mean
from funnel_cli.finding.words import thing_named
from funnel_cli.finding.words import word_among as word_among
from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.fields import Titled
from funnel_cli.records.method import Choice, Method, Milestone, Stage
from funnel_cli.records.method_parts import Axis, Statement
from funnel_cli.values.errors import DataRefused, NotFound, Problem, UsageRefused
from funnel_cli.values.message import N_, Label, Message, Term, Text, message
from funnel_cli.values.money import CURRENCIES, SHARED_SIGNS, currency_typed
from funnel_cli.values.typed import half_width

LAST = "@"
"""The word for the deal that was changed last."""

ERP_STATES = (
    Choice(id="-1", title=Label({"en": "transfer failed", "zh": "传输失败"})),
    Choice(id="0", title=Label({"en": "not sent", "zh": "未传输"})),
    Choice(id="1", title=Label({"en": "sent", "zh": "已传输"})),
    Choice(id="2", title=Label({"en": "contract number issued", "zh": "已生成合同号"})),
    Choice(id="3", title=Label({"en": "order cancelled", "zh": "订单已取消"})),
)
"""What the ERP can answer to the contract of a won deal."""


class NoSuchDeal(NotFound):
    """No id, customer or name has that in it."""

    sentence = N_("No deal answers to {word}.")
    cure = N_("Deals answer to their id, its beginning, or a part of customer or name; see: funnel list")


class AmbiguousDeal(Ambiguous):
    """Several deals answer to the name; the details list them, the open ones first."""

    sentence = N_("{count} deals answer to {word}.")


class NothingLast(NotFound):
    """`@` was typed, but no undo entry changed a deal."""

    sentence = N_("@ means the deal changed last, and undo remembers none.")


class SeveralLast(NotFound):
    """`@` was typed, but the last command that changed deals changed several."""

    sentence = N_("@ means the deal changed last, and the last change was of {count} deals.")


class NoDealsHere(UsageRefused):
    """The book's method is a funnel of counts, and deals were asked for."""

    sentence = N_("This book counts steps ({method}) and has no deals.")
    cure = N_("Deals need a book with another method; see: funnel methods")


def demand_deals(method: Method) -> None:
    """Refuse a method through which no deals move; raises `NoDealsHere`."""
    if not method.has_deals:
        raise NoDealsHere(method=method.label)


class NotAllRead(DataRefused):
    """Some deals cannot be read, so that a change of all would miss them."""

    sentence = N_("{count:deal|deals} cannot be read, and would be left behind.")
    cure = N_("Mend the files first; see: funnel validate")
    code = "unread"


_DATA = "data"
DEALS, LEADS, CUSTOMERS = "data/opportunities", "data/leads", "data/customers"
"""Where records stand, relative to the root of a book."""


def deal_named(book: Book, word: str, last: Sequence[str] = ()) -> Found[Opportunity]:
    """The deal that `word` means: `@` (the only one in `last`), an id, the whole customer or name, the
    beginning of an id, or a part of customer or name in any script. Raises `NoSuchDeal` or `AmbiguousDeal`.

    A whole name that only one deal has means that one, whatever else begins so or has it in it.
    """
    if word == LAST:
        return Found(_changed_last(book, last), How.LAST)
    refusals = NoSuchDeal, AmbiguousDeal
    return by_id_or_name(word, book.opportunities, lambda deal: not deal.is_open, refusals)


def _changed_last(book: Book, ids: Sequence[str]) -> Opportunity:
    """The only one of the deals that were changed last."""
    if not ids:
        raise NothingLast
    if len(ids) > 1:
        raise SeveralLast(count=len(ids))
    if ids[0] not in book.opportunities:
        raise NoSuchDeal(word=ids[0])
    return book.opportunities[ids[0]]


def unread(book: Book, folders: Sequence[str] = (DEALS, LEADS)) -> dict[str, Problem]:
    """What is wrong with each file of these folders that cannot be read, by the id of its record.

    That of `acme.yaml`, of `Acme.YAML` and of `.acme.yaml.icloud`, which iCloud moved away, is acme. A folder
    that cannot be read as a whole is told of by its own name.
    """
    errors = (each for each in book.problems if each.is_error)
    files = ((each.path.rpartition("/"), each) for each in errors)
    return {
        name.removeprefix(".").partition(".")[0].lower(): each
        for (folder, _, name), each in files
        if folder in folders or (folder == _DATA and any(is_below(each.path, one) for one in folders))
    }


def files_unread(book: Book, folder: str = DEALS) -> list[str]:
    """What cannot be read where the deals are, or in that folder, "" for the book's: files, or it itself."""
    errors = {each.path for each in book.problems if each.is_error}
    return sorted(path for path in errors if is_below(path, folder))


def is_below(path: str, folder: str) -> bool:
    """Whether that is the folder, something in it, or what may be the folder under another name."""
    return path.replace("/.", "/").casefold().startswith(folder)


def demand_all_read(book: Book) -> None:
    """Raise `NotAllRead` where a change of all deals would miss some."""
    if files := files_unread(book):
        raise NotAllRead(count=len(files), details=[Message("{file}", {"file": file}) for file in files])


def deal_called(book: Book, id: str) -> Opportunity:
    """The deal with exactly that id; raises `NoSuchDeal`."""
    if id not in book.opportunities:
        raise NoSuchDeal(word=id)
    return book.opportunities[id]


def stage_named(method: Method, word: str) -> Stage:
    """The stage with that id, former id, or title in any language; raises `NoSuchWord`."""
    return thing_named(message("stage"), word, {s.id: (s, s.title, s.formerly) for s in method.stages})


def milestone_named(milestones: Iterable[Milestone], word: str) -> Milestone:
    """The milestone with that id, former id, or title in any language; raises `NoSuchWord`."""
    return thing_named(message("milestone"), word, {m.id: (m, m.title, m.formerly) for m in milestones})


def log_kind_named(method: Method, word: str) -> Choice:
    """The method's kind of log entry with that id or title; raises `NoSuchWord`."""
    return choice_named(message("kind"), word, method.activities)


def ids_of(choices: Iterable[Titled]) -> tuple[str, ...]:
    """The ids of the choices, in their order."""
    return tuple(choice.id for choice in choices)


def term_of(id: str | None, choices: Iterable[Choice]) -> Term | str | None:
    """The choice with that id as a term; the bare word where there is none."""
    return next((choice.term for choice in choices if choice.id == id), id)


def axis_named(method: Method, word: str) -> str:
    """The id of the axis of strength with that id or title; raises `NoSuchWord`."""
    axes = {id: (id, axis.title, ()) for id, axis in method.strength.items()}
    return thing_named(message("axis"), word, axes)


def statement(axis: Axis, score: int | None) -> Text | None:
    """What a score says: its highest statement, and of whom it is true where that makes a difference."""
    return None if score is None else spoken(axis.reached(score))


def spoken(said: Statement | None) -> Text | None:
    """A statement, and whose it is where the other person could make it too."""
    if said is None or not said.is_ambiguous:
        return said.title if said else None
    if said.is_deciding:
        return message("{statement} (decision maker)", statement=said.title)
    return message("{statement} (contact)", statement=said.title)


def currency_named(word: str) -> str:
    """The code of the currency that a code or word names; raises `NoSuchWord`, with near misses only, or
    with all that share the sign.
    """
    sign = half_width(word)
    if (code := currency_typed(word)) and sign not in SHARED_SIGNS:
        return code
    near = get_close_matches(sign.upper(), sorted(CURRENCIES), n=3, cutoff=CUTOFF)
    meant = sorted(SHARED_SIGNS[sign]) if sign in SHARED_SIGNS else near
    raise NoSuchWord(kind=message("currency"), word=word, details=did_you_mean(meant))
