"""A book under made-up names: what stands in its records as a name or a text is replaced, figures stay.

What a field holds is told by its type in `records/`: a text is replaced unless its type says that it is a
word of a list, a currency or a period, so that a new field is masked without a line here. The words of
the method stay: they say how one sells, not to whom.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from functools import cached_property
from itertools import chain
from pathlib import PurePosixPath
from typing import Any, get_args

from funnel_cli.finding.parties import TEAM, is_team, team_choices
from funnel_cli.finding.query import MINE, NOT, SAVED, is_query_word, query_parts, saved_words
from funnel_cli.finding.word_lists import word_lists
from funnel_cli.finding.words import choice_meant, choice_named, listed, plain, unjoined, word_among
from funnel_cli.records.book import Book
from funnel_cli.records.customer import Customer
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.fields import WORDS, FileMapping, Masked, Scalar, Spelled
from funnel_cli.records.form import Filing
from funnel_cli.records.lead import Lead
from funnel_cli.records.method import Method
from funnel_cli.records.nesting import DatedLine, Hint, dated_hints, hints_of, unwrapped, word_list
from funnel_cli.records.settings import Settings
from funnel_cli.time.standing import DEAL_PLACES
from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.made_up import MadeUp
from funnel_cli.values.message import N_, message
from funnel_cli.values.typed import normal, shell_words

_PARTED = re.compile(r"^(.*?)\s*([(（])(.*)([)）])\s*$")
"""A person and, in brackets, the post."""

_WEEK = re.compile(r"^(\d{4}-[Ww]\d{2})(.*)$")
_FOLDERS = {"opportunities": "deal", "leads": "deal", "customers": "customer", "reviews": "review"}
_LISTS = frozenset({"stages", "targets", "goals", "rates", "calls", "counts"})
"""The files whose names are the same in every book."""

MASKED_KINDS = {
    "owner": "person",
    "team": "team",
    "customer": "company",
    "name": "project",
    "id": "deal",
    "tag": "tag",
    "competitor": "company",
    "region": "region",
    "industry": "industry",
}
"""The query keys that ask for a name, and of which kind."""

_FREE = frozenset({"text", "lines"})
"""The kinds of answers to a form that are free texts."""


class NoPartOfAName(UsageRefused):
    """A list of customers or leads was asked for by a part of a name, which made-up names do not have."""

    sentence = N_("With --mask, {word} finds nothing here: the names are made up.")
    cure = N_("Ask by key:value with the whole name, like owner:anna.")


class Mask:
    """A book as it was read, and the same under made-up names."""

    def __init__(self, real: Book, made_up: MadeUp) -> None:
        self.real = real
        self._made_up = made_up
        self._files: dict[str, str] = {}
        self._queries: dict[str, str] = {}  # the saved queries that could not be spelled out
        self._teams = frozenset(map(normal, real.method.settings.team))
        self._listed = frozenset(map(unjoined, _vocabulary(real.method)))

    @cached_property
    def book(self) -> Book:
        """The book under made-up names; its records stand in the order of these."""
        real, said = self.real, message("What is wrong is told without --mask.")
        return replace(
            real,
            method=replace(real.method, settings=self._settings),
            opportunities=self._records(real.opportunities),
            leads=self._records(real.leads),
            customers=self._records(real.customers),
            targets=self._all(real.targets),
            goals=self._all(real.goals),
            calls=self._all(real.calls),
            counts=self._all(real.counts),
            reviews=self._all(real.reviews),
            problems=tuple(
                replace(each, path=self.file(each.path), key="", message=said) for each in real.problems
            ),
            missing_rates=type(real.missing_rates)(),
        )

    @property
    def _settings(self) -> Settings:
        """The settings, of the saved queries with those alone that `words` asks for and cannot spell out."""
        real = self.real.method.settings
        teams = {self.name("person", team): owners for team, owners in real.team.items()}
        masked = self._record(replace(real, queries={}, team={}))
        people_of = {team: tuple(self.name("person", each) for each in some) for team, some in teams.items()}
        settings: Settings = replace(masked, team=people_of, queries=self._queries)
        return settings

    def id(self, real: str) -> str:
        """The made-up id of a deal or lead."""
        return self._made_up.name("deal", real)

    def name(self, kind: str, real: str) -> str:
        """The made-up name of that kind, of an owner one for all spellings.

        A team has one wherever a person could stand.
        """
        if kind == "word":
            return real if unjoined(real) in self._listed else self._made_up.name("text", real)
        if kind == "participant":
            return self._participant(real)
        if kind == "person" and is_team(real):
            return TEAM + self.name(kind, real.removeprefix(TEAM))
        if kind == "person" and normal(real) in self._teams:
            kind = "team"
        return self._made_up.name(kind, (kind == "person" and self.real.as_spelled(real)) or real)

    def file(self, path: str) -> str:
        """The path without the name of the record."""
        place = PurePosixPath(path)
        kind, stem = _FOLDERS.get(place.parent.name, "file"), place.stem
        week = _WEEK.match(stem)
        if kind == "review" and week:
            stem = week[1] + (f"-{self._made_up.name(kind, week[2])}" if week[2] else "")
        elif stem not in _LISTS or kind != "file":
            stem = self._made_up.name(kind, stem)
        parent = (
            place.parent if kind != "file" or str(place.parent) in {".", "data"} else PurePosixPath("data")
        )
        suffix = place.suffix if place.suffix in {".yaml", ".json", ".yml"} else ""
        masked = str(parent / f"{stem}{suffix}")
        self._files[masked] = path
        return masked

    def real_file(self, masked: str) -> str:
        """The file that `file` made that of."""
        return self._files.get(masked, masked)

    def words(self, words: Iterable[str]) -> list[str]:
        """Query words about the real book as words about the masked one, saved queries spelled out."""
        return [each for word in words for each in self._spelled(word)]

    def named(self, word: str) -> str:
        """As `words`, for a list of customers or leads; raises `NoPartOfAName`."""
        if not is_query_word(word):
            raise NoPartOfAName(word=word)
        return self._word(word)

    def team(self, word: str) -> str:
        """The made-up name of the team that the word means, as calls name it or bare, else the word."""
        found = choice_meant(word, team_choices(self.real))
        return self.name("person", found.id) if found else word

    def _spelled(self, word: str) -> Iterable[str]:
        key, _, value = query_parts(word)
        if key == SAVED and value and value not in self._queries:
            queries = self.real.method.settings.queries
            name = word_among(message("saved query"), value, list(queries))
            return [self._word(each) for each in saved_words(name, queries[name])]
        return [self._word(word)]

    def _word(self, word: str) -> str:
        key, colon, value = query_parts(word)
        if not colon:
            return self._search(word)
        if key == NOT and value:
            spelled = list(self._spelled(value))
            if len(spelled) > 1:
                name = self._made_up.name("file", value)
                self._queries[name] = shell_words(spelled)
                spelled = [f"{SAVED}:{name}"]
            return f"{NOT}:{spelled[0]}"
        if not value or key not in MASKED_KINDS or (key == "owner" and plain(value) in MINE):
            return word
        names = self._known(MASKED_KINDS[key])
        known = {plain(name): name for name in names.values()}  # said once already
        known |= {plain(real): name for real, name in names.items()}
        return f"{key}:{','.join(self._meant(key, each, known) for each in listed(value, known))}"

    def _meant(self, key: str, word: str, known: Mapping[str, str]) -> str:
        if plain(word) in MINE:
            return word
        if (name := known.get(plain(word))) is not None:
            return name
        if key == "team":
            return self.name("person", choice_named(message("team"), word, team_choices(self.real)).id)
        return self._made_up.name(MASKED_KINDS[key], word)

    def _known(self, kind: str) -> Mapping[str, str]:
        _ = self.book
        teams = self._made_up.known("team") if kind == "person" else {}
        return {**self._made_up.known(kind), **teams}

    def _search(self, word: str) -> str:
        """The deals with the word in id, customer or name, by their made-up ids."""
        part, deals = plain(word), self.real.opportunities.values()
        found = [
            self.id(deal.id)
            for deal in deals
            if any(part in plain(text) for text in (deal.id, deal.customer, deal.name) if text)
        ]
        return "id:" + (",".join(sorted(found)) or self._made_up.name("file", word))

    def _participant(self, real: str) -> str:
        parts = _PARTED.match(real)
        if not parts:
            return self.name("person", real)
        name, opened, post, closed = parts.groups()
        return f"{self.name('person', name)} {opened}{self.name('text', post)}{closed}"

    def _records(self, real: Mapping[str, Any]) -> dict[str, Any]:
        masked = [self._record(record) for record in real.values()]
        return {record.id: record for record in sorted(masked, key=lambda record: str(record.id))}

    def _all(self, real: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(map(self._record, real))

    def _record(self, real: Any) -> Any:
        """A record, or a mapping in it, with each field as its type has it."""
        hints = hints_of(type(real))
        values = {field.name: getattr(real, field.name) for field in fields(real)}
        masked = {
            name: self._masked(value, hints[name]) for name, value in values.items() if name != "changes"
        }
        if "file" in values:
            masked["file"] = self.file(values["file"]) if values["file"] else ""
        if isinstance(real, DatedLine):
            dated = dated_hints(type(real))
            masked["changes"] = {
                key: self._masked(value, dated[key]) for key, value in values["changes"].items()
            }
        if isinstance(real, Opportunity | Lead | Customer):
            masked["forms"] = {
                self.name("word", id): tuple(self._filing(id, each) for each in filings)
                for id, filings in real.forms.items()
            }
        return type(real)(**masked)

    def _filing(self, form: str, real: Filing) -> Filing:
        """A form as it was filed: figures, days and choices stay, where they are what the form asks for."""
        asked = self.real.method.form(form)

        def answer(id: str, text: str) -> str:
            field = asked.field(id) if asked else None
            if field is None or field.kind in _FREE:
                return self.name("text", text)
            if field.kind == "person":
                return self.name("person", text)
            return self.name("text", text) if field.read(text) is None else text

        says = {self.name("word", id): answer(id, text) for id, text in real.says.items()}
        filing: Filing = replace(self._record(replace(real, says={})), says=says)
        return filing

    def _masked(self, value: Any, hint: Hint) -> Any:
        """The value with every text in it replaced that its type does not let stay."""
        kind, marks = unwrapped(hint)
        if any(isinstance(mark, Scalar) for mark in marks) or value in word_list(hint).only:
            return value
        match value:
            case str():
                return self.name(_kind(marks), value)
            case FileMapping():
                return self._record(value)
            case tuple():
                return tuple(self._masked(each, get_args(kind)[0]) for each in value)
            case Mapping():
                item = get_args(kind)[1]
                return {self.name("word", key): self._masked(each, item) for key, each in value.items()}
        return value


def _kind(marks: Iterable[object]) -> str:
    told = (mark.kind for mark in marks if isinstance(mark, Masked))
    listed = any(isinstance(mark, Spelled) and WORDS in mark.schema for mark in marks)
    return next(told, "word" if listed else "text")


def _vocabulary(method: Method) -> Iterable[str]:
    """The words that stay: ids and titles of the method's and the program's lists, what checks ask for."""
    words = chain(*word_lists().values(), *word_lists(method).values())
    forms = [each for form in method.all_forms for each in (form, *form.fields)]
    named: tuple[Any, ...] = (*words, *DEAL_PLACES, *forms)
    for each in named:
        yield each.id
        yield from each.title.texts.values() if each.title else ()
    for stage in method.stages:
        yield from stage.formerly
    for milestone in method.milestones:
        yield from milestone.formerly
        yield from milestone.check.one_of if milestone.check else ()
