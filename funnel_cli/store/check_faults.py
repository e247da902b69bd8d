"""What a check of a milestone asks for and cannot be seen, or says and would not be heeded."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal

from funnel_cli.finding.subjects import THINGS
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.form import FIELD_KINDS, HIGHEST_SCORE, NUMBERS
from funnel_cli.records.method import FACTS, Check, Method
from funnel_cli.records.method_parts import ANSWERED
from funnel_cli.records.nesting import hints_of, unwrapped, word_list
from funnel_cli.store.closed_words import Fault, closed_lists, none_of
from funnel_cli.time.gate import out_of_reach
from funnel_cli.values.errors import KeyPath
from funnel_cli.values.message import message

_FIELDS = hints_of(Opportunity).keys() - {"file"}
_WORDS = frozenset(FIELD_KINDS) - NUMBERS - {"date"}

_LIMITS = ("at_least", "at_most", "one_of", "within")
_LIMITS_OF = {
    "field": ("at_least", "one_of"),
    "strength": ("at_least",),
    "log": ("within",),
    "form": _LIMITS,
}
"""The limits that may stand beside each fact of a check."""


def bad_check(method: Method, check: Check, at: KeyPath) -> Iterator[Fault]:
    """A check that asks for no fact, for several, or for one that does not exist."""
    facts = [fact for fact in FACTS if not (check.form and fact == "field")]
    if sum(getattr(check, fact) is not None for fact in facts) != 1:
        said = message("A check asks for exactly one of {facts}.", facts=FACTS)
        yield "bad-check", at, said
    if check.form:
        yield from _bad_form_check(method, check, check.form, at)
    elif check.field and check.field not in _FIELDS:
        yield "bad-check", (*at, "field"), message("A deal has no “{field}”.", field=check.field)
    if check.milestone:
        yield from _bad_reference(method, check.milestone, (*at, "milestone"))
    if check.within_hours and check.lead != ANSWERED:
        yield "bad-check", (*at, "within_hours"), message("“within_hours” stands with lead: answered.")
    if check.says and not check.contact:
        yield "bad-check", (*at, "says"), message("“says” stands with contact.")
    if check.strength and check.at_least is None:
        yield "bad-check", at, message("A strength needs “at_least”.")


def _bad_reference(method: Method, id: str, at: KeyPath) -> Iterator[Fault]:
    """Another milestone that is not there, or that is met by this one."""
    if not method.milestone(id):
        yield "unknown-milestone", at, message("There is no milestone “{id}”.", id=id)
    if _leads_back(method, id):
        yield "bad-check", at, message("The check of “{id}” leads back to itself.", id=id)


def _bad_form_check(method: Method, check: Check, id: str, at: KeyPath) -> Iterator[Fault]:
    """A form or a field that is not there, a limit of nothing."""
    form = method.form(id)
    if form is None:
        yield "unknown-form", (*at, "form"), message("There is no form “{id}”.", id=id)
    elif check.field and form.field(check.field) is None:
        said = message("The form “{form}” has no field “{field}”.", form=id, field=check.field)
        yield "unknown-form", (*at, "field"), said
    limits = [key for key in ("at_least", "at_most") if getattr(check, key) is not None]
    if limits and not check.field:
        yield "bad-check", (*at, limits[0]), message("A limit needs the field of the form.")


def never_met(method: Method, check: Check, at: KeyPath) -> Iterator[Fault]:
    """What no deal that stands before it can ever meet, so that only a tick by hand does."""
    form = method.form(check.form) if check.form else None
    match out_of_reach(check, method, is_won=at[0] == "after_win"):
        case "at_least":
            most = HIGHEST_SCORE if check.at_most is None else f"{check.at_most:f}"
            said = message("“at_least” is above {most}, the most there can be.", most=most)
            yield "never-met", (*at, "at_least"), said
        case "form" if form:
            said = message(
                "“{form}” is about {deals}; no deal here is one.", form=form.id, deals=THINGS[form.for_]
            )
            yield "never-met", (*at, "form"), said
        case "field":
            yield "never-met", (*at, "field"), message("No open deal has “{field}”.", field=check.field)


def idle_limits(method: Method, check: Check, at: KeyPath) -> Iterator[Fault]:
    """Limits that the check does not heed, or that nothing can meet."""
    fact = "form" if check.form else next((fact for fact in FACTS if getattr(check, fact) is not None), "")
    given = {key for key in _LIMITS if getattr(check, key) not in {None, ()}}
    heeded = {key for key in _LIMITS_OF.get(fact, ()) if check.field or key != "one_of"}
    for key in sorted(given - heeded):
        said = message("“{key}” says nothing beside {fact}.", key=key, fact=fact)
        yield "idle-limit", (*at, key), said
    limits = given & heeded
    if "one_of" in limits and limits & {"at_least", "at_most"}:
        yield "idle-limit", (*at, "one_of"), message("Limits are for numbers, “one_of” is for words.")
    form = method.form(check.form) if check.form else None
    asked = form.field(check.field) if form and check.field else None
    if asked:
        kind = Decimal if asked.kind in NUMBERS else str if asked.kind in _WORDS else None
        yield from _idle_values(check, limits, at, kind, asked.choices)
    elif check.field and not check.form:
        hint = hints_of(Opportunity).get(check.field)
        known = closed_lists(method).get(word_list(hint).name, ())
        yield from _idle_values(check, limits, at, unwrapped(hint)[0], known)


def _idle_values(
    check: Check, limits: set[str], at: KeyPath, kind: object, known: Collection[str]
) -> Iterator[Fault]:
    """A limit of what is no number, words of what holds none, or none of those that are known."""
    numbers = sorted(limits & {"at_least", "at_most"})
    if numbers and kind is not Decimal:
        said = message("“{key}” is for numbers; “{field}” is none.", key=numbers[0], field=check.field)
        yield "idle-limit", (*at, numbers[0]), said
    if "one_of" in limits and kind is not str:
        said = message("“{key}” is for words; “{field}” is none.", key="one_of", field=check.field)
        yield "idle-limit", (*at, "one_of"), said
    for n, word in enumerate(check.one_of if known else ()):
        if word not in known:
            yield "idle-limit", (*at, "one_of", n), none_of(word, known)


def _leads_back(method: Method, id: str) -> bool:
    """Whether following the checks from a milestone to the one it asks for comes round to it again."""
    seen: set[str] = set()
    step: str | None = id
    while step is not None and step not in seen:
        seen.add(step)
        milestone = method.milestone(step)
        step = milestone.check.milestone if milestone and milestone.check else None
    return step is not None
