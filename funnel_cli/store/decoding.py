"""The files of a book decoded: their bytes as records and lists, and what is wrong there.

A record must say more than the types of its values; a deal is judged by the words of the method.

This is where the parser and the validator are loaded; a run that finds every file as the cache knows
it does without.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date as Day
from functools import partial
from itertools import islice, pairwise
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from funnel_cli.finding.parties import is_team
from funnel_cli.records.book import Record
from funnel_cli.records.customer import Customer
from funnel_cli.records.deal import OUTCOMES, HistoryLine, Opening, Opportunity, in_other_words
from funnel_cli.records.fields import FileMapping
from funnel_cli.records.filed_review import Review
from funnel_cli.records.lead import STAGES, Lead
from funnel_cli.records.lists import Line, Target
from funnel_cli.records.method import Method
from funnel_cli.store.below_zero import negative_amounts
from funnel_cli.store.closed_words import Fault, Lists, closed_lists, none_of, odd_words, unknown_word
from funnel_cli.store.codec import MAX_PROBLEMS, lines, record
from funnel_cli.store.layout import MAX_ID, is_id, owner_part, review_file
from funnel_cli.store.reading.source import Source, as_source
from funnel_cli.store.reading.unreadable import Unreadable
from funnel_cli.time.facts import drift, in_order, stints
from funnel_cli.values.errors import KeyPath, Problem
from funnel_cli.values.message import Label, message
from funnel_cli.values.money import exact_sum

_EVERY_BOOKS = closed_lists()
"""The closed lists of every book."""

_CUT = re.compile(
    r"(?:[\w-]+:[ \t]+)?+(?![\s\"'|>#{\[])"
    r"(?:[^\n{}\[\]]|\[[^\n\]]*\]|\{[^\n}]*\})+?(?<![\s,])[ \t]+#(?=[^\s#])"
)
_TEXTS = frozenset(
    {
        *("customer", "name", "title", "competitor", "competitors", "tags", "with", "ours", "number"),
        *("action", "text", "next", "purpose", "open_theirs", "open_ours", "evidence", "reason"),
        *("message", "said", "analysis", "avoid", "note", "notes"),
    }
)
"""The keys of what people write: names, texts, and lists of them."""

R = TypeVar("R", bound=Record)
L = TypeVar("L", bound=Line)


class Vocabulary(NamedTuple):
    """The words of a method's closed lists, what asks for evidence, and the former ids that mean a word."""

    lists: Lists
    evidenced: frozenset[str]
    present_stages: Mapping[str, str]
    present_milestones: Mapping[str, str]


def vocabulary(method: Method) -> Vocabulary:
    """The words of the method; `won` and `lost` are stages too."""
    return Vocabulary(
        lists=closed_lists(method),
        evidenced=frozenset(milestone.id for milestone in method.milestones if milestone.needs_evidence),
        present_stages={old: stage.id for stage in method.stages for old in stage.formerly},
        present_milestones={old: item.id for item in method.milestones for old in item.formerly},
    )


def opportunity(source: Source, words: Vocabulary) -> tuple[Opportunity | None, list[Problem]]:
    """The deal the file holds, `None` if it cannot be counted, and all that is wrong or odd in it.

    Former ids of stages and milestones are read as the present ones. A deal that is won or lost
    without saying when takes the day from its history.
    """
    deal, problems = record(Opportunity, source)
    if deal is None:
        return None, problems
    stages, milestones = words.present_stages, words.present_milestones
    if stages or milestones:
        deal = in_other_words(deal, lambda id: stages.get(id, id), lambda id: milestones.get(id, id))
    deal = _closed(deal)
    errors = [*_errors(deal, source, words)]
    problems = [*errors, *problems, *islice(_oddities(deal, source, words), MAX_PROBLEMS)]
    return None if errors else deal, problems


def review(source: Source) -> tuple[Review | None, list[Problem]]:
    """The review the file holds, `None` if it cannot be used, and all that is wrong or odd in it."""
    found, problems = record(Review, source)
    if found is None:
        return None, problems
    week, dot, whose = source.stem.partition(".")
    if found.week != week:
        said = message("The week is {week}, but the file is called “{stem}”.", week=found.week, stem=week)
        return None, [source.problem("id-mismatch", said, ("week",)), *problems]
    if dot and whose != owner_part(found.owner):
        name = review_file(week, owner_part(found.owner)).rpartition("/")[2]
        said = message("The review of this owner is called {name}, or {week}.yaml.", name=name, week=week)
        return None, [source.problem("id-mismatch", said, ("owner",)), *problems]
    return found, problems


def _closed(deal: Opportunity) -> Opportunity:
    """The deal with the day it was won or lost, which its last line of that outcome may tell."""
    if deal.closed or deal.stage not in OUTCOMES:
        return deal
    for line in reversed(in_order(deal)):
        if line.changes.get("stage") == deal.stage:
            said = line.changes.get("closed")
            return replace(deal, closed=said if isinstance(said, Day) else line.date)
    return deal


def _errors(deal: Opportunity, source: Source, words: Vocabulary) -> Iterator[Problem]:
    """Why the deal cannot be counted."""
    yield from _bad_id(deal.id, source)
    if not f"{deal.customer or ''}{deal.name or ''}".strip():
        yield source.problem(
            "missing-key", message("Either “customer” or “name” is required."), ("customer",)
        )
    if deal.stage is None:
        yield source.problem(
            "missing-key", message("Required key “{key}” is missing.", key="stage"), ("stage",)
        )
    elif deal.stage not in (stages := words.lists["stages"]):
        yield source.problem("unknown-stage", unknown_word("stages", deal.stage, stages), ("stage",))
    elif deal.stage in OUTCOMES and not deal.closed:
        said = message("A deal that is {stage} needs “closed”, the day it was.", stage=deal.stage)
        yield source.problem("missing-key", said, ("closed",))


def _bad_id(id: str, source: Source) -> Iterator[Problem]:
    """Why a record in this file cannot be called so."""
    if not is_id(id):
        said = message(
            "“{id}” is no id; write up to 64 of a-z, 0-9, - and _, a letter or digit first.",
            id=id[: MAX_ID + 1],
        )
        yield source.problem("bad-id", said, ("id",))
    elif id != source.stem:
        said = message("The id is “{id}”, but the file is called “{stem}”.", id=id, stem=source.stem)
        yield source.problem("id-mismatch", said, ("id",))


def _oddities(deal: Opportunity, source: Source, words: Vocabulary) -> Iterator[Problem]:
    """What is worth a look, though the deal counts."""
    yield from (source.warning(code, said, at) for code, at, said in odd_words(deal, words.lists))
    for id in sorted(words.evidenced & deal.milestones.keys()):
        if any(not (tick.evidence or "").strip() and not tick.lapsed for tick in deal.milestones[id]):
            said = message("“{milestone}” asks for evidence, and none is written down.", milestone=id)
            yield source.warning("no-evidence", said, ("milestones", id))
    yield from _odd_payments(deal, source)
    yield from _odd_dates(deal, source)
    yield from _odd_history(deal, source, words)


def _odd_payments(deal: Opportunity, source: Source) -> Iterator[Problem]:
    """Payments of a deal that is not won, more than was signed, and more received than agreed."""
    if not deal.is_won and any(each.outstanding for each in deal.payments):
        said = message("It is not won, so nothing is to be paid.")
        yield source.warning("payment-not-won", said, ("payments",))
    signed = deal.contract.amount if deal.contract else None
    whole = deal.amount if signed is None else signed
    agreed = exact_sum(each.wanted for each in deal.payments)
    if whole is not None and deal.payments and agreed > whole:
        said = message(
            "The payments come to {sum}, more than the {whole} of the contract.",
            sum=f"{agreed:f}",
            whole=f"{whole:f}",
        )
        yield source.warning("payments-above-contract", said, ("payments",))
    for place, each in enumerate(deal.payments):
        if each.paid > each.amount:
            said = message("{paid} came in of {amount}.", paid=f"{each.paid:f}", amount=f"{each.amount:f}")
            yield source.warning("overpaid", said, ("payments", place, "received"))


def _odd_dates(deal: Opportunity, source: Source) -> Iterator[Problem]:
    """Ends that come before the beginning, and that of a deal that has not ended."""
    if deal.closed and deal.stage not in OUTCOMES:
        said = message("The stage is neither won nor lost, so this day does not count.")
        yield source.warning("still-open", said, ("closed",))
    for key, title, day in (
        ("expected_close", "预计成交日期", deal.expected_close),
        ("closed", "关闭日期", deal.closed),
    ):
        if day and deal.created and day < deal.created:
            called = Label({"en": key, "zh": title})
            said = message(
                "{key} {day} lies before created {created}.", key=called, day=day, created=deal.created
            )
            yield source.warning("date-order", said, (key,))


def _odd_history(deal: Opportunity, source: Source, words: Vocabulary) -> Iterator[Problem]:
    """Lines out of order, and a present state that the last lines do not tell."""
    yield from _out_of_order(deal, source)
    first = next((at for at, line in _lines(deal) if line.changes.get("stage")), None)
    stays = stints(deal)
    if first and stays and stays[0].stage in OUTCOMES and deal.opening is None:
        said = message(
            "The history begins with “{stage}”. Say what was before: opening: {example}, or {unknown}",
            stage=stays[0].stage,
            example=f"{{stage: {min({*words.lists['stages']} - OUTCOMES, default='…')}}}",
            unknown="{}",
        )
        yield source.warning("outcome-first", said, (*first, "stage"))
    for key, day in drift(deal).items():
        said = message("“{key}” is not what the opening line says; the value here counts.", key=key)
        if day:
            said = message(
                "“{key}” is not what the history says since {day}; the value here counts.", key=key, day=day
            )
        yield source.warning("history-mismatch", said, (key,))


def _out_of_order(record: Opportunity | Lead, source: Source) -> Iterator[Problem]:
    days = [line.date for line in record.history]
    for index, (before, day) in enumerate(pairwise(days), 1):
        if day < before:
            said = message("{day} comes after {before}; oldest lines first.", day=day, before=before)
            yield source.warning("date-order", said, ("history", index, "date"))


def _lines(deal: Opportunity) -> Iterator[tuple[KeyPath, HistoryLine | Opening]]:
    if deal.opening:
        yield ("opening",), deal.opening
    yield from ((("history", index), line) for index, line in enumerate(deal.history))


def customer(source: Source, lists: Lists = _EVERY_BOOKS) -> tuple[Customer | None, list[Problem]]:
    """The customer the file holds, `None` if it cannot be used, and all that is wrong or odd in it."""
    found, problems = record(Customer, source)
    if found is None:
        return None, problems
    errors = [*_bad_id(found.id, source)]
    return None if errors else found, [*errors, *problems, *_odd_words(found, source, lists)]


def lead(source: Source, lists: Lists = _EVERY_BOOKS) -> tuple[Lead | None, list[Problem]]:
    """The lead the file holds, `None` if it cannot be used, and all that is wrong or odd in it."""
    found, problems = record(Lead, source)
    if found is None:
        return None, problems
    errors = [*_bad_id(found.id, source)]
    if not f"{found.customer or ''}{found.name or ''}".strip():
        said = message("Either “customer” or “name” is required.")
        errors.append(source.problem("missing-key", said, ("customer",)))
    if found.stage not in STAGES:
        errors.append(source.problem("unknown-stage", none_of(found.stage, STAGES), ("stage",)))
    problems += [*errors, *_odd_words(found, source, lists)]
    problems += _out_of_order(found, source)
    ordered = sorted(found.history, key=attrgetter("date"))
    told = [stage for line in ordered if (stage := line.changes.get("stage"))]
    if told and told[-1] != found.stage:
        said = message("“{key}” is not what the last line of the history says.", key="stage")
        problems.append(source.warning("history-mismatch", said, ("stage",)))
    return None if errors else found, problems


def _odd_words(found: FileMapping, source: Source, lists: Lists) -> Iterator[Problem]:
    told = (source.warning(code, said, at) for code, at, said in odd_words(found, lists))
    return islice(told, MAX_PROBLEMS)


_Decode = Callable[[str, bytes], tuple[R | None, list[Problem]]]
"""What makes a record of the bytes at a path, if they hold one, and says what is wrong with it."""


def decoder(cls: type[R], method: Method) -> _Decode[R]:
    """What decodes records of that class in a book of that method."""
    kinds: dict[type, Callable[[], Callable[[Source], tuple[Any, list[Problem]]]]] = {
        Opportunity: lambda: partial(opportunity, words=vocabulary(method)),
        Lead: lambda: partial(lead, lists=closed_lists(method)),
        Customer: lambda: partial(customer, lists=closed_lists(method)),
        Review: lambda: review,
    }
    return partial(_decoded, kinds[cls]())


def lines_in(cls: type[L], path: str, data: bytes, method: Method) -> tuple[tuple[L, ...], list[Problem]]:
    """The lines of a list file that can be read, and what is wrong with the others; raises `Unreadable`.

    Their words are judged by the method.
    """
    source = as_source(path, data)
    found, problems = lines(cls, source)
    lists = closed_lists(method)
    odd = (each for place, line in found.items() for each in _odd_in(line, lists, place))
    problems += [source.warning(code, said, at) for code, at, said in islice(odd, MAX_PROBLEMS)]
    return tuple(found.values()), [*problems, *_odd_texts(source)]


def _odd_in(line: Line, lists: Lists, place: int) -> Iterator[Fault]:
    yield from odd_words(line, lists, (place,))
    if isinstance(line, Target) and line.owner and is_team(line.owner):
        said = message("The line of {word} counts nowhere: its reps' targets do.", word=line.owner)
        yield "team-target", (place, "owner"), said


def _decoded(
    decode: Callable[[Source], tuple[R | None, list[Problem]]], path: str, data: bytes
) -> tuple[R | None, list[Problem]]:
    """The record in these bytes, `None` if it cannot be used, and what is wrong."""
    try:
        source = as_source(path, data)
        found, problems = decode(source)
    except Unreadable as refusal:
        return None, [refusal.problem(path)]
    return found, [*problems, *(_odd_texts(source) if found else islice(_cut_texts(source), MAX_PROBLEMS))]


def _odd_texts(source: Source) -> Iterator[Problem]:
    """Amounts below zero, and texts that a comment seems to have cut."""
    yield from islice(negative_amounts(source), MAX_PROBLEMS)
    yield from islice(_cut_texts(source), MAX_PROBLEMS)


def _cut_texts(source: Source) -> Iterator[Problem]:
    if source.format != "yaml" or not re.search(r"[ \t]#[^\s#]", source.text):
        return
    for path, offset in source.places():
        key = next((step for step in reversed(path) if isinstance(step, str)), "")
        if key in _TEXTS and _CUT.match(source.text, offset):
            said = message(
                "What follows “ #” is a comment; put the whole text in quotes if it belongs to it."
            )
            yield source.warning("comment-in-value", said, path)
