"""Records that are there and cannot be read: their ids are taken, and whoever names one is told."""

from pathlib import Path

import pytest
from running import run, tree

AWAY = ".belt.yaml.icloud"


@pytest.mark.parametrize("line", ["show belt", "log belt Called", "set belt amount=5", "promote belt"])
def test_a_deal_that_icloud_moved_away_is_named_as_that(book: Path, line: str) -> None:
    (book / "data/opportunities" / AWAY).write_text("", "utf-8")
    answer = run(line, book)
    assert answer.exit == 5
    assert "iCloud has moved belt away" in answer.err


@pytest.mark.parametrize("name", [AWAY, "belt.YAML", "belt.json"])
@pytest.mark.parametrize("folder", ["opportunities", "leads"])
def test_its_id_is_taken(book: Path, name: str, folder: str) -> None:
    (book / "data" / folder).mkdir(exist_ok=True)
    (book / "data" / folder / name).write_text("?", "utf-8")
    answer = run("add Belt --customer Acme --id belt", book)
    assert (answer.exit, (book / "data/opportunities/belt.yaml").exists()) == (2, False)


def test_an_id_that_is_made_goes_round_it(book: Path) -> None:
    (book / "data/opportunities/.acme-belt.yaml.icloud").write_text("", "utf-8")
    run("add Belt --customer Acme", book)
    assert (book / "data/opportunities/acme-belt-2.yaml").exists()


@pytest.mark.parametrize(
    ("line", "file"),
    [
        ("add Belt --customer Acme", "opportunities/acme-belt.yaml"),
        ("add Belt --customer Acme --id new", "opportunities/acme-belt.json"),
        ("lead add Belt --customer Acme", "leads/acme-belt.yaml"),
        ("lead add Belt --customer Acme", "opportunities/.acme-belt.yaml.icloud"),
        ("customer add Psi", "customers/psi.yaml"),
    ],
)
def test_who_adds_beside_it_what_it_may_be_is_told(book: Path, line: str, file: str) -> None:
    assert "cannot be read, and may be the same" not in run(f"{line} --dry-run", book).err
    (book / "data" / file).parent.mkdir(exist_ok=True)
    (book / "data" / file).write_text("?", "utf-8")
    answer = run(line, book)
    assert (answer.exit, f"data/{file} cannot be read, and may be the same" in answer.err) == (0, True)


@pytest.mark.parametrize("sign", ["\u200b", "\u2060", "\ufeff", "\u3164", "\u00ad"])
@pytest.mark.parametrize(
    "line", ["li{sign}st", "list --ow{sign}ner", "list --fields i{sign}d", "-f js{sign}on list"]
)
def test_what_nobody_sees_in_a_wrong_word_is_escaped(book: Path, line: str, sign: str) -> None:
    answer = run(line.format(sign=sign), book)
    assert (answer.exit, sign in answer.out + answer.err) == (2, False)
    assert f"{ord(sign):x}" in answer.out + answer.err


def test_a_log_that_grows_beyond_the_largest_file_is_told_its_reason(book: Path) -> None:
    file = book / "data/opportunities/acme-erp.yaml"
    long = "word " * 600_000
    file.write_text(file.read_text("utf-8").rstrip() + f"\nx-long: {long}{long[:999_000]}\n", "utf-8")
    before = file.read_bytes()
    answer = run("log acme '" + "b" * 4000 + "' --json", book)
    assert (answer.exit, answer.error["code"]) == (5, "too_large")
    assert file.read_bytes() == before


SHEET = "Deal ID,Customer,Name,Amount,Stage\nD-1,Omega,Pumps,1000,Verify\nD-2,Psi,Belts,2000,Verify\n"


def test_a_sheet_makes_no_second_deal_of_one_that_cannot_be_read(book: Path, tmp_path: Path) -> None:
    sheet, deals = tmp_path / "deals.csv", book / "data/opportunities"
    sheet.write_text(SHEET, "utf-8")
    assert run(f"import {sheet}", book).exit == 0
    pumps = deals / "omega-pumps.yaml"
    whole = pumps.read_text("utf-8")
    pumps.write_text(whole.replace("amount: 1000", "amount: 1.000,00"), "utf-8")
    sheet.write_text(SHEET.replace("2000", "2500") + "D-3,Rho,Lamps,3000,Verify\n", "utf-8")
    before = sorted(deals.iterdir())
    answer = run(f"import {sheet}", book)
    assert (answer.exit, sorted(deals.iterdir())) == (5, before)
    assert "amount: 2500" in (deals / "psi-belts.yaml").read_text("utf-8")
    assert (
        "may be one of 1 deal that cannot be read, such as data/opportunities/omega-pumps.yaml" in answer.out
    )
    pumps.write_text(whole, "utf-8")
    assert run(f"import {sheet}", book).exit == 0
    assert sorted(set(deals.iterdir()) - set(before)) == [deals / "rho-lamps.yaml"]


def test_a_change_of_all_that_a_query_means_is_partial_beside_one(book: Path) -> None:
    (book / "data/opportunities/belt.yaml").write_text("?", "utf-8")
    assert run("set owner:li.wei name=Same -y", book).exit == 5
    assert run("set acme-erp name=One", book).exit == 0


def test_a_rep_is_handed_over_as_a_whole_or_not(book: Path) -> None:
    (book / "data/opportunities/belt.yaml").write_text("?", "utf-8")
    before = tree(book)
    answer = run("handover --from li.wei --to anna --apply", book)
    assert (answer.exit, tree(book)) == (5, before)
    assert "1 deal cannot be read, and would be left behind." in answer.err


TARGET = "- {set: 2026-11-01, period: 2026-12, amount: 5}\n"


@pytest.mark.parametrize(
    ("moved", "name", "said"),
    [
        ("opportunities", "opportunities (1)", "looks like opportunities under another name"),
        ("opportunities", "Opportunities", "rename it to opportunities"),
        ("opportunities", ".opportunities.icloud", "iCloud has moved opportunities away"),
        ("targets.yaml", "targets-DESKTOP-1.yaml", "looks like targets.yaml under another name"),
        ("targets.yaml", "targets.yaml.txt", "looks like targets.yaml under another name"),
        ("targets.yaml", "TARGETS.YAML", "rename it to targets.yaml"),
        ("targets.yaml", ".targets.yaml.icloud", "iCloud has moved targets away"),
    ],
)
@pytest.mark.parametrize("line", ["list", "forecast 2026-12", "validate", "doctor"])
def test_a_part_of_the_book_under_another_name_is_told_of_and_nothing_written_in_its_place(
    book: Path, moved: str, name: str, said: str, line: str
) -> None:
    data = book / "data"
    (data / "targets.yaml").write_text(TARGET, "utf-8")
    (data / moved).rename(data / name)
    before = tree(book)
    answer = run(line, book)
    words = " ".join(f"{answer.out} {answer.err}".split())
    assert (answer.exit, f"data/{name}" in words) == (5, True)
    assert line == "doctor" or said in answer.err or said in words
    assert line != "doctor" or "it may be the only one" in words
    write = "target 2026-12 9k" if "targets" in moved else "add Pit --customer Acme --id acme-erp"
    answer = run(write, book)
    assert (answer.exit, tree(book)) == (5, before)
    assert f"data/{name} may be what belongs there" in answer.err


@pytest.mark.parametrize("name", ["leads (1)", "customers 2", "targets (1).yaml", "rates_conflict.yaml"])
def test_so_is_a_copy_beside_it(book: Path, name: str) -> None:
    place = book / "data" / name
    part = next(each for each in ("leads", "customers", "targets.yaml", "rates.yaml") if each[:4] == name[:4])
    if place.suffix:
        place.write_text("[]", "utf-8")
        (book / "data" / part).write_text("[]", "utf-8")
    else:
        place.mkdir()
        (book / "data" / part).mkdir(exist_ok=True)
    answer = run("list", book)
    assert (answer.exit, f"data/{name}: This looks like a copy of {part}" in answer.err) == (5, True)
    assert [each["path"] for each in run("validate --json", book).json["items"]] == [f"data/{name}"]


@pytest.mark.parametrize(
    "name",
    [
        "deals/e.yaml",
        "opportunity/e.yaml",
        "e.yaml",
        "target.yaml",
        "x/y.json",
        "targets-2025.yaml",
        "rates-usd.yaml",
        "targets (2025).yaml",
    ],
)
def test_records_where_none_are_read_are_named_by_validate(book: Path, name: str) -> None:
    file = book / "data" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("[]", "utf-8")
    answer = run("validate --json", book)
    found = [(each["path"], each["severity"]) for each in answer.json["items"]]
    assert (answer.exit, found) == (0, [(f"data/{name.partition('/')[0]}", "warning")])
    assert (run("list", book).exit, run("list", book).err) == (0, "")


@pytest.mark.parametrize(
    "name",
    ["customers.csv", "targets 2026.xlsx", "leads-2025.md", "leads/.keep", "pdf/a.pdf", "leads (old)/.keep"],
)
def test_files_of_ones_own_are_nobodys_business(book: Path, name: str) -> None:
    file = book / "data" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("", "utf-8")
    assert run("validate --json", book).json["items"] == []


def test_whoever_names_a_deal_while_their_folder_is_away_is_told_of_it(book: Path) -> None:
    (book / "data/opportunities").rename(book / "data/opportunities (1)")
    answer = run("show acme-erp", book)
    assert (answer.exit, "data/opportunities (1)" in answer.err) == (5, True)


def test_where_there_are_no_deals_every_command_warns_of_them(book: Path) -> None:
    (book / "data/opportunities").rename(book / "data/deals")
    assert f"1 warning, see: funnel -C {book} validate" in run("list", book).err


def test_a_list_in_two_files_is_not_gone_on_with(book: Path) -> None:
    (book / "data/targets.yaml").write_text(TARGET, "utf-8")
    (book / "data/targets.json").write_text("[]", "utf-8")
    before = tree(book)
    assert (run("target 2026-12 9k", book).exit, tree(book)) == (5, before)
