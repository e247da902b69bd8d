"""Reps, teams and the whole book: who they are, and how good their own calls have been."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date as Day
from decimal import Decimal
from typing import NamedTuple

from funnel_cli.finding.names import choice_named
from funnel_cli.finding.parties import TEAM, is_team, members_of, team_choices
from funnel_cli.finding.query import Query
from funnel_cli.forecasting.calls import amount_of, calls_in_force, won_in
from funnel_cli.forecasting.lessons import shocks
from funnel_cli.forecasting.outlook import View, outlooks
from funnel_cli.forecasting.past import Matches
from funnel_cli.forecasting.score import Pair, Verdict, bias, norms_of, verdict, wape
from funnel_cli.forecasting.spread import Spread
from funnel_cli.forecasting.targets import own_target, target_of
from funnel_cli.forecasting.walk import Paces
from funnel_cli.forecasting.weighted import Forecast
from funnel_cli.records.book import Book
from funnel_cli.records.method import Choice
from funnel_cli.time.standing import Standing
from funnel_cli.time.sums import all_added
from funnel_cli.values.message import Label, message
from funnel_cli.values.money import Money
from funnel_cli.values.period import Period, days_after

REP, MANAGER, DIRECTOR = "rep", "manager", "director"
"""Whose norm a number is judged by: a rep's, a team's, the whole book's."""

_BOOK = Choice(id="book", title=Label({"en": "whole book", "zh": "全部"}))


class Party(NamedTuple):
    """A rep, a team or the whole book, by its `role`.

    `team` is the team that a rep is shown in, or the team itself; `name` what calls are filed under.
    """

    role: str
    name: str | None = None
    team: str | None = None


class CallScore(NamedTuple):
    """A party's own calls of periods that are over, as they stood on the day before each.

    `miss` and `bias` are `None` where nothing was won, or called; the verdict is by the party's `norm`.
    """

    party: Party
    norm: Decimal
    pairs: tuple[Pair, ...]
    miss: Decimal | None
    bias: Decimal | None
    verdict: Verdict


class PartyShare(NamedTuple):
    """What a party is to bring in a period, in the book's currency, and how far it may come out otherwise.

    `target` is its own, of a team the sum of its reps' where each has one; `call` is the party's own,
    `reps_call` the sum of the latest of each of its reps, `None` where nobody called.
    """

    period: Period
    party: Party
    forecast: Forecast
    spread: Spread
    target: Money | None
    call: Money | None
    reps_call: Money | None
    score: CallScore

    @property
    def gap(self) -> Money | None:
        """Target minus landing; negative when the landing is above it."""
        landing = self.forecast.landing
        return self.target and Money(self.target.amount - landing.amount, landing.currency)


def caller_named(word: str, book: Book) -> str | None:
    """What the calls of that team are filed under, `None` for the whole book; raises `NoSuchWord`."""
    found = choice_named(message("caller"), word, [*team_choices(book), _BOOK])
    return None if found is _BOOK else found.id


def parties(deals: Iterable[Standing], book: Book, periods: Collection[Period] = ()) -> tuple[Party, ...]:
    """The reps of each team and the team, then the reps of none, then the whole book.

    A rep of no team has an open deal that is not omitted, won one in one of the periods, or has called
    something; deals without an owner are the settings' owner's. A rep of several teams stands in each.
    """
    teams = book.method.settings.team
    known = {book.as_spelled(rep) for reps in teams.values() for rep in reps}
    others = {
        _owner(deal, book)
        for deal in deals
        if not deal.is_omitted and (deal.deal.is_open or any(_is_won_in(deal, each) for each in periods))
    }
    others |= {book.as_spelled(call.owner) for call in book.calls if not is_team(call.owner)}
    found: list[Party] = []
    for team, reps in teams.items():
        found += [Party(REP, rep, team) for rep in dict.fromkeys(map(book.as_spelled, reps))]
        found.append(Party(MANAGER, f"{TEAM}{team}", team))
    found += [Party(REP, rep) for rep in sorted(filter(None, others - known))]
    return (*found, Party(DIRECTOR))


def call_scores(
    deals: Sequence[Standing], book: Book, periods: Collection[Period] | None = None
) -> tuple[CallScore, ...]:
    """The score of each party's calls; of these periods alone where they are given."""
    return tuple(_score(party, deals, book, periods) for party in parties(deals, book))


def calls_asked(
    deals: Sequence[Standing], book: Book, periods: Collection[Period], query: Query
) -> tuple[CallScore, ...]:
    """The score of each party's calls of the periods that speak of just the deals which the query means."""
    found = call_scores(deals, book, periods)
    if not query.text:
        return found
    return tuple(each for each in found if query.is_only_owner and each.party.name == query.owner)


def shares(
    deals: Sequence[Standing], book: Book, periods: Sequence[Period], basis: str, at: Paces
) -> Iterator[PartyShare]:
    """What each party is to bring in each period, at these paces; the whole book counts each deal once."""
    everybody = parties(deals, book, periods)
    scores = {party: _score(party, deals, book) for party in everybody}
    theirs = {party: _theirs(party, deals, book) for party in everybody}
    apart = shocks([(theirs[party], _whose(party, book)) for party in everybody], book, periods)
    seen = {
        party: outlooks(theirs[party], book, periods, View(basis), at, learnt)
        for party, learnt in zip(everybody, apart, strict=True)
    }
    for place, period in enumerate(periods):
        for party in everybody:
            yield PartyShare(
                period=period,
                party=party,
                forecast=seen[party][place].forecast,
                spread=seen[party][place].spread,
                target=_target(party, period, book),
                call=_called([party.name], period, book),
                reps_call=None if party.role == REP else _called(_reps(party, everybody), period, book),
                score=scores[party],
            )


def _is_won_in(deal: Standing, period: Period) -> bool:
    return deal.deal.is_won and deal.deal.closed in period


def _owner(deal: Standing, book: Book) -> str | None:
    return deal.deal.owner or book.method.settings.owner


def _whose(party: Party, book: Book) -> Matches:
    members = members_of(party.name, book)
    return lambda deal: members is None or book.as_spelled(_owner(deal, book)) in members


def _theirs(party: Party, deals: Sequence[Standing], book: Book) -> Sequence[Standing]:
    return list(filter(_whose(party, book), deals))


def _reps(party: Party, everybody: Iterable[Party]) -> list[str | None]:
    theirs = (each for each in everybody if each.role == REP and party.team in (None, each.team))
    return list(dict.fromkeys(each.name for each in theirs))


def _target(party: Party, period: Period, book: Book) -> Money | None:
    """The party's own target; of a team the sum of its reps' where every one has one."""
    return target_of(book, period) if party.role == DIRECTOR else own_target(book, period, party.name)


def _called(names: Sequence[str | None], period: Period, book: Book) -> Money | None:
    """The sum of the latest call of each of them; `None` where nobody called, or one has no rate."""
    calls = (call for name in names for call in calls_in_force(book, period, name))
    own = (call for call in calls if book.as_spelled(call.owner) in names)
    return all_added((amount_of(call, book) for call in own), book.currency)


def _score(
    party: Party, deals: Sequence[Standing], book: Book, periods: Collection[Period] | None = None
) -> CallScore:
    called = {book.period_of(call) for call in book.calls if book.as_spelled(call.owner) == party.name}
    over = sorted(each for each in called if each.end <= book.day and (periods is None or each in periods))
    theirs = _theirs(party, deals, book)
    pairs = tuple(
        Pair(said.amount, won_in(theirs, book, period).amount)
        for period in over
        if (said := _called([party.name], period, known_on(days_after(period.start, -1), book)))
    )
    miss = wape(pairs)
    norm = norms_of(book.method.accuracy)[party.role]
    return CallScore(
        party, norm, pairs, miss, bias(pairs), verdict(miss, len(pairs), None, {party.role: norm})
    )


def known_on(day: Day, book: Book) -> Book:
    """The book with the calls and rates that were known on the day."""
    return replace(
        book,
        day=day,
        calls=tuple(call for call in book.calls if call.filed <= day),
        rates=tuple(rate for rate in book.rates if rate.date <= day),
    )
