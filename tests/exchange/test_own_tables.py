"""What `funnel` exports, `funnel import` takes back: nothing is lost, and nothing is invented."""

import csv
import shutil
from pathlib import Path

import pytest
from running import run, tree

ROOT = Path(__file__).parents[2]

ODD = """\
id: odd-one
customer: "=Odd; Sons, Ltd"
name: "'-5 °C | “cold” store"
amount: 1234.5
currency: KWD
stage: develop
owner: "Müller, Jörg; the second"
source: Web Form
created: 2026-09-01
expected_close: 2026-10-31
next_step: {action: "due=soon; action=call, write; 来电"}
probability: {value: 45%, date: 2026-11-01, reason: they said so}
category: omitted
paused: {since: 2026-11-01, until: 2027-03-01, reason: budget}
competitors: [Foe, "Rival, Inc."]
tags: ["hot, very", key|account, 重点、客户]
history:
- {date: 2026-09-01, stage: verify, amount: 1000}
- {date: 2026-10-01, stage: develop, amount: 1234.5}
log:
- {date: 2026-10-01, kind: visit, text: seen}
contacts:
- {name: Eva, title: Head}
"""

LOST = """\
id: lost-one
customer: Odd
name: Total
amount: 100.000
currency: KWD
stage: lost
created: 2026-02-01
expected_close: 2026-12-31
closed: 2026-08-01
lost: {reason: too-late, competitor: Foe, analysis: they were quicker}
competitors: [Rival, Foe]
history:
- {date: 2026-02-01, stage: verify}
- {date: 2026-08-01, stage: lost, closed: 2026-08-01}
"""

BARE = """\
id: bare-one
name: 小计
stage: verify
probability: 5%
next_step: {due: 2026-12-01, action: "first\\nthen\\tlast"}
category: commit
"""

QUOTED = """\
id: quoted-one
customer: '"Quoted" & Sons'
name: '"'
amount: 7
currency: KWD
stage: verify
created: 2026-02-01
owner: '"Bo'
"""

TABLES = {
    "csv": "list stage:open,won,lost -f csv -o {out}.csv",
    "excel": "list stage:open,won,lost -f csv --excel -o {out}.csv",
    "tsv": "list stage:open,won,lost -o {out}.tsv",
    "xlsx": "list stage:open,won,lost -o {out}.xlsx",
    "export": "export deals -o {out}.csv",
    "export-xlsx": "export deals -o {out}.xlsx",
    "pack": "export month -o {out}.xlsx",
    "open": "list --by close -o {out}.xlsx",
    "some": "list stage:open,won,lost --fields id,next_step,amount,tags -o {out}.csv",
    "some-xlsx": "list stage:open,won,lost --fields id,stage,paused,expected_close,weighted -o {out}.xlsx",
    "odds": "list stage:open,won,lost --fields id,probability,category,amount -o {out}.xlsx",
    "closed": "list stage:open,won,lost --fields id,stage,customer,name,created -o {out}.xlsx",
}
"""Every way to write a table of deals that can be imported."""

LANGUAGES = ("en_US.UTF-8", "zh_CN.UTF-8", "de_DE.UTF-8")

ON = {"FUNNEL_AS_OF": "2026-11-30"}
"""The last day of a month, so that its pack is of that day."""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample book with deals whose every cell is odd."""
    book = tmp_path_factory.mktemp("own") / "book"
    shutil.copytree(ROOT / "data", book / "data")
    shutil.copy(ROOT / "stages.yaml", book)
    for id, text in (("odd-one", ODD), ("lost-one", LOST), ("bare-one", BARE), ("quoted-one", QUOTED)):
        (book / f"data/opportunities/{id}.yaml").write_text(text, encoding="utf-8")
    rates = book / "data/rates.yaml"
    rates.write_text(f"{rates.read_text()}- {{date: 2026-01-01, from: KWD, to: CNY, rate: 23}}\n")
    return book


@pytest.fixture
def book(sample: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sample, tmp_path / "book"))


def written(table: str, book: Path, out: Path, language: str, **environ: str) -> Path:
    """The file with that table of the book's deals, written for a reader of the language."""
    answer = run(TABLES[table].format(out=out), book, LANG=language, **ON | environ)
    assert answer.exit == 0, answer.err
    (file,) = out.parent.glob(f"{out.name}.*")
    return file


def taken(file: Path, book: Path, more: str = "", **environ: str) -> tuple[int, dict[str, int]]:
    """How an import of the file ends, and how many rows are what to the book."""
    sheet = "--sheet 1 " if file.suffix == ".xlsx" else ""
    answer = run(f"import {file} {sheet}{more} -f json", book, **ON | environ)
    kinds = {} if answer.exit not in {0, 5} or not answer.out else answer.json
    return answer.exit, {kind: n for kind in KINDS if (n := kinds.get(kind))}


KINDS = ("new", "changed", "same", "clash", "suspect", "bad")


def deals(book: Path) -> list[dict[str, object]]:
    """What the list says of every deal, but where its file is, and what its log knows."""
    rows = run("list stage:open,won,lost --json", book, **ON).json["items"]
    return [{key: cell for key, cell in row.items() if key not in {"file", "silent"}} for row in rows]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("table", TABLES)
def test_a_table_of_the_book_changes_nothing_in_it(
    table: str, language: str, book: Path, tmp_path: Path
) -> None:
    file = written(table, book, tmp_path / "out", language)
    before = tree(book)
    code, kinds = taken(file, book)
    assert (code, {*kinds}) == (0, {"same"})
    assert tree(book) == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_table_without_ids_finds_its_deals_by_their_names(
    language: str, book: Path, tmp_path: Path
) -> None:
    file, before = tmp_path / "named.xlsx", deals(book)
    keys = "customer,name,stage,amount,currency,expected_close,created,next_step,closed"
    run(f"list stage:open,won,lost --fields {keys} -o {file}", book, LANG=language, **ON)
    code, kinds = taken(file, book)
    assert (code, {*kinds}) == (0, {"same"})
    assert deals(book) == before


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("table", ["csv", "excel", "tsv", "xlsx", "export", "pack"])
def test_an_empty_book_gets_the_deals_as_they_were(
    table: str, language: str, book: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "empty"
    (empty / "data").mkdir(parents=True)
    shutil.copy(book / "stages.yaml", empty)
    shutil.copy(book / "data/rates.yaml", empty / "data")
    code, kinds = taken(written(table, book, tmp_path / "out", language), empty)
    assert (code, {*kinds}) == (0, {"new"})
    assert deals(empty) == deals(book)
    assert not (empty / "data/customers").exists()


WORK = (
    "set odd-one amount=2000 owner=li.wei probability= category= next= tags=hot",
    "resume odd-one",
    "promote bei-chen-cement-kiln-drive --force --reason told",
    "win hua-neng-pit-lighting --force --reason signed",
    "lose gruenwald-kiln-sensors --reason price",
    'log brandtner-paint-shop-lights "They are back"',
    "set brandtner-paint-shop-lights next=2026-12-12",
    "set lakeland-quarries-conveyor-guarding next=",
    "set copperline-haul-road-lights competitors=",
    "set heng-yuan-tyre-curing-press-sensors close=2027-06-30",
)
"""What a rep does in three weeks: sets, moves, wins, loses, takes back."""


@pytest.mark.parametrize("language", LANGUAGES[:2])
@pytest.mark.parametrize("table", ["csv", "xlsx", "pack", "some", "odds"])
def test_an_old_table_undoes_no_later_work(table: str, language: str, book: Path, tmp_path: Path) -> None:
    file = written(table, book, tmp_path / "out", language)
    later = {"FUNNEL_AS_OF": "2026-12-21"}
    for line in WORK:
        answer = run(line, book, **later)
        assert answer.exit == 0, (line, answer.err)
    before = tree(book)
    code, kinds = taken(file, book, **later)
    assert (code, {*kinds}) == (5, {"same", "clash"})
    assert tree(book) == before


def edited(file: Path, **cells: dict[str, str]) -> None:
    """Write these cells over those of the deals, by id (an underscore stands for a dash)."""
    with file.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    for row in rows:
        row.update(cells.pop(row["id"].replace("-", "_"), {}))
    rows += [dict.fromkeys(rows[0], "") | row for row in cells.values()]
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_what_is_changed_in_a_table_changes_that_alone_and_a_row_without_an_id_is_new(
    book: Path, tmp_path: Path
) -> None:
    file = written("csv", book, tmp_path / "out", "en_US.UTF-8")
    before = {deal["id"]: deal for deal in deals(book)}
    edited(
        file,
        odd_one={"amount": "1500.000", "probability": "0.6", "next_step": "due=2026-12-24; action=Call"},
        bare_one={"owner": "anna.meyer", "amount": "70"},
        hua_neng_pit_lighting={"stage": "propose", "tags": "lamps"},
        new={"customer": "New One", "stage": "develop", "amount": "5"},
    )
    assert taken(file, book) == (5, {"new": 1, "changed": 1, "same": 39, "clash": 2})
    assert taken(file, book, "--take file") == (0, {"changed": 2, "same": 41})

    after = {deal["id"]: deal for deal in deals(book)}
    changed = {id for id in before if before[id] != after[id]}
    assert (changed, after.keys() - before.keys()) == (
        {"odd-one", "bare-one", "hua-neng-pit-lighting"},
        {"new-one"},
    )
    odd, moved = after["odd-one"], after["hua-neng-pit-lighting"]
    assert [odd[key] for key in ("amount", "probability", "next_step", "tags")] == [
        "1500.000", 0.6, {"due": "2026-12-24", "action": "Call"}, before["odd-one"]["tags"],
    ]  # fmt: skip
    assert (moved["stage"], moved["entered"], moved["tags"]) == (
        "propose",
        "2026-11-30",
        ["mine", "led", "lamps"],
    )
    assert after["bare-one"]["owner"] == "anna.meyer"


def test_an_edited_table_that_comes_in_again_says_nothing_new(book: Path, tmp_path: Path) -> None:
    file = written("csv", book, tmp_path / "out", "zh_CN.UTF-8")
    edited(file, odd_one={"owner": "anna.meyer"})
    assert taken(file, book, "--take file")[1].keys() == {"changed", "same"}
    before = tree(book)
    assert taken(file, book)[1].keys() == {"same"}
    assert tree(book) == before


@pytest.mark.parametrize("name", ["deals", "november"])
@pytest.mark.parametrize("more", [("", ""), ("weighted,days,", "900,3,")])
def test_a_sheet_of_a_stranger_with_some_of_our_columns_remembers_what_it_said(
    name: str, more: tuple[str, str], tmp_path: Path
) -> None:
    run("init -q --owner anna", tmp_path)
    header = f"id,customer,stage,amount,{more[0]}owner\n"
    (tmp_path / "deals.csv").write_text(f"{header}a1,Acme,verify,5000,{more[1]}anna\n", "utf-8")
    assert run(f"import {tmp_path}/deals.csv", tmp_path).exit == 0
    assert run("set a1 owner=bo", tmp_path, FUNNEL_AS_OF="2026-11-25").exit == 0
    (tmp_path / f"{name}.csv").write_text(f"{header}a1,Acme,develop,7000,{more[1]}anna\n", "utf-8")
    answer = run(f"import {tmp_path}/{name}.csv --json", tmp_path, FUNNEL_AS_OF="2026-12-03")
    assert answer.exit == 0, answer.err
    deal = run("show a1 --json", tmp_path, FUNNEL_AS_OF="2026-12-03").json
    assert (deal["amount"], deal["stage"], deal["owner"]) == ("7000.00", "develop", "bo")


@pytest.mark.parametrize("more", ["--system crm", "--map map.yaml"])
def test_what_the_user_says_of_a_sheet_is_more_than_what_its_columns_are_called(
    more: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run("init -q --owner anna", tmp_path)
    Path("map.yaml").write_text("system: crm\ncolumns: {ref: id, name: name}\n", "utf-8")
    for amount, kind in (("5000", "new"), ("7000", "changed")):
        Path("s.csv").write_text(
            f"id,Customer,name,Stage,probability_from,amount\n7,Acme,Belts,verify,x,{amount}\n", "utf-8"
        )
        answer = run(f"import s.csv {more} --json", tmp_path)
        assert (answer.exit, answer.json[kind]) == (0, 1)
    assert "crm: 7" in (tmp_path / "data/opportunities/acme-belts.yaml").read_text("utf-8")
