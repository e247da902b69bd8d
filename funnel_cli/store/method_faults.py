"""What a method must say beyond the types of its values, and what is odd about one that can be used."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from itertools import pairwise

from funnel_cli.finding.names import ids_of
from funnel_cli.finding.people import customer_grades
from funnel_cli.finding.query import BadSavedQuery, saved_words
from funnel_cli.finding.subjects import THINGS
from funnel_cli.finding.word_lists import word_lists
from funnel_cli.records.deal import OUTCOMES, Opportunity
from funnel_cli.records.form import CUSTOMER, FIELD_KINDS, HIGHEST_SCORE, NUMBERS, Form, FormField
from funnel_cli.records.method import AFTER_WIN, COUNTS, FACTS, Check, Method, Milestone
from funnel_cli.records.method_parts import ANSWERED, Grading, Rung
from funnel_cli.records.nesting import hints_of, unwrapped, word_list
from funnel_cli.store.closed_words import Fault, bad_words, closed_lists, none_of, odd_words
from funnel_cli.time.gate import ANY, out_of_reach
from funnel_cli.values.errors import KeyPath
from funnel_cli.values.languages import AUTO, language_meant
from funnel_cli.values.message import message

_ID = re.compile(r"[^\s,:]+")

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


def faults(method: Method) -> Iterator[Fault]:
    """Everything that keeps a method from being one."""
    yield from _bad_kind(method)
    for ids in (_stage_ids(method), _milestone_ids(method), *_other_ids(method)):
        yield from _bad_ids(ids)
    yield from _bad_odds(method)
    for at, milestone in milestones_of(method):
        yield from _bad_milestone(method, milestone, at)
    yield from _bad_forms(method)
    yield from _bad_handover_forms(method)
    if method.grading:
        yield from _bad_grading(method.grading, method)
    if ANY in (each.id for each in method.activities):
        said = message("“{word}” means every contact; no activity can be called so.", word=ANY)
        yield "bad-id", ("activities",), said
    if not method.activities:
        yield "missing-key", ("activities",), message("A method needs at least one activity.")
    for id, axis in method.strength.items():
        yield from _bad_rungs(axis.rungs, ("strength", id, "rungs"))
    yield from bad_words(method)


def oddities(method: Method) -> Iterator[Fault]:
    """What is worth a look in a method that can be used, whenever it is read."""
    yield from _odd_language(method)
    yield from _odd_queries(method)
    yield from odd_words(method, closed_lists(method))
    for at, milestone in milestones_of(method):
        if milestone.check:
            yield from _idle_limits(method, milestone.check, (*at, "check"))
            yield from _never_met(method, milestone.check, (*at, "check"))
    yield from _odd_ladders(method)


def _bad_kind(method: Method) -> Iterator[Fault]:
    """A method without what its kind is made of, or with what another kind is."""
    if method.has_deals and not method.stages:
        yield "missing-key", ("stages",), message("A method needs at least one stage.")
    elif method.kind == COUNTS and len(method.steps) < 2:  # noqa: PLR2004 - a share is of something
        yield "missing-key", ("steps",), message("A funnel of counts needs at least two steps.")
    elif method.kind == COUNTS and method.stages:
        yield "bad-word", ("stages",), message("A funnel of counts has steps and no stages.")
    elif method.has_deals and method.steps:
        yield "bad-word", ("steps",), message("Steps belong to a funnel of counts: kind: counts")


def _stage_ids(method: Method) -> Iterator[tuple[KeyPath, str]]:
    for index, stage in enumerate(method.stages):
        yield ("stages", index, "id"), stage.id
        yield from ((("stages", index, "formerly", n), id) for n, id in enumerate(stage.formerly))


def _milestone_ids(method: Method) -> Iterator[tuple[KeyPath, str]]:
    for at, milestone in milestones_of(method):
        yield (*at, "id"), milestone.id
        yield from (((*at, "formerly", n), id) for n, id in enumerate(milestone.formerly))


def _other_ids(method: Method) -> Iterator[Iterable[tuple[KeyPath, str]]]:
    """The ids of each other list: steps that are counted, words, axes, forms."""
    yield ((("steps", index, "id"), step.id) for index, step in enumerate(method.steps))
    for key in ("activities", "sources", "lost_reasons", "grades"):
        yield [((key, index), word.id) for index, word in enumerate(getattr(method, key))]
    yield ((("strength", id), id) for id in method.strength)
    yield ((("forms", index), form.id) for index, form in enumerate(method.forms))


def milestones_of(method: Method) -> Iterator[tuple[KeyPath, Milestone]]:
    """Every milestone of the method and where it stands in the file."""
    yield from ((("entry", n), item) for n, item in enumerate(method.entry))
    for index, stage in enumerate(method.stages):
        yield from ((("stages", index, "milestones", n), item) for n, item in enumerate(stage.milestones))
    yield from ((("after_win", n), item) for n, item in enumerate(method.after_win))


def _bad_ids(ids: Iterable[tuple[KeyPath, str]]) -> Iterator[Fault]:
    """Ids that stand twice, are reserved, or could not be asked for on a command line."""
    seen = set()
    for at, id in ids:
        if id in seen:
            yield "duplicate-id", at, message("There is another “{id}” above.", id=id)
        elif at[0] == "stages" and at[2] != "milestones" and id in OUTCOMES:
            yield "bad-id", at, message("“{id}” is an outcome; no stage can be called so.", id=id)
        elif at[0] == "stages" and at[2] != "milestones" and id == AFTER_WIN:
            yield "bad-id", at, message("“{id}” is what follows a win; no stage can be called so.", id=id)
        elif not _ID.fullmatch(id):
            yield "bad-id", at, message("“{id}” is no id: spaces, commas and colons cannot be in it.", id=id)
        seen.add(id)


def _bad_odds(method: Method) -> Iterator[Fault]:
    """Stages that cannot be won, and stages from which winning is less likely than from the one before."""
    for index, stage in enumerate(method.stages):
        at: KeyPath = ("stages", index, "probability")
        if 0 in {stage.probability.forecast, stage.probability.exit}:
            yield "bad-ratio", at, message("The probability of a stage is above 0.")
        if stage.conversion == 0:
            yield "bad-ratio", ("stages", index, "conversion"), message("A conversion is above 0.")
    for index, (before, stage) in enumerate(pairwise(method.stages)):
        one, odds = before.probability, stage.probability
        is_lower = odds.forecast < one.forecast or (odds.exit or 1) < (one.exit or 0)
        if is_lower or method.odds(stage) < method.odds(before):
            said = message("The probability is lower than the stage's before it.")
            yield "bad-order", ("stages", index + 1, "probability"), said


def _bad_milestone(method: Method, milestone: Milestone, at: KeyPath) -> Iterator[Fault]:
    if milestone.for_ and not method.milestone(milestone.for_):
        yield "unknown-milestone", (*at, "for"), message("There is no milestone “{id}”.", id=milestone.for_)
    if milestone.check:
        yield from _bad_check(method, milestone.check, (*at, "check"))


def _bad_forms(method: Method) -> Iterator[Fault]:
    """Forms and fields whose words are none, or that ask for a choice among nothing."""
    for index, form in enumerate(method.forms):
        at: KeyPath = ("forms", index)
        yield from _bad_ids((((*at, "fields", n), field.id) for n, field in enumerate(form.fields)))
        if not form.fields:
            yield "missing-key", at, message("A form needs at least one field.")
        for n, field in enumerate(form.fields):
            if (field.kind == "choice") != bool(field.choices):
                said = message("Choices stand with a field of the kind “choice”, and there they are needed.")
                yield "bad-word", (*at, "fields", n), said
            yield from _bad_hours(form, field, (*at, "fields", n, "within_hours"))


def _bad_hours(form: Form, field: FormField, at: KeyPath) -> Iterator[Fault]:
    """Times of an answer that depend on no choice of the form, or that say nothing."""
    time = field.within_hours
    if time is None:
        return
    choice = form.field(time.by) if time.by else None
    if (time.hours is None) == (time.by is None) or bool(time.by) != bool(time.each):
        yield "bad-word", at, message("It is a number of hours, or “by” a choice with hours for “each”.")
    elif time.by and (choice is None or not set(time.each) <= set(choice.choices)):
        said = message("“{word}” is no field of the form with these choices.", word=time.by)
        yield "bad-word", (*at, "by"), said


def _bad_handover_forms(method: Method) -> Iterator[Fault]:
    for index, stage in enumerate(method.stages):
        if stage.handover_form and method.form(stage.handover_form) is None:
            said = message("There is no form “{id}”.", id=stage.handover_form)
            yield "unknown-form", ("stages", index, "handover_form"), said


def _bad_grading(grading: Grading, method: Method) -> Iterator[Fault]:
    """Grades by a form that is not about customers, by a question without choices, or that there are not."""
    at: KeyPath = ("grading",)
    form = method.form(grading.form)
    if form is None or form.for_ != CUSTOMER:
        said = message("There is no form “{id}” about customers.", id=grading.form)
        yield "unknown-form", (*at, "form"), said
        return
    if not grading.fields:
        yield "missing-key", (*at, "fields"), message("A grade needs at least one field.")
    for n, id in enumerate(grading.fields):
        if not ((field := form.field(id)) and field.choices):
            said = message("The form “{form}” has no choice “{field}”.", form=form.id, field=id)
            yield "unknown-form", (*at, "fields", n), said
    grades = [each.id for each in customer_grades(method)]
    for id in grading.points:
        if id not in grades:
            yield "bad-word", (*at, "points", id), none_of(id, grades)


def _bad_rungs(rungs: tuple[Rung, ...], at: KeyPath) -> Iterator[Fault]:
    """A ladder without rungs, a rung without a score, one that counts no more than the one before."""
    if not rungs:
        yield "missing-key", at, message("An axis needs at least one rung.")
    for index, rung in enumerate(rungs):
        if rung.at is None and rung.decision_maker is None:
            said = message("A rung needs “at”, “decision_maker” or both.")
            yield "missing-key", (*at, index), said
        elif rung.at is not None and rung.decision_maker is not None and rung.decision_maker < rung.at:
            said = message("The decision maker's score is lower than the other contact's.")
            yield "bad-order", (*at, index, "decision_maker"), said
    for key in ("at", "decision_maker"):
        scored = [(n, score) for n, rung in enumerate(rungs) if (score := getattr(rung, key)) is not None]
        for (_, below), (index, above) in pairwise(scored):
            if above <= below:
                said = message("The score is not above that of the rung before.")
                yield "bad-order", (*at, index, key), said


def _odd_queries(method: Method) -> Iterator[Fault]:
    """Saved queries that nobody could ask for, or that could not be used."""
    for name, text in method.settings.queries.items():
        at: KeyPath = ("settings", "queries", name)
        if not _ID.fullmatch(name):
            said = message("“{id}” is no id: spaces, commas and colons cannot be in it.", id=name)
            yield "bad-query", at, said
        try:
            saved_words(name, text)
        except BadSavedQuery as refusal:
            yield "bad-query", at, refusal.message


def _odd_language(method: Method) -> Iterator[Fault]:
    word = method.settings.language
    if word != AUTO and not language_meant(word):
        said = none_of(word, ids_of(word_lists()["languages"]))
        yield "unknown-language", ("settings", "language"), said


def _odd_ladders(method: Method) -> Iterator[Fault]:
    """Scores that stand for two statements, so that nobody can tell which of them a deal has reached."""
    for id, axis in method.strength.items():
        scores = Counter(said.score for said in axis.statements)
        if twice := sorted(score for score, times in scores.items() if times > 1):
            said = message(
                "A score of “{axis}” names two statements: {scores}.", axis=id, scores=list(map(str, twice))
            )
            yield "ambiguous-score", ("strength", id, "rungs"), said


def _bad_check(method: Method, check: Check, at: KeyPath) -> Iterator[Fault]:
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


def _never_met(method: Method, check: Check, at: KeyPath) -> Iterator[Fault]:
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


def _idle_limits(method: Method, check: Check, at: KeyPath) -> Iterator[Fault]:
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
