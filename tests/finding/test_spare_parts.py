"""Which deals are about spare parts alone, and that spare parts beside main goods count nowhere."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from arrange import METHOD, deal
from past_answers import REPORTS
from running import ACME, new_book, run

from funnel_cli.finding.spare_parts import is_parts_only
from funnel_cli.records.method_parts import SpareParts

STRICT = replace(METHOD, spare_parts=SpareParts(refuse=True, words=("配件", "spare part", "Spares")))
DOORS = (
    "add 配件 --customer Neu --amount 3万 --close eoq",
    "add Belts --customer Neu --parts 3万 --close eoq",
    "set acme-erp amount= parts=5k",
    "set acme-erp name=Spares",
)
RULE = "spare_parts: {refuse: true, words: [配件, spares]}\n"
ALLOWED = {"show"}
"""The report that tells the spare parts themselves."""


@pytest.mark.parametrize(
    ("name", "parts", "is_one"),
    [
        ("输送带配件", None, True), ("SPARES", None, True), ("Spare part 7", None, True),
        ("Sparest line", None, False), ("Conveyor", None, False), ("Conveyor", "0", False),
        ("输送机及配件", "500", False), ("配件库", "0", False),
    ],
)  # fmt: skip
def test_a_name_says_so_where_nothing_is_said_of_parts(name: str, parts: str | None, *, is_one: bool) -> None:
    some = deal("acme 100 verify", name=name, parts=Decimal(parts) if parts else None)
    assert is_parts_only(some, STRICT) is is_one


@pytest.mark.parametrize("amount", ["-", "0"])
def test_parts_without_main_goods_are_alone(amount: str) -> None:
    assert is_parts_only(deal(f"acme {amount} verify", parts=Decimal(5)), STRICT)


def test_a_method_that_says_nothing_takes_every_deal() -> None:
    assert not is_parts_only(deal("acme - verify", name="配件", parts=Decimal(5)), METHOD)


@pytest.fixture
def strict(tmp_path: Path) -> Path:
    book = new_book(tmp_path)
    method = book / "stages.yaml"
    method.write_text(method.read_text(encoding="utf-8") + RULE, encoding="utf-8")
    return book


@pytest.mark.parametrize("line", DOORS)
def test_no_door_lets_spare_parts_alone_in(line: str, strict: Path) -> None:
    refused = run(f"--json {line}", strict)
    assert (refused.exit, "parts_only" in refused.err) == (2, True)


def test_a_row_of_spare_parts_is_left_out_with_the_reason(strict: Path) -> None:
    rows = "Customer,Deal,Amount,配件金额（万元）,Stage\nNeu,Line,200000,3,verify\nAlt,Spares,30000,,verify\n"
    (strict / "sheet.csv").write_text(rows, encoding="utf-8")
    told = run(f"import {strict}/sheet.csv", strict).out
    assert "spare parts only" in told
    assert [run(f"list {who} --json", strict).json["count"] for who in ("customer:Neu", "customer:Alt")] == [
        1,
        0,
    ]
    assert run("show neu-line --json", strict).json["parts"] == "30000.00"


@pytest.mark.parametrize("command", sorted(REPORTS.keys() - ALLOWED))
def test_spare_parts_are_in_no_figure(command: str, book: Path) -> None:
    lines = [line.format(deal="acme-erp") for line in REPORTS[command] if "typed" not in line]
    before = [run(f"{line} --json", book).out for line in lines]
    path = book / "data/opportunities/acme-erp.yaml"
    path.write_text(ACME.replace("currency:", "parts: 7777.77\ncurrency:"), encoding="utf-8")
    assert [run(f"{line} --json", book).out for line in lines] == before
