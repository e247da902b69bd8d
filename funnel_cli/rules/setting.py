"""Fields of a deal set by hand: `set DEAL key=value`, one or many deals at once.

Stage and outcome are not set but moved to: promote, demote, win, lose, reopen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date as Day

from funnel_cli.finding.key_names import key_choices
from funnel_cli.finding.spare_parts import is_parts_only
from funnel_cli.records.book import Book, Change, edits_of
from funnel_cli.records.deal import DATED, Opportunity
from funnel_cli.rules.adding import NameUnset
from funnel_cli.rules.contracting import erp_advice
from funnel_cli.rules.customers import demand_end_customer
from funnel_cli.rules.settable_keys import Keys
from funnel_cli.rules.ticking import demand_main_goods
from funnel_cli.rules.typed_fields import Wish, fields_told
from funnel_cli.time.history import completed, opened, recorded
from funnel_cli.values.dates import Calendar
from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.message import N_, message
from funnel_cli.values.typed import shell_word


class MovedNotSet(UsageRefused):
    """Stage and outcome are moved to, through the gate, and not set."""

    sentence = N_("{key} is not set by hand.")
    cure = N_("Use promote, demote, win, lose, reopen, remove, check or score.")


DEAL_KEYS = (
    *("customer", "name", "amount", "parts", "currency", "owner", "source", "created", "close"),
    *("expected_close", "next", "due", "probability", "category", "tags", "competitors"),
    *("contract", "contract_date", "contract_amount", "erp"),
)
"""What can be set of a deal."""

MOVED = (
    *("stage", "closed", "lost", "won", "removed", "paused", "milestones", "strength", "scored_by"),
    *("history", "id"),
)

SET_EXAMPLE = message("funnel set acme-erp amount=120k close=eoq")

_KEYS = Keys(message("A deal"), SET_EXAMPLE, key_choices(DEAL_KEYS), key_choices(MOVED), MovedNotSet)


def assignments(words: Iterable[str]) -> dict[str, str]:
    """`key=value` words as a mapping; raises `NotAnAssignment`, `MovedNotSet` or `NoSuchField`."""
    return dict(_KEYS.assignments(words))


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
    edits = edits_of(pairs)
    keys = [key.label for key in key_choices(wishes)]
    names = [deal.id for deal, after in pairs if after != deal]
    if len(names) == 1:
        note = message("{deal}: set {keys}", deal=names[0], keys=keys)
    else:
        note = message("{count:deal|deals}: set {keys}", count=len(names), keys=keys)
    answers = [edit.after for edit in edits] if wishes.get("erp") else []
    return Change(note=note, edits=edits, warnings=tuple(dict.fromkeys(erp_advice(answers, book))))


def _set(deal: Opportunity, wishes: Mapping[str, str], wish: Wish, *, is_late: bool) -> Opportunity:
    """One deal with its fields set, those dated that its history tells of."""
    demand_end_customer(wishes.get("customer"), wish.book)
    values = fields_told(wishes.items(), wish)
    dated = {key: value for key, value in values.items() if key in DATED}
    rest = {key: value for key, value in values.items() if key not in DATED}
    after = replace(opened(deal, wish.day) if "log" in rest else deal, **rest)
    after = recorded(after, wish.day, dated, reason=wish.reason, is_late=is_late) if dated else after
    if (deal.customer or deal.name) and not (after.customer or after.name):
        raise NameUnset(deal=deal.id)
    if not is_parts_only(deal, wish.book.method):
        demand_main_goods(after, wish.book.method)
    return after


def histories_completed(book: Book, files: Collection[str] = ()) -> Change:
    """Every deal whose values were edited by hand, with the history lines they lack; only of these files."""
    deals = [deal for deal in book.opportunities.values() if not files or deal.file in files]
    edits = edits_of((deal, completed(deal)) for deal in deals)
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
    edits = edits_of((deal, recorded(deal, day, {"owner": to}, reason=reason)) for deal in deals)
    return Change(
        note=message(
            "{count:deal|deals} handed over from {owner} to {to}", count=len(edits), owner=owner, to=to
        ),
        edits=edits,
        next=(f"funnel list {shell_word(f'owner:{to}')}",),
    )
