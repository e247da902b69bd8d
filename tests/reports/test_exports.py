from decimal import Decimal

import pytest
from arrange import TODAY, book, day, deal, settings, step
from grids import column, part
from samples import target

from funnel_cli.finding.names import NoSuchWord
from funnel_cli.finding.query import Query
from funnel_cli.records.planned import Instalment
from funnel_cli.reports.exports import EXPORTS, export
from funnel_cli.reports.report_order import Order
from funnel_cli.time.standing import standings
from funnel_cli.values.dates import Calendar
from funnel_cli.values.period import Period, named

BOOK = book(
    deal("a 1 verify 12-10", "06-01 stage=verify", next_step=step("11-25")),
    deal("z 1 lost", "06-01 stage=verify", "07-01 stage=lost", closed=day("07-01")),
    deal("w 1 won", closed=day("05-01"), payments=(Instalment(amount=Decimal(1)),)),
    targets=(target("11-01 2026-12 1"), target("11-01 2027-Q1 2"), target("11-01 2026-12 3 li.wei")),
)
ORDER = Order(
    standings(BOOK),
    BOOK,
    BOOK,
    Calendar(TODAY),
    Query("owner:me", ()),
    contents=(("data/opportunities/a.yaml", {"id": "a"}),),
)


@pytest.mark.parametrize("report", EXPORTS)
def test_every_report_by_name_is_about_the_deals_asked_for(report: str) -> None:
    assert export(report, ORDER).tables[0].rows


def test_a_name_that_does_not_exist_is_refused() -> None:
    with pytest.raises(NoSuchWord):
        export("forcast", ORDER)


def test_the_forecast_is_of_next_month_and_the_next_fiscal_quarter_or_the_periods_asked_for() -> None:
    assert column(part(export("forecast", ORDER), "figures"), "period") == [
        named("2026-12"),
        named("2027-Q1"),
    ]

    some = book(method=settings(fiscal_year_start=2))
    order = ORDER._replace(book=some, calendar=Calendar(TODAY, 2))

    assert column(part(export("forecast", order), "figures"), "period")[1] == named("FY2028Q1", 2)

    order = ORDER._replace(periods=(named("2026"),))

    assert column(part(export("forecast", order), "figures"), "period") == [named("2026")]


@pytest.mark.parametrize(("periods", "expected"), [((), "2026-Q4"), ((named("2027-Q1"),), "2027-Q1")])
def test_health_is_held_against_this_quarter_or_the_one_asked_for(
    periods: tuple[Period, ...], expected: str
) -> None:
    assert export("health", ORDER._replace(periods=periods)).head["period"] == named(expected)


def test_targets_are_of_the_period_and_owner_asked_for() -> None:
    order = ORDER._replace(periods=(named("2026-12"),))

    assert [
        column(export("targets", each).tables[0], "owner")
        for each in (order, order._replace(query=Query("owner:li.wei", (), "li.wei")))
    ] == [[None, "li.wei"], ["li.wei"]]
