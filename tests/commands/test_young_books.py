"""A book without a past is told so in a sentence: no table is empty twice, no column is told of in vain."""

import re
from collections import Counter
from pathlib import Path

import pytest
from running import run

SHEET = """\
Deal ID,Customer,Name,Amount,Stage,Expected close
D1,Acme,Belts,20000,Close,2026-12-15
D2,Hill,Fans,30000,Propose,2026-12-18
D3,Dill,Pumps,35000,Verify,2026-12-18
D4,Mill,Cranes,15000,Won,2026-09-18
D5,Will,Lamps,16000,Lost,2026-10-18
"""
REPORTS = (
    "", "accuracy", "call", "conversion", "customer list", "forecast", "health", "lead list",
    "lead rates", "list", "losses", "matrix", "next", "payment", "plan", "review --list", "sources",
    "stalled", "target", "territory", "waterfall",
)  # fmt: skip


@pytest.fixture(scope="module", params=["fresh", "one deal", "a sheet"])
def book(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root: Path = tmp_path_factory.mktemp("young") / "book"
    run(f"init {root} --currency EUR", root.parent)
    if request.param == "one deal":
        run("--as-of 2026-11-27 add Belts --customer Acme --amount 20k --close 2026-12-20", root)
    if request.param == "a sheet":
        (root / "deals.csv").write_text(SHEET, encoding="utf-8")
        run("import deals.csv", root)
    return root


@pytest.mark.parametrize("report", REPORTS)
def test_nothing_is_said_twice_and_no_empty_column_is_named(
    report: str, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    answer = run(f"{report} -f table", book)
    sentences = [line for line in answer.out.splitlines() if re.fullmatch(r"\S.*[.:]", line)]
    assert answer.exit == 0
    assert [line for line, times in Counter(sentences).items() if times > 1] == []
    assert not re.search(r"Hidden at this width: .*(Owner|Source|Region|Next step)", answer.out)


def test_a_book_without_wins_is_told_how_many_deals_it_has_instead_of_a_table(book: Path) -> None:
    answer = run("accuracy -f table", book)
    assert re.search(r"Not yet: \d+ of \d+ deals? (has|have) a known first day", answer.out)
    assert "──" not in answer.out
