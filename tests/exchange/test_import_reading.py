import csv
import os
from collections import Counter
from datetime import date as Day
from decimal import Decimal
from pathlib import Path
from threading import Thread

import pytest
from import_samples import EMPTY, METHOD, SHARED, applied

from funnel_cli.exchange.differences import Terms
from funnel_cli.exchange.import_plan import ImportPlan
from funnel_cli.exchange.mapping import ColumnMap, MappingRefused, profiles
from funnel_cli.exchange.matching import demand_whole
from funnel_cli.exchange.reading import (
    LIMIT,
    CannotRead,
    NoSuchImport,
    NoSuchMapping,
    plan_of,
    read_import,
    read_sheet,
    read_wishes,
)
from funnel_cli.finding.names import NoSuchWord
from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
from funnel_cli.values.errors import FunnelError

PIPELINE = SHARED / "data" / "maven" / "sales_pipeline.csv"
NEW_YEAR = Terms(method=METHOD, day=Day(2018, 1, 1))


def plan_read(path: Path, wishes: ColumnMap, book: Book = EMPTY) -> ImportPlan:
    """What importing the file into the book would do."""
    return plan_of(read_sheet(path, wishes), book, NEW_YEAR, wishes)


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="")
    return path


def test_a_file_becomes_a_plan(tmp_path: Path) -> None:
    path = write(tmp_path / "deals.csv", "customer,stage\nAcme,verify\n")
    assert list(applied(plan_read(path, read_wishes(None))).opportunities) == ["acme"]


def test_a_mapping_file_is_followed_where_no_option_comes_before_it(tmp_path: Path) -> None:
    mapping = write(tmp_path / "map.yaml", "columns: {customer: Who, stage: Where}\nstages: {NO: verify}\n")
    path = write(tmp_path / "deals.csv", "Who,Where\nAcme,NO\n")
    assert list(applied(plan_read(path, read_wishes(str(mapping)))).opportunities) == ["acme"]

    mapping = write(tmp_path / "map.yaml", "date_order: dmy\ndecimal: comma\n")
    wishes = read_wishes(str(mapping), date_order="mdy", decimal="point")
    assert (wishes.date_order, wishes.decimal) == ("mdy", "point")


@pytest.mark.parametrize(("option", "word"), [("date_order", "american"), ("decimal", "dot")])
def test_an_option_that_means_nothing_is_refused(option: str, word: str) -> None:
    with pytest.raises(NoSuchWord):
        read_wishes(None, **{option: word})


@pytest.mark.parametrize(
    "text", ["", "- a\n", "columns: {a: b}\n", "columns: &x {}\n", "columns: {}\ncolumns: {}\n"]
)
def test_a_mapping_file_that_cannot_be_used_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(MappingRefused):
        read_wishes(str(write(tmp_path / "map.yaml", text)))


def test_a_mapping_that_does_not_exist_is_refused_with_those_that_do(tmp_path: Path) -> None:
    with pytest.raises(NoSuchMapping) as refusal:
        read_wishes(str(tmp_path / "map.yaml"))
    assert refusal.value.args_by_name["profiles"] == [profile.id for profile in profiles()]


def test_what_is_no_file_that_can_be_read_whole_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoSuchImport):
        read_import(tmp_path / "deals.csv")
    with pytest.raises(CannotRead):
        read_import(tmp_path)

    os.mkfifo(tmp_path / "deals.csv")
    with pytest.raises(CannotRead):
        read_import(tmp_path / "deals.csv")

    path = write(tmp_path / "huge.csv", "")
    os.truncate(path, LIMIT + 1)
    with pytest.raises(CannotRead):
        read_import(path)


def test_what_comes_through_a_pipe_is_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "deals.csv")
    writer = Thread(target=lambda: (tmp_path / "deals.csv").write_bytes(b"a,b\n" * 100_000))
    writer.start()
    assert len(read_import(tmp_path / "deals.csv")) == 400_000
    writer.join()


needs_maven = pytest.mark.skipif(not PIPELINE.exists(), reason="the Maven set is not here")


@pytest.fixture(scope="module")
def maven() -> ImportPlan:
    return plan_read(PIPELINE, read_wishes("maven"))


@pytest.fixture(scope="module")
def deals(maven: ImportPlan) -> dict[str, Opportunity]:
    return dict(applied(maven).opportunities)


@pytest.fixture(scope="module")
def by_hand() -> list[dict[str, str]]:
    with PIPELINE.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@needs_maven
def test_the_maven_profile_brings_in_every_row(
    deals: dict[str, Opportunity], by_hand: list[dict[str, str]]
) -> None:
    assert sorted(deals) == sorted(row["opportunity_id"].lower() for row in by_hand)


@needs_maven
def test_the_maven_stages_are_those_of_the_file(
    deals: dict[str, Opportunity], by_hand: list[dict[str, str]]
) -> None:
    ours = {"Prospecting": "verify", "Engaging": "develop", "Won": "won", "Lost": "lost"}
    assert Counter(deal.stage for deal in deals.values()) == Counter(
        ours[row["deal_stage"]] for row in by_hand
    )


@needs_maven
def test_every_maven_row_keeps_its_values(
    deals: dict[str, Opportunity], by_hand: list[dict[str, str]]
) -> None:
    found = {
        (
            deal.refs["maven"],
            deal.customer or "",
            deal.name,
            deal.owner,
            deal.created.isoformat() if deal.created else "",
            deal.closed.isoformat() if deal.closed else "",
            "" if deal.amount is None else str(deal.amount),
            deal.currency,
        )
        for deal in deals.values()
    }
    expected = {
        (
            row["opportunity_id"],
            row["account"],
            row["product"],
            row["sales_agent"],
            row["engage_date"],
            row["close_date"],
            row["close_value"],
            "USD",
        )
        for row in by_hand
    }
    assert found == expected


@needs_maven
def test_the_maven_wins_of_a_month_add_up(
    deals: dict[str, Opportunity], by_hand: list[dict[str, str]]
) -> None:
    wins = [
        deal.amount or Decimal(0)
        for deal in deals.values()
        if deal.is_won and deal.closed and (deal.closed.year, deal.closed.month) == (2017, 12)
    ]
    by_month = [
        Decimal(row["close_value"])
        for row in by_hand
        if row["deal_stage"] == "Won" and row["close_date"].startswith("2017-12")
    ]
    assert sum(wins) == sum(by_month)


@needs_maven
def test_a_maven_deal_entered_its_stage_on_the_day_of_engagement(deals: dict[str, Opportunity]) -> None:
    engaged = [deal for deal in deals.values() if deal.stage == "develop"]
    assert all(
        [(line.date, line.changes) for line in deal.history] == [(deal.created, {"stage": "develop"})]
        for deal in engaged
    )


@needs_maven
def test_the_maven_set_imported_again_is_all_the_same(maven: ImportPlan) -> None:
    again = plan_read(PIPELINE, read_wishes("maven"), applied(maven))
    assert {kind.value.id: count for kind, count in again.counts.items() if count} == {"same": 8800}


@needs_maven
def test_without_a_mapping_the_maven_stages_are_asked_for() -> None:
    with pytest.raises(FunnelError) as refusal:
        demand_whole(plan_read(PIPELINE, read_wishes(None)))
    assert refusal.value.args_by_name["labels"] == ["Engaging", "Prospecting"]
