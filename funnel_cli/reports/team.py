"""The forecast by rep, team and whole book, beside their own calls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from funnel_cli.forecasting.teams import DIRECTOR, REP, PartyShare
from funnel_cli.forecasting.weighted import Basis, Where
from funnel_cli.records.book import Book
from funnel_cli.reports.deals import rowless_note, sum_notes
from funnel_cli.reports.explanation import amounts, weighted_amounts
from funnel_cli.reports.filed_calls import CALL_LEVELS, calls_table, judged, party_name
from funnel_cli.reports.forecast import WORDS
from funnel_cli.time.standing import Standing
from funnel_cli.values.message import Label, Term, Text, message
from funnel_cli.values.table import Document, count, currency, money, share, table, text
from funnel_cli.values.typed import shell_word

EXAMPLE = Label({"en": "team: {north: [anna, bo]}", "zh": "team: {华北: [李伟, 王芳]}"})
"""How teams are written in the settings."""


def team_document(found: Sequence[PartyShare], book: Book, basis: str, query: str = "") -> Document:
    """A row per period and rep, team or whole book: won, landing, target, gap, calls and their norm."""
    way = Basis(basis)
    rows = table(
        "team",
        found,
        text("period", message("Period"), weight=9),
        text("whose", message("Whose"), lambda each: party_name(each.party), weight=10),
        text("level", message("Level"), lambda each: CALL_LEVELS[each.party.role], on_screen=False),
        text("team", message("Team"), "party.team", on_screen=False),
        count("deals", message("Open deals"), lambda each: len(each.forecast.sets[Where.OPEN]), weight=3),
        money("won", message("Won"), "forecast.won", weight=5).made(
            message("Σ amount of the deals closed as won in it"),
            lambda each: amounts(each.forecast.sets[Where.WON]),
        ),
        money("expected", message("Expected"), "forecast.expected", on_screen=False).made(
            message("Σ amount × probability of the open deals due in the period")
            if way is Basis.WEIGHTED
            else WORDS[way].sentence,
            lambda each: weighted_amounts(each.forecast.counted) if way is Basis.WEIGHTED else (),
        ),
        money("landing", message("Landing"), "forecast.landing", weight=9),
        money("target", message("Target"), weight=7),
        money("gap", message("Gap"), weight=6, is_lack=True),
        money("call", message("Own call"), weight=8),
        money("reps_call", message("Reps' calls"), weight=7),
        share("reach", message("Chance"), "spread.reach", on_screen=False),
        money("p10", message("P10"), "spread.p10", on_screen=False),
        money("p50", message("P50"), "spread.p50", on_screen=False),
        money("p90", message("P90"), "spread.p90", on_screen=False),
        count("calls_judged", message("Calls judged"), lambda each: len(each.score.pairs), on_screen=False),
        share("wape", message("Missed by"), "score.miss", on_screen=False),
        share("norm", message("Norm"), "score.norm", on_screen=False),
        text("grade", message("Grade"), "score.verdict.grade.value", on_screen=False),
        text("verdict", message("Calls so far"), lambda each: judged(each.score), on_screen=False),
        currency("forecast.won.currency"),
        empty=message("No period to look at."),
        whose=lambda each: message("{period}, {whose}", period=each.period, whose=party_name(each.party)),
    )
    return Document(
        schema="funnel.team/1",
        title=message("Forecast by team"),
        head={"basis": Term(basis, WORDS[way].label), "query": query},
        tables=(rows, calls_table([each.score for each in found])),
        notes=tuple(_notes(found, book)),
    )


def _notes(found: Sequence[PartyShare], book: Book) -> Iterator[Text]:
    """How teams are named, what a call is for, and what no sum could count."""
    teams = book.method.settings.team
    if not teams:
        yield message("No team is named yet; in stages.yaml: settings: {example}", example=EXAMPLE)
    elif any(each.party.role == REP and each.party.team is None for each in found):
        alone = dict.fromkeys(
            str(each.party.name) for each in found if each.party.role == REP and not each.party.team
        )
        yield message("In no team: {reps}.", reps=tuple(alone))
    for team, reps in teams.items():
        if strangers := [rep for rep in dict.fromkeys(reps) if not _is_known(rep, book)]:
            yield message(
                "Team {team} names {reps}, who own nothing in this book: is it spelled as in the records?",
                team=team,
                reps=tuple(strangers),
            )
    if teams and not any(each.call for each in found if each.party.role != REP):
        yield message(
            "A manager's own call: funnel call next-month 300k --on {team}",
            team=shell_word(f"team:{next(iter(teams))}"),
        )
    yield from rowless_note(_counted(found, is_whole=True), _counted(found, is_whole=False))
    whole = {each.forecast.period: each.forecast for each in found}.values()
    for each in whole:
        yield from sum_notes(each.total)


def _counted(found: Iterable[PartyShare], *, is_whole: bool) -> list[Standing]:
    """The deals in the rows of the whole book, or in all others."""
    some = (each.forecast for each in found if (each.party.role == DIRECTOR) is is_whole)
    return [deal for each in some for deal in (*each.sets[Where.WON], *each.counted)]


def _is_known(rep: str, book: Book) -> bool:
    owners = {book.method.settings.owner, *(deal.owner for deal in book.opportunities.values())}
    owners |= {lead.owner for lead in book.leads.values()}
    owners |= {target.owner for target in book.targets} | {call.owner for call in book.calls}
    return book.as_spelled(rep) in map(book.as_spelled, owners)
