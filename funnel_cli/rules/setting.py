"""Fields of a deal set by hand: `set DEAL key=value`, one or many deals at once.

Stage and outcome are not set but moved to: promote, demote, win, lose, reopen.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date as Day
from decimal import Decimal
from typing import Any, NamedTuple

from funnel_cli.finding.key_names import key_called, key_choices
from funnel_cli.finding.method_words import source_named
from funnel_cli.finding.names import choice_named, currency_named
from funnel_cli.finding.spare_parts import is_parts_only
from funnel_cli.finding.words import suggestions
from funnel_cli.records.book import Book, Change, Edit
from funnel_cli.records.customer import NextStep
from funnel_cli.records.deal import DATED, Opportunity, Override
from funnel_cli.rules.adding import NameMissing
from funnel_cli.rules.contracting import contracted, erp_advice, erp_answered
from funnel_cli.rules.customers import demand_end_customer
from funnel_cli.rules.ticking import demand_main_goods
from funnel_cli.time.history import completed, opened, recorded
from funnel_cli.time.standing import CATEGORIES
from funnel_cli.values.dates import Calendar
from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.message import N_, message
from funnel_cli.values.money import amount_in, exact_ratio, parse_amount
from funnel_cli.values.typed import names_listed, parted, shell_word


class NoSuchField(UsageRefused):
    """`set` was asked for a field that a deal does not have."""

    sentence = N_("A deal has no field called {key} that can be set.")


class MovedNotSet(UsageRefused):
    """Stage and outcome are moved to, through the gate, and not set."""

    sentence = N_("{key} is not set by hand.")
    cure = N_("Use promote, demote, win, lose, reopen, remove, check or score.")


class NotAnAssignment(UsageRefused):
    """What stands after the deal is not `key=value`."""

    sentence = N_("{word} is not KEY=VALUE.")
    cure = N_("For example: funnel set acme-erp amount=120k close=eoq")


class BadOdds(UsageRefused):
    """A probability that is neither `45%` nor `0.45`."""

    sentence = N_("{text} is no probability.")
    cure = N_("For example: 45%, 0.45, or empty for the stage's own")


class Wish(NamedTuple):
    """What the value of a field is read with: the deal and its book, the calendar, the day, the reason."""

    deal: Opportunity
    book: Book
    calendar: Calendar
    day: Day
    reason: str | None


_WishReader = Callable[[str, Wish], Mapping[str, object]]


def _text(key: str) -> _WishReader:
    return lambda text, _: {key: text or None}


def _day(key: str) -> _WishReader:
    return lambda text, wish: {key: wish.calendar.day(text) if text else None}


def _past_day(key: str) -> _WishReader:
    return lambda text, wish: {key: wish.calendar.past_day(text) if text else None}


def _amount(text: str, wish: Wish) -> Mapping[str, object]:
    del wish
    if not text:
        return {"amount": None}
    amount, currency = parse_amount(text)
    return {"amount": amount} | ({"currency": currency} if currency else {})


def _parts(text: str, wish: Wish) -> Mapping[str, object]:
    return {"parts": amount_in(wish.book.currency_of(wish.deal), text) if text else None}


def _customer(text: str, wish: Wish) -> Mapping[str, object]:
    demand_end_customer(text, wish.book)
    return {"customer": text or None}


def _currency(text: str, wish: Wish) -> Mapping[str, object]:
    del wish
    return {"currency": currency_named(text) if text else None}


def _probability(text: str, wish: Wish) -> Mapping[str, object]:
    if not text:
        return {"probability": None}
    return {"probability": Override(value=_odds(text), date=wish.day, reason=wish.reason)}


def _odds(text: str) -> Decimal:
    try:
        return exact_ratio(text)
    except ValueError:
        raise BadOdds(text=text) from None


def _next(text: str, wish: Wish) -> Mapping[str, object]:
    step = wish.deal.next_step
    return {"next_step": NextStep(action=text, due=step.due if step else None) if text else None}


def _due(text: str, wish: Wish) -> Mapping[str, object]:
    step = wish.deal.next_step
    due = wish.calendar.day(text) if text else None
    new = NextStep(action=step.action if step else None, due=due)
    return {"next_step": new if new != NextStep() else None}


def _contract_number(text: str, wish: Wish) -> Mapping[str, object]:
    return contracted(wish.deal, number=text or None)


def _contract_date(text: str, wish: Wish) -> Mapping[str, object]:
    return contracted(wish.deal, date=wish.calendar.back.day(text) if text else None)


def _contract_amount(text: str, wish: Wish) -> Mapping[str, object]:
    return contracted(wish.deal, amount=amount_in(wish.book.currency_of(wish.deal), text) if text else None)


def _erp(text: str, wish: Wish) -> Mapping[str, object]:
    return erp_answered(wish.deal, text, wish.day) if text else contracted(wish.deal, erp=None)


def _category(text: str, wish: Wish) -> Mapping[str, object]:
    del wish
    return {"category": choice_named(message("category"), text, CATEGORIES).id if text else None}


def _source(text: str, wish: Wish) -> Mapping[str, object]:
    return {"source": source_named(wish.book.method, text).id if text else None}


SETTERS: Mapping[str, _WishReader] = {
    "customer": _customer,
    "name": _text("name"),
    "amount": _amount,
    "parts": _parts,
    "currency": _currency,
    "owner": _text("owner"),
    "source": _source,
    "created": _past_day("created"),
    "close": _day("expected_close"),
    "expected_close": _day("expected_close"),
    "next": _next,
    "due": _due,
    "probability": _probability,
    "category": _category,
    "tags": lambda text, _: {"tags": names_listed(text)},
    "competitors": lambda text, _: {"competitors": names_listed(text, ",，、;；")},
    "contract": _contract_number,
    "contract_date": _contract_date,
    "contract_amount": _contract_amount,
    "erp": _erp,
}

MOVED = (
    "stage",
    "closed",
    "lost",
    "won",
    "removed",
    "paused",
    "milestones",
    "strength",
    "scored_by",
    "history",
    "id",
)

_KEYS = key_choices(SETTERS)
_EVERY_KEY = (*_KEYS, *key_choices(MOVED))


def assignments(words: Iterable[str]) -> dict[str, str]:
    """`key=value` words as a mapping; raises `NotAnAssignment`, `MovedNotSet` or `NoSuchField`."""
    found: dict[str, str] = {}
    for word in words:
        typed, sign, value = parted(word)
        if not sign:
            raise NotAnAssignment(word=word)
        key = key_called(typed, _EVERY_KEY)
        if key in MOVED:
            raise MovedNotSet(key=typed)
        if key not in SETTERS:
            raise NoSuchField(key=key, details=suggestions(key, _KEYS))
        found[key] = value
    return found


def set_fields(
    deals: Iterable[Opportunity],
    wishes: Mapping[str, str],
    book: Book,
    calendar: Calendar,
    day: Day,
    *,
    reason: str | None = None,
    is_late: bool = False,
) -> Change:
    """The deals with the fields set on `day`; what is dated gets a history line with the reason.

    Deals that already have these values are left out.
    """
    pairs = [
        (deal, _set(deal, wishes, Wish(deal, book, calendar, day, reason), is_late=is_late)) for deal in deals
    ]
    edits = tuple(Edit(before=deal, after=after) for deal, after in pairs if after != deal)
    keys = [key.label for key in key_choices(wishes)]
    names = [deal.id for deal, after in pairs if after != deal]
    if len(names) == 1:
        note = message("{deal}: set {keys}", deal=names[0], keys=keys)
    else:
        note = message("{count:deal|deals}: set {keys}", count=len(names), keys=keys)
    answers = [edit.after for edit in edits] if wishes.get("erp") else []
    return Change(note=note, edits=edits, warnings=tuple(dict.fromkeys(erp_advice(answers, book))))


def _set(deal: Opportunity, wishes: Mapping[str, str], wish: Wish, *, is_late: bool) -> Opportunity:
    """One deal with its fields set, each read after the one before it took effect."""
    values: dict[str, Any] = {}
    for key, text in wishes.items():
        values |= SETTERS[key](text, wish._replace(deal=replace(deal, **values)))
    dated = {key: value for key, value in values.items() if key in DATED}
    rest = {key: value for key, value in values.items() if key not in DATED}
    after = replace(opened(deal, wish.day) if "log" in rest else deal, **rest)
    after = recorded(after, wish.day, dated, reason=wish.reason, is_late=is_late) if dated else after
    if (deal.customer or deal.name) and not (after.customer or after.name):
        raise NameMissing
    if not is_parts_only(deal, wish.book.method):
        demand_main_goods(after, wish.book.method)
    return after


def histories_completed(book: Book, files: Collection[str] = ()) -> Change:
    """Every deal whose values were edited by hand, with the history lines they lack; only of these files."""
    deals = [deal for deal in book.opportunities.values() if not files or deal.file in files]
    pairs = [(deal, completed(deal)) for deal in deals]
    edits = tuple(Edit(before=deal, after=after) for deal, after in pairs if after != deal)
    return Change(note=message("{count:record|records}: history completed", count=len(edits)), edits=edits)


class NobodyNamed(UsageRefused):
    """Deals are to change hands, and nobody is named to take them."""

    sentence = N_("Nobody is named to take the deals over.")
    cure = N_("Say who: --to NAME")


class SameOwner(UsageRefused):
    """Both owners are the same."""

    sentence = N_("{owner} has these deals already.")


def hand_over(deals: Iterable[Opportunity], owner: str, to: str | None, day: Day) -> Change:
    """These deals with their new owner from `day` on; raises `NobodyNamed` or `SameOwner`."""
    if to is None or not to.strip():
        raise NobodyNamed
    if to == owner:
        raise SameOwner(owner=owner)
    reason = f"handover from {owner}"
    edits = tuple(
        Edit(before=deal, after=recorded(deal, day, {"owner": to}, reason=reason)) for deal in deals
    )
    return Change(
        note=message(
            "{count:deal|deals} handed over from {owner} to {to}", count=len(edits), owner=owner, to=to
        ),
        edits=edits,
        next=(f"funnel list {shell_word(f'owner:{to}')}",),
    )
