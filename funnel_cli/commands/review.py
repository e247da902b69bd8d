"""`funnel review`: the weekly self-check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from funnel_cli.commands.filing import filing
from funnel_cli.commands.options import ATTENTION, DryRun, Everything, Strict, Words, flag, option, session_of
from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.message import N_
from funnel_cli.values.typed import shell_words

if TYPE_CHECKING:
    from funnel_cli.reports.review import WeeklyReview


class OnlyForPeople(UsageRefused):
    """A text to paste was wished in a format for programs."""

    sentence = N_("--text is a text to paste, and no format for programs.")
    cure = N_("Leave --text out; JSON and CSV have all of the review.")
    code = "only_for_people"


class WeekToCome(UsageRefused):
    """A week was to be reviewed that has not begun."""

    sentence = N_("{week} has not begun on {day}: there is nothing to review in it yet.")
    cure = N_("Name one that is over, like last-week; without --week it is the one that is running.")
    code = "not_begun"


def review(
    ctx: typer.Context,
    words: Words = None,
    week: Annotated[str | None, option("WEEK", "As of the end of another week: 2026-W46.")] = None,
    done: Annotated[bool, flag("File it: the planned steps become promises.", "--done")] = False,
    notes: Annotated[str | None, option("TEXT", "File it, with what you decided.")] = None,
    only_list: Annotated[bool, flag("Print it, also at a terminal; without a round.", "--list")] = False,
    as_text: Annotated[bool, flag("A dozen plain lines, to paste into a chat.", "--text")] = False,
    everything: Everything = False,
    strict: Strict = False,
    dry_run: DryRun = False,
) -> None:
    """Go through the week: what needs a look, what moved, what next.

    At a terminal it stops at each deal that needs a look, one key each, and can be left and gone on
    with; else, and with --list, it prints one screen: the quarters, what was kept, the worst deals with
    one reason each. --all prints everything. --text prints what to tell others: won, promises kept,
    forecast, the three worst deals, what is next.
    """
    from funnel_cli.reports.next_steps import is_review_due
    from funnel_cli.reports.review import weekly_review
    from funnel_cli.reports.review_headline import weekly_text
    from funnel_cli.reports.review_screens import review_document

    session = session_of(ctx)
    if week:
        meant = session.calendar.back.week_named(week)
        if session.day < meant.start:
            raise WeekToCome(week=meant, day=session.day)
        session.look_back(meant.last)

    def reviewed() -> WeeklyReview:
        calendar = session.calendar
        query, deals = session.query(words or (), only_open=False)
        periods = (calendar.month(), calendar.next_month(), calendar.next_quarter())
        quarters = (calendar.quarter(), calendar.next_quarter())
        return weekly_review(
            deals, session.book, calendar.week(), periods, query.owner, quarters=quarters, is_alone=bool(week)
        )

    text = shell_words(session.meant("query", word) for word in words or ())
    is_filed = done or notes is not None
    is_listed = is_filed or only_list or everything or week or strict or as_text
    if session.can_walk and session.standings and not is_listed:
        from funnel_cli.commands.round import walk

        walk(session, reviewed, text)
        return
    review = reviewed()
    if as_text:
        if not session.is_for_people:
            raise OnlyForPeople
        lines = map(session.answering.say, weekly_text(review, session.book))
        session.hand_over("".join(f"{line}\n" for line in lines))
    if is_filed:
        session.apply(filing(session, review, notes, session.as_of), is_dry=dry_run)
        return
    document = review_document(review, session.book, text, is_whole=session.shows_all(everything))
    if not as_text:
        session.show(document, piped="md")
    if strict and (is_review_due(session.book, review.owner) or review.attention):
        session.exit_code = session.exit_code or ATTENTION
