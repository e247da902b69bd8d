"""The key figures as a screen, as a table, and how each is made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter

from funnel_cli.forecasting.passage import Conversion
from funnel_cli.forecasting.score import ENOUGH
from funnel_cli.forecasting.targets import lines_behind, own_lines
from funnel_cli.forecasting.weighted import Where
from funnel_cli.records.book import Book
from funnel_cli.reports.accuracy_in_words import BASES_IN_WORDS
from funnel_cli.reports.conversion import CYCLE, DECIDED, REACHED, SHARE, days_to_win, won_of_decided
from funnel_cli.reports.deals import rowless_note, sum_notes
from funnel_cli.reports.explanation import amounts, part
from funnel_cli.reports.kpi import Growth, Kpi
from funnel_cli.reports.lead_rates import LEAD_RATE, RESPONSE, TO_A_DEAL
from funnel_cli.reports.target import target_command
from funnel_cli.reports.team import EXAMPLE
from funnel_cli.time.sums import together
from funnel_cli.values.figures import Head
from funnel_cli.values.message import Message, Term, Text, message
from funnel_cli.values.period import Period
from funnel_cli.values.table import (
    STAGE,
    Cell,
    Document,
    Table,
    ValueColumn,
    count,
    currency,
    figures_from,
    money,
    share,
    table,
    text,
    within,
)

_PASSING = Term("conversion", message("Conversion"))
_WIN_RATE = Term("win_rate", message("Win rate"))


def kpi_document(
    whole: Kpi, some: Sequence[Kpi], book: Book, period: Period, query: str = "", by: str | None = None
) -> Document:
    """One screen of `whole`, or with `by` a row for each of `some` and one for `whole`."""
    rows = (*some, whole) if by else (whole,)
    return Document(
        schema="funnel.kpi/1",
        title=message("Key figures of {period}", period=period),
        head=Head(
            *figures_from(rows, *within("leads", RESPONSE, LEAD_RATE, TO_A_DEAL), whose=_whose),
            period=period,
            query=query,
            by=by,
        ),
        card=() if by else tuple(_facts(whole, book)),
        tables=(_table(rows, on_screen=by is not None), _conversions(rows)),
        notes=tuple(_notes(whole, some, book, by)),
    )


def _facts(each: Kpi, book: Book) -> Iterator[tuple[Text, Cell]]:
    """A line a figure; where it is not known, why."""
    yield message("Won"), message("{won}, {count:deal|deals}", won=each.now.won, count=len(each.won))
    yield message("Attained"), _attained(each, book)
    yield message("On the period before"), _grown(each.on_last)
    yield message("On the year before"), _grown(each.on_year)
    yield message("New customers"), _new_customers(each)
    yield _WIN_RATE.label, _win_rate(each)
    yield message("Conversion"), tuple(_passed(each)) or _unknown(message("no deal got through a stage"))
    yield message("Cycle"), _cycle(each)
    yield message("Leads"), _lead_rate(each)
    yield message("Response"), _response(each)
    visits = {"planned": len(each.planned), "made": len(each.made)}
    yield message("Visits"), message("{planned} planned, {made} made", **visits)
    yield message("Promises"), _promises(each)
    yield message("Accuracy"), _missed(each)


def _unknown(why: Text) -> Text:
    return message("unknown: {why}", why=why)


def _attained(each: Kpi, book: Book) -> Text:
    if each.now.target is None:
        if (own_lines if each.owner else lines_behind)(book, each.now.period, each.owner):
            return _unknown(message("no rate leads to {currency}", currency=book.currency))
        command = target_command(book, each.now.period, each.owner)
        return _unknown(message("no target; {command}", command=command))
    if each.now.attainment is None:
        return _unknown(message("the target is {target}", target=each.now.target))
    return message("{share} of {target}", share=each.now.attainment, target=each.now.target)


def _grown(growth: Growth) -> Text:
    """By how much, against which period."""
    before = growth.before
    if before is None:
        return _unknown(message("the book does not reach that far back"))
    if not growth.has_begun:
        return _unknown(message("{period} has not begun", period=growth.now.period))
    if growth.unknown:
        known = {"period": growth.unknown, "currency": before.won.currency}
        return _unknown(message("not every amount won in {period} is known in {currency}", **known))
    if growth.rate is None:
        return _unknown(message("nothing was won in {period}", period=before.period))
    told = {"rate": abs(growth.rate), "won": before.won, "period": before.period}
    if growth.rate < 0:
        return message("−{rate}: {won} in {period}", **told)
    return message("+{rate}: {won} in {period}", **told)


def _new_customers(each: Kpi) -> Cell:
    if each.new_customers is not None:
        return each.new_customers
    told = message("{count:win lacks|wins lack} a customer or a day of creation", count=len(each.unplaced))
    if any(one not in each.unplaced for one in each.won):
        told = message(
            "{lacking}; {new:new customer|new customers} among the others", lacking=told, new=each.known_new
        )
    return _unknown(told)


def _passed(each: Kpi) -> Iterator[Text]:
    for rate in each.passage.conversions:
        if rate.share is not None:
            yield message("{stage} {share}", stage=rate.stage.label, share=rate.share)


def _win_rate(each: Kpi) -> Text:
    rate = each.win_rate
    if not rate.decided:
        return _unknown(message("nothing was won or lost"))
    told = {"share": rate.by_count, "won": len(rate.won), "count": rate.decided}
    return message("{share}: {won} of {count:decided deal|decided deals}", **told)


def _cycle(each: Kpi) -> Text:
    if each.cycle.days is None:
        return _unknown(message("no win with a day of creation"))
    told = {"days": each.cycle.days, "count": len(each.cycle.deals)}
    return message("{days:n} days, the median of {count:win|wins}", **told)


def _lead_rate(each: Kpi) -> Text:
    found = each.leads
    if not found.leads:
        return _unknown(message("no lead came in"))
    told = {"share": found.lead_rate, "deals": len(found.deals), "leads": len(found.leads)}
    return message("{share} became deals: {deals} of {leads}", **told)


def _response(each: Kpi) -> Text:
    if each.leads.response_rate is None:
        none = message("the hours of none have run out")
        return _unknown(none if each.leads.leads else message("no lead came in"))
    return message("{share} answered in time", share=each.leads.response_rate)


def _promises(each: Kpi) -> Text:
    if not each.fates:
        return _unknown(message("no review of {period} promised anything", period=each.now.period))
    return message("{kept} of {count} kept", kept=each.kept, count=len(each.fates))


def _missed(each: Kpi) -> Text:
    if each.score is None or each.missed_by is None:
        return _unknown(message("{count} of {enough} months are over", count=_judged(each), enough=ENOUGH))
    return message(
        "{basis} missed by {share} over {count:month|months}",
        basis=BASES_IN_WORDS[each.score.basis].term,
        share=each.missed_by,
        count=_judged(each),
    )


def _table(rows: Sequence[Kpi], *, on_screen: bool) -> Table:
    """A row for each rep or team, and the one for all of them last."""
    return table(
        "kpi",
        rows,
        text("owner", message("Owner"), on_screen=False),
        text("whose", message("Owner"), _whose, weight=10),
        *_results(),
        *_deeds(),
        currency("now.won.currency"),
        whose=_whose,
        on_screen=on_screen,
    )


def _whose(each: Kpi) -> Text:
    return each.owner or message("whole book")


def _results() -> Iterator[ValueColumn]:
    """What was won, and how it compares."""
    yield money("won", message("Won"), "now.won", weight=9).made(
        message("Σ amount of the deals closed as won in it"), lambda each: amounts(each.won)
    )
    yield count("won_deals", message("Won deals"), lambda each: len(each.won), on_screen=False)
    yield money("target", message("Target"), "now.target", on_screen=False)
    yield share("attainment", message("Attained"), "now.attainment", weight=9).made(
        lambda each: message("won ÷ target {target}", target=each.now.target)
    )
    yield from _growths("last", message("Growth"), message("On the period before"))
    yield from _growths("year", message("On last year"), message("On the year before"))
    yield count("new_customers", message("New customers"), weight=5).made(
        message("customers of whom nothing was won before the deal was created, each once"),
        lambda each: (part(deal.deal, deal.deal.customer, "customer") for deal in each.new),
    )
    yield share("win_rate", _WIN_RATE.label, "win_rate.by_count", weight=8).made(
        lambda each: won_of_decided(each.win_rate)
    )
    yield count("decided", message("Decided"), "win_rate.decided", on_screen=False)
    yield days_to_win(message("Days to won"), 4, CYCLE)


def _deeds() -> Iterator[ValueColumn]:
    """What was done for it."""
    yield count("leads", message("Leads"), lambda each: len(each.leads.leads), on_screen=False)
    yield share("lead_rate", message("Became deals"), "leads.lead_rate", weight=4)
    yield share("response_rate", message("Answered in time"), "leads.response_rate", weight=4)
    yield count("visits_planned", message("Visits planned"), lambda each: len(each.planned), weight=6).made(
        message("visits planned for a day of it and not dropped"),
        lambda each: (
            part(one.deal, 1, "planned", one.deal.planned.index(one.planned), "due") for one in each.planned
        ),
    )
    yield count("visits_made", message("Visits made"), lambda each: len(each.made), weight=6).made(
        message("visits in the log of it"),
        lambda each: (part(one.deal, 1, "log", one.deal.log.index(one.entry), "date") for one in each.made),
    )
    yield count("reviews", message("Reviews"), on_screen=False)
    yield count("promises", message("Promises"), lambda each: len(each.fates), on_screen=False)
    yield count("promises_kept", message("Promises kept"), "kept", weight=5).made(
        message("promises kept, or whose deal is closed, of the reviews filed in it")
    )
    yield share("missed_by", message("Missed by"), weight=5).made(
        message("Σ|forecast − won| ÷ Σ won of the months that are over: funnel accuracy --explain")
    )
    yield count("months_judged", message("Months judged"), _judged, on_screen=False)


def _growths(key: str, title: Text, name: Message) -> Iterator[ValueColumn]:
    return within(
        f"on_{key}",
        money(f"won_{key}", title, "before.won", on_screen=False),
        share(f"growth_{key}", title, "rate", weight=7).made(
            lambda each: each.before and message("won ÷ won in {period} − 1", period=each.before.period),
            lambda each: amounts(each.before.sets[Where.WON]),
            Term(f"growth_{key}", name),
        ),
    )


def _judged(each: Kpi) -> int:
    return len(each.score.pairs) if each.score else 0


def _conversions(rows: Sequence[Kpi]) -> Table:
    """The conversion of each stage, for machines."""
    return table(
        "conversion",
        [(each, rate) for each in rows for rate in each.passage.conversions],
        text("owner", message("Owner"), lambda row: row[0].owner),
        *within(itemgetter(1), STAGE, REACHED, DECIDED, SHARE.made(_passing, name=_PASSING)),
        whose=lambda row: _whose(row[0]),
        on_screen=False,
    )


def _passing(rate: Conversion) -> Text:
    told = {"stage": rate.stage.label, "passed": rate.reached, "lost": len(rate.lost)}
    return message("{stage}: {passed} got through ÷ ({passed} + {lost} lost)", **told)


def _notes(whole: Kpi, some: Sequence[Kpi], book: Book, by: str | None) -> Iterator[Text]:
    """What is still running, what no sum could count, and how to see how the figures are made."""
    period = whole.now.period
    if period.start <= book.day < period.end:
        yield message(
            "{period} is not over; growth is against the whole of the earlier period.", period=period
        )
    if by == "team" and not book.method.settings.team:
        yield message("No team is named yet; in stages.yaml: settings: {example}", example=EXAMPLE)
    if by:
        yield from rowless_note(whole.decided, (deal for each in some for deal in each.decided))
    earlier = (each.before.brought for each in (whole.on_last, whole.on_year) if each.before)
    yield from sum_notes(together((whole.now.brought, *earlier), book.currency))
