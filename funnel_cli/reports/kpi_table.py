"""The key figures as a screen, as a table, and how each is made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import attrgetter, itemgetter

from funnel_cli.forecasting.score import ENOUGH
from funnel_cli.forecasting.targets import lines_behind, own_lines
from funnel_cli.forecasting.weighted import Where
from funnel_cli.records.book import Book
from funnel_cli.reports.accuracy_in_words import BASES_IN_WORDS
from funnel_cli.reports.attainment import ATTAINED
from funnel_cli.reports.conversion import CYCLE, DECIDED, REACHED, SHARE, count_figure, cycle_figure
from funnel_cli.reports.deals import sum_notes
from funnel_cli.reports.explanation import Figure, amounts, part
from funnel_cli.reports.kpi import Growth, Kpi
from funnel_cli.reports.lead_rates import rate_figures
from funnel_cli.reports.target import target_command
from funnel_cli.reports.team import EXAMPLE
from funnel_cli.time.sums import together
from funnel_cli.values.message import Term, Text, message
from funnel_cli.values.period import Period
from funnel_cli.values.table import (
    STAGE,
    Cell,
    Document,
    Table,
    ValueColumn,
    count,
    currency,
    money,
    number,
    share,
    table,
    text,
    within,
)

_WIN_RATE = Term("win_rate", message("Win rate"))


def kpi_document(
    whole: Kpi, some: Sequence[Kpi], book: Book, period: Period, query: str = "", by: str | None = None
) -> Document:
    """One screen of `whole`, or with `by` a row for each of `some` and one for `whole`."""
    rows = (*some, whole) if by else (whole,)
    return Document(
        schema="funnel.kpi/1",
        title=message("Key figures of {period}", period=period),
        head={"period": period, "query": query, "by": by},
        card=() if by else tuple(_facts(whole, book)),
        tables=(_table(rows, on_screen=by is not None), _conversions(rows)),
        notes=tuple(_notes(whole, book, by)),
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
        text("whose", message("Owner"), lambda each: each.owner or message("whole book"), weight=10),
        money("won", message("Won"), lambda each: each.now.won, weight=9),
        count("won_deals", message("Won deals"), lambda each: len(each.won), on_screen=False),
        money("target", message("Target"), lambda each: each.now.target, on_screen=False),
        share("attainment", message("Attained"), lambda each: each.now.attainment, weight=9),
        *_growths("last", message("Growth"), attrgetter("on_last")),
        *_growths("year", message("On last year"), attrgetter("on_year")),
        count("new_customers", message("New customers"), weight=5),
        share("win_rate", _WIN_RATE.label, lambda each: each.win_rate.by_count, weight=8),
        count("decided", message("Decided"), lambda each: each.win_rate.decided, on_screen=False),
        number("cycle_days", message("Days to won"), lambda each: each.cycle.days, weight=4),
        count("leads", message("Leads"), lambda each: len(each.leads.leads), on_screen=False),
        share("lead_rate", message("Became deals"), lambda each: each.leads.lead_rate, weight=4),
        share("response_rate", message("Answered in time"), lambda each: each.leads.response_rate, weight=4),
        count("visits_planned", message("Visits planned"), lambda each: len(each.planned), weight=6),
        count("visits_made", message("Visits made"), lambda each: len(each.made), weight=6),
        count("reviews", message("Reviews"), on_screen=False),
        count("promises", message("Promises"), lambda each: len(each.fates), on_screen=False),
        count("promises_kept", message("Promises kept"), attrgetter("kept"), weight=5),
        share("missed_by", message("Missed by"), weight=5),
        count("months_judged", message("Months judged"), _judged, on_screen=False),
        currency(lambda each: each.now.won.currency),
        on_screen=on_screen,
    )


def _growths(key: str, title: Text, of: attrgetter[Growth]) -> tuple[ValueColumn, ...]:
    """What was won in the earlier period, and the growth on it."""
    return (
        money(f"won_{key}", title, lambda each: of(each).won, on_screen=False),
        share(f"growth_{key}", title, lambda each: of(each).rate, weight=7),
    )


def _judged(each: Kpi) -> int:
    return len(each.score.pairs) if each.score else 0


def _conversions(rows: Sequence[Kpi]) -> Table:
    """The conversion of each stage, for machines."""
    return table(
        "conversion",
        [(each, rate) for each in rows for rate in each.passage.conversions],
        text("owner", message("Owner"), lambda row: row[0].owner),
        *within(itemgetter(1), STAGE, REACHED, DECIDED, SHARE),
        on_screen=False,
    )


def _notes(whole: Kpi, book: Book, by: str | None) -> Iterator[Text]:
    """What is still running, what no sum could count, and how to see how the figures are made."""
    period = whole.now.period
    if period.end > book.day:
        yield message(
            "{period} is not over; growth is against the whole of the earlier period.", period=period
        )
    if by == "team" and not book.method.settings.team:
        yield message("No team is named yet; in stages.yaml: settings: {example}", example=EXAMPLE)
    earlier = (each.before.brought for each in (whole.on_last, whole.on_year) if each.before)
    yield from sum_notes(together((whole.now.brought, *earlier), book.currency))


def kpi_figures(some: Sequence[Kpi]) -> Iterator[Figure]:
    """How each figure of each row is made, with the deals, leads and lines behind it."""
    for each in some:
        of = each.owner or message("whole book")
        yield from (figure._replace(of=of) for figure in _figures(each))


def _figures(each: Kpi) -> Iterator[Figure]:
    formula = message("Σ amount of the deals closed as won in it")
    yield Figure(Term("won", message("Won")), each.now.won, formula, amounts(each.won))
    yield Figure(ATTAINED, each.now.attainment, message("won ÷ target {target}", target=each.now.target))
    yield from _growth(Term("growth_last", message("On the period before")), each.on_last)
    yield from _growth(Term("growth_year", message("On the year before")), each.on_year)
    formula = message("customers of whom nothing was won before the deal was created, each once")
    new = tuple(part(deal.deal, deal.deal.customer, "customer") for deal in each.new)
    yield Figure(Term("new_customers", message("New customers")), each.new_customers, formula, new)
    yield count_figure(each.win_rate, _WIN_RATE, None)
    for rate in each.passage.conversions:
        told = {"stage": rate.stage.label, "passed": rate.reached, "lost": len(rate.lost)}
        formula = message("{stage}: {passed} got through ÷ ({passed} + {lost} lost)", **told)
        yield Figure(Term("conversion", message("Conversion")), rate.share, formula)
    yield cycle_figure(each.cycle, CYCLE)
    yield from rate_figures(each.leads)
    yield from _visits(each)
    formula = message("promises kept, or whose deal is closed, of the reviews filed in it")
    yield Figure(Term("promises_kept", message("Promises kept")), each.kept, formula)
    formula = message("Σ|forecast − won| ÷ Σ won of the months that are over: funnel accuracy --explain")
    yield Figure(Term("missed_by", message("Missed by")), each.missed_by, formula)


def _growth(name: Term, growth: Growth) -> Iterator[Figure]:
    if before := growth.before:
        formula = message("won ÷ won in {period} − 1", period=before.period)
        yield Figure(name, growth.rate, formula, amounts(before.sets[Where.WON]))


def _visits(each: Kpi) -> Iterator[Figure]:
    planned = tuple(
        part(one.deal, 1, "planned", one.deal.planned.index(one.planned), "due") for one in each.planned
    )
    formula = message("visits planned for a day of it and not dropped")
    yield Figure(Term("visits_planned", message("Visits planned")), len(planned), formula, planned)
    made = tuple(part(one.deal, 1, "log", one.deal.log.index(one.entry), "date") for one in each.made)
    formula = message("visits in the log of it")
    yield Figure(Term("visits_made", message("Visits made")), len(made), formula, made)
