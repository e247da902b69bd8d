"""`funnel across`: one question to many books, or to the facts of many books."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date as Day
from datetime import timedelta
from glob import escape, glob, has_magic, iglob
from pathlib import Path
from typing import Annotated

import typer

from funnel_cli.commands.fact_export import ENGINE_FILES, asked_of, books_named, day_asked, tables_of
from funnel_cli.commands.options import argument, option, session_of
from funnel_cli.exchange.book_partitions import answers_in
from funnel_cli.exchange.fact_engines import QUESTIONS, Facts, Given, facts_at, in_memory
from funnel_cli.exchange.fact_folders import Manifest, manifest_table
from funnel_cli.finding.names import choice_named
from funnel_cli.forecasting.pipeline_changes import month_so_far
from funnel_cli.reports.across import Asking, Sources, WithoutRate, across_document, lacking
from funnel_cli.reports.across_questions import ASKED, CUTS
from funnel_cli.reports.star import FactTable
from funnel_cli.reports.whole_books import ASKED_WHOLE, BookRows, WholeQuestion, whole_document
from funnel_cli.session import PARTIAL, Session
from funnel_cli.values.dates import Calendar
from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.message import N_, Label, Message, message
from funnel_cli.values.period import Period
from funnel_cli.wishes import OnePeriodAtATime, at_home


class NotOfFacts(UsageRefused):
    """What takes a whole book was asked of facts, or cut by something else than books."""

    sentence = N_("This is worked out from a whole book; {what} does not go with it.")
    cure = N_("Name the books themselves: funnel across {question} anna bo")


class NoBooksNamed(UsageRefused):
    """It was not said which books are asked."""

    sentence = N_("Say which books are asked.")
    cure = N_("Name folders of books, a folder that holds them, or facts: funnel across forecast anna bo")


class AskedOfADay(UsageRefused):
    """A period was named for a question that is asked of a day."""

    sentence = N_("This question is asked of a day, not of {period}.")
    cure = N_("Leave the period out; --as-of DATE asks as of an earlier day.")


class FactsAlone(UsageRefused):
    """Facts were named beside something else."""

    sentence = N_("{path} holds facts, and is asked by itself.")
    cure = N_("Name one file or folder of facts, or any number of books.")


def across(
    ctx: typer.Context,
    question: Annotated[str, argument("WHAT", "A question that funnel sql lists, or range, plan or gates.")],
    words: Annotated[list[str] | None, argument("[PERIOD|BOOK|FACTS]...", "2026-Q4, anna bo, facts")] = None,
    by: Annotated[
        str | None, option("CUT", "book, owner, team, region, stage, month or bar, as the question has them.")
    ] = None,
) -> None:
    """Ask many books one question.

    Each BOOK is a book's folder, a folder that holds books, or a pattern; FACTS are what was exported
    with funnel export facts, for more books than can be read each time. The period is this quarter by
    default. A deal that two of the books have counts once, where it changed last; in range, plan and gates,
    which each book answers whole, in each. Books that are missing or in part unreadable are named, and exit
    is 5.
    """
    session = session_of(ctx)
    choice = choice_named(
        message("question"), question, (*QUESTIONS, *(each.choice for each in ASKED_WHOLE.values()))
    )
    if choice.id in ASKED_WHOLE:
        _show_whole(session, ASKED_WHOLE[choice.id], words or (), by)
        return
    asked = ASKED[choice.id]
    some = [each for each in CUTS if each.id in asked.cuts]
    by = choice_named(message("grouping"), by, some).id if by else asked.cuts[0]
    calendar = Calendar(day_asked(session))
    looking = calendar.back if asked.is_past else calendar
    named, places = _period_and_places(words or (), looking, is_of_period=asked.is_of_period)
    period = named or _usual(choice.id, calendar)
    asking = Asking(choice, by, calendar.today, period)
    missing: dict[str, Message] = {}
    with _facts(session, places, asking.day, missing) as facts:
        told = _told(asking, calendar)
        sources = _sources(facts, asking.day, missing)
        if choice.id == "calls":
            found = facts.without_rate(told)
            sources = sources._replace(without_rate=tuple(WithoutRate(*each) for each in found))
        document = across_document(asking, facts.ask(choice.id, told), sources)
    session.show(document, with_book=False)
    _tell(session, lacking(sources.partial, sources.missing, sources.stale, sources.without_rate))


def _tell(session: Session, lacking: Iterable[Message]) -> None:
    for said in lacking:
        session.tell(said, is_error=True)
        session.exit_code = PARTIAL


def _period_and_places(
    words: Sequence[str], calendar: Calendar, *, is_of_period: bool
) -> tuple[Period | None, tuple[Path, ...]]:
    """The period that was named, and what is to be asked; refuses two, or one for what is asked of a day."""
    periods: list[Period] = []
    places: list[Path] = []
    for word in words:
        place = at_home(word)
        if os.path.exists(place):  # noqa: PTH110 - false where it may not be looked at
            places.append(place)
        elif has_magic(word):
            places += map(Path, sorted(glob(str(place))) or [str(place)])  # noqa: PTH207 - as a shell has it
        elif period := calendar.period_meant(word):
            periods.append(period)
        else:
            places.append(place)
    if len(periods) > 1:
        raise OnePeriodAtATime
    if not places:
        raise NoBooksNamed
    if periods and not is_of_period:
        raise AskedOfADay(period=periods[0])
    return next(iter(periods), None), tuple(places)


def _show_whole(session: Session, question: WholeQuestion, words: Sequence[str], by: str | None) -> None:
    """What each whole book answers; what is missing is told and makes it partial."""
    name = question.id
    if by and choice_named(message("grouping"), by, CUTS).id != "book":
        raise NotOfFacts(what="--by", question=name)
    calendar = Calendar(day_asked(session))
    asked, places = _period_and_places(words, calendar, is_of_period=question.is_of_period)
    if any(map(_is_facts, places)):
        raise NotOfFacts(what=str(places[0]), question=name)
    books = books_named(places)
    period = asked or calendar.quarter()
    found = answers_in(name, books, dict(session.environ), calendar.today, period)
    answers = [each for each in found.values() if isinstance(each, BookRows)]
    missing = {name: each for name, each in found.items() if isinstance(each, Message)}
    document = whole_document(question, answers, tuple(missing), calendar.today, period)
    session.show(document, with_book=False)
    without_rate = [each for some in answers for each in some.without_rate]
    unread = {each.book: each.unread for each in answers if each.unread}
    _tell(session, lacking(unread, missing, without_rate=without_rate))


def _is_facts(place: Path) -> bool:
    return place.suffix in ENGINE_FILES or any(iglob(f"{escape(str(place))}/book=*"))  # noqa: PTH207 - as above


def _usual(question: str, calendar: Calendar) -> Period | None:
    """Where none is named the quarter, the month so far for what changed; none for a day or all the past."""
    asked = ASKED[question]
    if asked.is_ever or not asked.is_of_period:
        return None
    return month_so_far(calendar.today) if question == "waterfall" else calendar.quarter()


def _told(asking: Asking, calendar: Calendar) -> dict[str, Given]:
    """What the question must be told; days as its SQL has them, the end of a period being behind its last."""
    period = asking.period
    if not ASKED[asking.question.id].is_of_period:
        return {"as_of": asking.day}
    if period is None:
        return {"as_of": asking.day, "start_day": None, "end_day": None}
    if asking.question.id != "waterfall":
        return {"as_of": asking.day, "start_day": period.start, "end_day": period.end}
    window, closing = calendar.quarter(), min(period.last, asking.day)
    opening = min(period.start - timedelta(1), closing)
    days = {"opening": opening, "closing": closing, "start_day": window.start, "end_day": window.end}
    return {**days, "owner": None}


@contextmanager
def _facts(
    session: Session, places: Sequence[Path], day: Day, missing: dict[str, Message]
) -> Iterator[Facts]:
    """The facts that are asked, those of books made for it; `missing` is told which books are not there."""
    kept = [place for place in places if _is_facts(place)]
    if kept and len(places) > 1:
        raise FactsAlone(path=str(kept[0]))
    if kept:
        with facts_at(kept[0]) as facts:
            yield facts
        return
    books = books_named(places)

    def tables() -> Iterator[FactTable]:
        manifests: list[Manifest] = []
        yield from tables_of(books, asked_of(session, day), manifests, missing)
        yield manifest_table(manifests)

    with in_memory(tables()) as facts:
        yield facts


def _sources(facts: Facts, day: Day, missing: Mapping[str, Message]) -> Sources:
    """Where the answer comes from, as the facts tell it."""
    books = facts.run("select book, currency, unread from books order by book")
    stages = facts.run(
        "select stage, min(place) as place, min(title) as en, min(title_zh) as zh from stages group by stage"
    )
    return Sources(
        books=tuple(row["book"] for row in books),
        partial={row["book"]: row["unread"] for row in books if row["unread"]},
        missing=missing,
        stale={each.book: each.as_of for each in facts.manifests if not each.holds_on(day)},
        twins=tuple((each.deal, each.book, each.in_book) for each in facts.twins),
        stages={row["stage"]: (row["place"], Label({"en": row["en"], "zh": row["zh"]})) for row in stages},
        currencies={row["book"]: row["currency"] for row in books},
    )
