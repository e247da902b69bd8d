"""What the Tab key offers, asked of the module itself."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import METHOD, new_book

from funnel_cli.completing import offered_records
from funnel_cli.completing.answer import candidates
from funnel_cli.completing.surface import read_surface
from funnel_cli.directory import below
from funnel_cli.render.language import language_from
from funnel_cli.store import layout

ROOT = Path(__file__).parents[2]


def test_a_book_below_the_home_folder_is_found(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(book.parent))
    assert offered("show acme", f"~/{book.name}") == offered("show acme", book) != []


def offered(line: str, book: Path | str = "/", **environ: str) -> list[str]:
    """What is offered for the last word of the line, spaces part the words."""
    return [text for text, _ in shown(line, book, **environ)]


def shown(line: str, book: Path | str = "/", **environ: str) -> list[tuple[str, str]]:
    return candidates(line.split(" "), {"FUNNEL_BOOK": str(book)} | environ)


# what stands in the app


def test_the_table_and_the_man_page_are_what_the_app_says() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "surface.py", "--check"],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("", "")


def test_no_word_offers_every_command_with_its_line_in_the_language_of_the_run() -> None:
    assert shown("") == [(name, entry.line) for name, entry in below().items()]
    assert shown("lis", LANG="zh_CN.UTF-8") == [("list", "列出商机。")]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("li", ["list"]),
        ("--json li", ["list"]),
        ("--lang zh li", ["list"]),
        ("-C list li", ["list"]),
        ("list --for", ["--format"]),
        ("forecast --s", ["--strict"]),
        ("--vers", ["--version"]),
        ("list -- --for", []),
        ("list -f js", ["json", "jsonl"]),
        ("list --format js", ["json", "jsonl"]),
        ("list --format=js", ["--format=json", "--format=jsonl"]),
        ("--color a", ["auto", "always"]),
        ("--lang ", ["en", "zh"]),
        ("forecast --by m", ["month"]),
        ("forecast --include ", ["overdue", "undated"]),
        ("target --tier s", ["stretch"]),
        ("target 2026-12 5k --st", ["--stage"]),
        ("export f", ["facts", "forecast"]),
        ("sql la", ["landing"]),
        ("sql --dialect s", ["sqlite", "spark"]),
        ("import sheet.csv --decimal ", ["point", "comma"]),
        ("init --method f", ["four-stage"]),
        ("init --currency EU", ["EUR"]),
        ("completion ", ["bash", "zsh", "fish"]),
        ("help exi", ["exit-codes"]),
        ("help prom", ["promote"]),
        ("lea", ["lead"]),
        ("lead q", ["qualify"]),
        ("customer show --ca", ["--card"]),
        ("--json lead c", ["contact", "convert"]),
        ("customer add Hill ki", ["kind="]),
        ("customer add Hill kind=d", ["kind=dealer"]),
        ("customer set hill potential=h", ["potential=high"]),
        ("lead add Pump --mark cy", ["cycle="]),
        ("lead add Pump --mark cycle=l", ["cycle=low"]),
        ("brief acme --role de", ["decision-maker"]),
        ("import ", [":files"]),
        ("init ", [":folders"]),
        ("list -o ", [":files"]),
        ("list --output=", [":files"]),
        ("add Lamps --customer ", []),
        ("add Lamps --close eo", ["eom", "eoq", "eoy"]),
        ("--as-of to", ["today", "tomorrow"]),
        ("--as-of 明", ["明天", "明日"]),
        ("forecast next-", ["next-week", "next-month", "next-quarter", "next-year"]),
        ("list st", ["stage:"]),
        ("list acme st", ["stage:"]),
        ("list not:st", ["not:stage:"]),
        ("list 负", ["负责人:"]),
        ("list 负责人:", ["负责人:me"]),
        ("list is:", ["is:overdue", "is:undated", "is:paused", "is:omitted"]),
        ("list not:is:p", ["not:is:paused"]),
        ("list close:this-w", ["close:this-week"]),
        ("list owner:", ["owner:me"]),
        ("list category:b", ["category:best-case"]),
        ("list id:x", []),
        ("set acme prob", ["probability="]),
        ("set acme close=eo", ["close=eom", "close=eoq", "close=eoy"]),
        ("nosuch ", []),
        ("list --nosuch ", offered("list ")),
        ("undo x", []),
    ],
)
def test_what_the_app_knows_is_offered(line: str, expected: list[str]) -> None:
    assert offered(line) == expected


def test_every_word_that_a_command_takes_a_value_for_is_known_or_free() -> None:
    surface = read_surface()
    commands = [surface.everywhere, *surface.commands.values()]
    values = {option.value for command in commands for option in command.options if option.value}
    values |= {each.removesuffix("...") for command in commands for each in command.arguments}
    kinds = {kind for value in values for kind in value.split("|")}
    dynamic = {"AXIS=N", "DEAL", "STAGE", "TEAM", "MILESTONE", "SOURCE", "REASON", "COMMAND", "FILE", "DIR"}
    dynamic |= {"CUSTOMER", "FORM", "KIND", "LEAD"}
    free = {"A,B", "ACTION", "AMOUNT", "CHANNEL", "ID", "MONEY", "NAME", "NUMBER", "TEXT", "WHY"}
    free |= {
        "N",
        "NAMES",
        "PERSON",
        "BASE",
        "OURS",
        "SIDE",
        "SIGN",
        "THEIRS",
        "PATH",
        "BOOK",
        "FACTS",
        "RATE",
    }
    free |= {"FIELD=ANSWER", "HOUR", "NAME=VALUE"}
    assert {kind for kind in kinds if not kind.islower()} - surface.words.keys() - dynamic - free == set()


# what stands in the book


def test_deals_are_offered_by_the_beginning_of_their_id_with_their_title(book: Path) -> None:
    assert shown("show ac", book) == [("acme-erp", "Acme Ltd · ERP roll-out")]
    assert offered("show ", book) == ["acme-erp", "beta-belts", "delta-doors", "gamma-gates"]
    assert offered("show acme-erp ", book) == []
    assert offered(f"-C {book}/data show ac") == ["acme-erp"]


@pytest.mark.parametrize("word", ["皮带", "某某", "ROLL-out", "gamma"])
def test_a_part_of_a_name_offers_the_id(word: str, book: Path) -> None:
    ids = {"皮带": "beta-belts", "某某": "beta-belts", "ROLL-out": "acme-erp", "gamma": "gamma-gates"}
    assert offered(f"show {word}", book) == [ids[word]]


def test_many_deals_are_offered_without_a_look_into_their_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offered_records, "TITLED", 3)
    assert shown("show ", new_book(tmp_path))[0] == ("acme-erp", "")


def test_a_record_that_cannot_be_read_is_offered_by_its_id(tmp_path: Path) -> None:
    book = new_book(tmp_path, broken=True, torn='"', empty="")
    (book / "data/opportunities/deep.json").write_text("[" * 100_000, encoding="utf-8")
    (book / "data/opportunities/bytes.yaml").write_bytes(b"customer: \xff\xfe\n")
    assert {"broken-bits", "torn", "empty", "deep", "bytes"} <= set(offered("show ", book))


@pytest.mark.parametrize(
    ("customer", "title"),
    [
        ("Acme Ltd  # of Leeds", "Acme Ltd"),
        ('"Acme: Ltd" # of Leeds', "Acme: Ltd"),
        ("'Acme'", "Acme"),
        ("|\n  Acme", ""),
        ("\x1b[31mred\x07\u202e", "\\x1b[31mred\\x07\\u202e"),
    ],
)
def test_a_title_is_what_its_line_says_made_safe(customer: str, title: str, tmp_path: Path) -> None:
    book = new_book(tmp_path, zeta=f"customer: {customer}\n")
    assert shown("show zeta", book) == [("zeta", title)]


def test_files_that_are_no_records_are_not_offered(book: Path) -> None:
    for name in (".acme.yaml.swp", "notes.txt", "Acme copy.yaml", "acme-erp.yaml~"):
        (book / "data/opportunities" / name).write_text("", encoding="utf-8")
    assert len(offered("show ", book)) == 4


def test_stages_are_offered_by_their_title_in_both_languages(book: Path) -> None:
    assert shown("promote acme --to 提", book) == [("propose", "提案")]
    assert shown("promote acme --to pro", book) == [("propose", "Propose")]
    assert shown("promote acme --to pro", book, FUNNEL_LANG="zh") == [("propose", "提案")]


def test_a_query_offers_stages_and_outcomes(book: Path) -> None:
    all_of_them = ["verify", "develop", "propose", "close", "open", "won", "lost"]
    assert offered("list stage:", book) == [f"stage:{each}" for each in all_of_them]
    assert offered("list stage:won,dev", book) == ["stage:won,develop"]
    assert offered("list 阶段:dev", book) == ["阶段:develop"]


def test_a_checklist_offers_the_milestones_of_the_deal_s_stage_or_else_all(book: Path) -> None:
    assert shown("check acme-erp ", book) == [("plan", "Our plan is accepted")]
    assert offered("check gam ", book) == ["need"]
    assert offered("check acme-erp 方案", book) == ["plan"]

    assert offered("check nosuch ", book) == ["need", "plan", "funds"]


def test_reasons_and_sources_are_the_method_s(book: Path) -> None:
    assert offered("lose acme --reason 价", book) == ["price"]
    assert offered("add x --source ref", book) == ["referral"]
    assert offered("set acme source=", book) == ["source=referral"]


def test_kinds_and_forms_are_the_method_s_or_the_usual_ones(book: Path) -> None:
    assert offered("log acme hello --kind v", book) == ["visit"]
    chats = METHOD + "activities: [{id: video, title: {en: Video, zh: 视频}}]\n"
    (book / "stages.yaml").write_text(chats, encoding="utf-8")
    assert offered("log acme hello --kind 视", book) == ["video"]

    forms = METHOD + "forms: [{id: quote, fields: [{id: amount, kind: amount}]}]\n"
    (book / "stages.yaml").write_text(forms, encoding="utf-8")
    assert offered("form acme q", book) == ["quote"]
    assert offered("form acme vis", book) == ["visit-report"]
    assert offered("form acme 丢失", book) == ["loss-report"]


def test_saved_queries_and_teams_are_offered_with_what_they_stand_for(book: Path) -> None:
    queries = METHOD.replace("settings:\n", "settings:\n  queries: {mine: owner:me, late: 'is:overdue'}\n")
    (book / "stages.yaml").write_text(queries, encoding="utf-8")
    assert shown("list q:", book) == [("q:mine", "owner:me"), ("q:late", "is:overdue")]

    teams = METHOD.replace("settings:\n", "settings:\n  team: {north: [anna, bo], south: [cy]}\n")
    (book / "stages.yaml").write_text(teams, encoding="utf-8")
    assert shown("list team:", book) == [("team:north", "anna, bo"), ("team:south", "cy")]
    assert offered("list not:team:no", book) == ["not:team:north"]


# what goes wrong


@pytest.mark.parametrize("id", ["$(touch${IFS}x)", "a;reboot", "`id`", "a|b", "a>b", "'a'", "a&b", "~a", "*"])
def test_what_a_shell_would_act_on_is_never_put_on_its_line(id: str, book: Path) -> None:
    text = METHOD.replace("id: develop", f"id: {json.dumps(id)}")
    (book / "stages.yaml").write_text(text, encoding="utf-8")
    assert offered("promote acme --to ", book) == ["verify", "propose", "close"]


def test_a_deal_in_two_files_is_offered_once(book: Path) -> None:
    (book / "data/opportunities/acme-erp.json").write_text("{}", encoding="utf-8")
    assert offered("show ac", book) == ["acme-erp"]


@pytest.mark.parametrize("line", ["show ", "check acme ", "promote acme --to ", "-C /nosuch show "])
def test_outside_a_book_nothing_of_one_is_offered(line: str) -> None:
    assert offered(line) == []


def test_a_method_that_cannot_be_understood_names_nothing(book: Path) -> None:
    (book / "stages.yaml").write_text("stages: [", encoding="utf-8")
    assert offered("promote acme --to ", book) == []
    assert offered("show ac", book) == ["acme-erp"]


def test_a_book_without_deals_offers_none(tmp_path: Path) -> None:
    (tmp_path / "stages.yaml").write_text("", encoding="utf-8")
    assert offered("show ", tmp_path) == []


@given(words=st.lists(st.text(st.characters(exclude_characters="\0")), max_size=6))
def test_whatever_is_typed_is_answered_in_silence(words: Sequence[str]) -> None:
    for text, said in candidates(words, {"FUNNEL_BOOK": str(ROOT)}):
        assert (text + said).isprintable()


# what it costs, and what it shares


def complete(book: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "funnel_cli", "--complete", *words],
        env=os.environ | {"PYTHONPATH": str(ROOT), "FUNNEL_BOOK": str(book), "LANG": "C"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )


@pytest.mark.parametrize("words", [[""], ["list", "--"], ["show", ""], ["show", "皮带"], ["list", "close:"]])
def test_commands_options_and_deals_are_answered_without_any_library(words: list[str], book: Path) -> None:
    ours = {"funnel_cli", "funnel_cli.completing", "funnel_cli.store", "funnel_cli.store.system"}
    ours |= {f"funnel_cli.completing.{each}" for each in ("answer", "offered_records", "surface")}
    ours |= {"funnel_cli.values", "funnel_cli.values.languages"}
    loaded = {line.rpartition("|")[2].strip() for line in complete(book, *words).stderr.splitlines()}
    assert {name for name in loaded if name.startswith("funnel_cli")} <= ours
    assert loaded & {"typer", "pydantic_core", "yaml", "dataclasses"} == set()


def test_a_candidate_and_its_title_are_parted_by_a_tab(book: Path) -> None:
    assert complete(book, "show", "beta").stdout == "beta-belts\t北京某某科技有限公司 · 皮带输送机\n"


def test_the_places_are_those_of_the_store() -> None:
    assert (offered_records.METHOD_FILE, offered_records.SUFFIXES) == (layout.METHOD_FILE, layout.SUFFIXES)
    assert list(offered_records.FOLDERS.values()) == [layout.OPPORTUNITIES, layout.LEADS, layout.CUSTOMERS]


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"LANG": "zh_CN.UTF-8"},
        {"LC_ALL": "en_US.UTF-8", "LANG": "zh_CN"},
        {"FUNNEL_LANG": "ZH"},
        {"FUNNEL_LANG": "中文"},
        {"LC_ALL": "", "LANG": "zh"},
    ],
)
def test_the_language_is_the_program_s(environ: dict[str, str]) -> None:
    said = {"en": "List deals.", "zh": "列出商机。"}
    assert shown("list", **environ) == [("list", said[language_from(None, environ)])]


@pytest.mark.parametrize(
    ("line", "folder", "found"),
    [
        ("customer show ", "customers", [("hill-ltd", "山丘矿业")]),
        ("customer set 山丘", "customers", [("hill-ltd", "山丘矿业")]),
        ("lead convert hi", "leads", [("hill-ltd", "山丘矿业")]),
        ("lead show hi", "customers", []),
    ],
)
def test_customers_and_leads_are_offered_by_id_with_their_name(
    book: Path, line: str, folder: str, found: list[tuple[str, str]]
) -> None:
    (book / "data" / folder).mkdir()
    (book / "data" / folder / "hill-ltd.yaml").write_text("id: hill-ltd\nname: 山丘矿业\n", "utf-8")
    assert shown(line, book) == found
