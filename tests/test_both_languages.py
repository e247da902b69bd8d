"""Nothing that a reader of Chinese sees is left in English."""

import ast
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po
from catalogue import template
from example_answers import reports
from rich.cells import cell_len
from running import Printed, new_book, run, with_a_light_typer

from funnel_cli.directory import COMMANDS
from funnel_cli.finding.deal_keys import IS
from funnel_cli.render import render
from funnel_cli.render.output import FORMATS
from funnel_cli.reports.exports import EXPORTS
from funnel_cli.reports.whole_books import ASKED_WHOLE
from funnel_cli.store.editor import FILES
from funnel_cli.values.message import Message
from funnel_cli.values.table import Kind

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "funnel_cli"
PO = PACKAGE / "locale" / "zh" / "LC_MESSAGES" / "funnel.po"

with PO.open("rb") as file:
    CHINESE = {str(entry.id): str(entry.string) for entry in read_po(file) if entry.id}

WORD = re.compile(r"(?<![\w./:=<-])[A-Za-z][a-z]+(?![\w./:=>-])")
"""An English word that stands by itself: no part of a code, a path, an option or a key."""

ANSWERS = (
    *("", "list", "list stage:won", "list is:paused", "next", "health", "review", "review --week 2026-W46"),
    *("forecast", "forecast 2026-Q4 FY26 --by source", "forecast this-month --by owner", "target"),
    *("target 2026-12", "target --quota owner", "plan", "plan 2027-Q1 owner:anna.meyer", "waterfall"),
    *("plan --explain", "waterfall --explain", "target 2026-12 --explain"),
    *(
        "report week",
        "call",
        "accuracy --kind quarter",
        "accuracy 2026-10 2024 --explain",
        "accuracy --as-of 2025-10-20",
    ),
    *("conversion 2026-Q4 --explain", "conversion --calibration --explain", "conversion customer:none"),
    *("methods", "methods four-stage", "validate", "undo --list", "schema", "set owner=anna --dry-run"),
    *("promote hua-neng-pit", "list stage:nowhere", "list is:open", "show nothing", "target 2026-13"),
    *("customer list", "customer show 华能", "customer show hua-neng --card", "customer show nobody"),
    *("visit hua-neng-pit --show", "brief hua-neng-pit", "brief hua-neng-pit --letter"),
    *("lose brandtner-agv --show", "lead list", "lead convert nothing", "customer set hua-neng kind=x"),
    *(f"export {report}" for report in EXPORTS),
    *(f"show {path.stem} --history" for path in sorted((ROOT / "data" / "opportunities").glob("*"))),
    *(f"check {path.stem}" for path in sorted((ROOT / "data" / "opportunities").glob("*"))[:3]),
)

REFUSED = """
reopen qin-he-coal-screen --reason x --date 2026-05-01 -n
win hua-neng-pit --force --reason x --date 2026-09-01 -n | set hua-neng-pit category=x
set hua-neng-pit closes=x | set hua-neng-pit source=x | set hua-neng-pit closed=x
lose hua-neng-pit --reason x | demote hua-neng-pit --to x --reason y
log hua-neng-pit y --kind x -n | log hua-neng-pit | list foo:bar | list source:x | list --by x
customer set hua-neng grade=x | lead add X --customer Y --source x -n
lead add X --customer Y --mark x=high -n | form hua-neng-pit x | form hua-neng-pit quote x=1
form hua-neng-pit quote amount | form hua-neng-pit quote amount=x | export nothing | forecast --by x
forecast --basis x | forecast --team | kpi --by team | rate XXX 1 | rate
score hua-neng-pit x=1 | check hua-neng-pit nothing | payment hua-neng-pit 30% today -n | sql x
across x . | schema x | help x | import README.md | import missing.csv
add A --customer B --source x -n | target 2026-12 x | call 2026-12 x | target 2026-12 0.1234567
target 'Dec 26' | list close:31.12.26
"""
"""Lines that are refused or have nothing to say, with the way out."""

LINES = (*ANSWERS, *(line.strip() for line in re.split("[|\n]", REFUSED.strip())))


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def words(text: str) -> set[str]:
    return set(WORD.findall(text))


@cache
def sentences() -> list[str]:
    """What the program says, as the code has it."""
    return [str(each.id) for each in template()]


@cache
def english_of_ours() -> set[str]:
    """The words of our sentences and of the method's English titles; the book's own words are not ours."""
    files = (path.read_text("utf-8") for path in (ROOT / "data").rglob("*.*") if path.is_file())
    book = re.sub(r'"?[a-z_-]+"?:(?=\s)', "", " ".join(files))  # their keys are ours
    titles = " ".join(re.findall(r"\ben: (.+?)[,}\n]", (ROOT / "stages.yaml").read_text("utf-8")))
    sentences = " ".join(re.sub(r"{.*?}", "", sentence) for sentence in CHINESE)
    erp = " ".join(re.findall(r"message: \[(.+?)\]", (ROOT / "stages.yaml").read_text("utf-8")))
    typed = {"funnel", "Schema", "stderr", *COMMANDS, *IS, *FORMATS, *EXPORTS, *FILES, *ASKED_WHOLE}
    return (words(sentences) | words(titles)) - set(re.findall("[A-Za-z]+", book + erp)) - typed


def test_every_sentence_is_translated() -> None:
    assert [sentence for sentence in sentences() if sentence and not CHINESE.get(sentence)] == []


def test_no_translation_is_left_of_a_sentence_that_is_gone() -> None:
    assert CHINESE.keys() - set(sentences()) == set()


def test_a_translation_has_the_places_of_its_sentence() -> None:
    assert {
        sentence: chinese for sentence, chinese in CHINESE.items() if places(sentence) != places(chinese)
    } == {}


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_the_help_of_a_command_in_chinese_has_no_english_sentence(name: str) -> None:
    usage, _, said = run(f"{name} --help", FUNNEL_LANG="zh").out.partition("\n")
    assert usage.startswith("用法：funnel")
    assert [line for line in said.splitlines() if re.search(r"[a-z]+ [a-z]+ [a-z]+[ .]", line)] == []


@pytest.mark.parametrize("line", LINES)
def test_an_answer_in_chinese_holds_no_english_word_of_ours(line: str, printed: Printed) -> None:
    answer = run(f"-f table {line}", ROOT, FUNNEL_LANG="zh", COLUMNS="200")
    said = [
        answer.out,
        re.sub("（[a-z_-]+）", "", answer.err),
    ]  # a refusal has ids behind what they are called
    for document, output, basis in printed:
        said += [render(document, replace(output, format=form), basis) for form in ("md", "plain")]
    assert words("\n".join(said)) & english_of_ours() - words(line.replace("=", " ")) == set()


def test_what_is_written_for_a_reader_of_chinese_to_go_on_with_is_in_chinese(tmp_path: Path) -> None:
    told = run(f"init {tmp_path}/new", tmp_path, FUNNEL_LANG="zh")
    assert "funnel -C" in told.out + told.err
    assert "Pit lighting" not in told.out + told.err + run("", tmp_path / "new", FUNNEL_LANG="zh").out

    (tmp_path / "rows.csv").write_text("Customer,Stage,Klient,Amount\nAcme,hot,x,5\nBeta,won,y,6\n", "utf-8")
    run(f"import {tmp_path}/rows.csv --write-map {tmp_path}/map.yaml", tmp_path / "new", FUNNEL_LANG="zh")
    comments = re.findall("# (?![^ ]+: )[^\n]*", (tmp_path / "map.yaml").read_text("utf-8"))
    assert [each for each in comments if not re.search("[一-鿿]", each)] == []


def test_what_a_sentence_enumerates_is_joined_by_the_language() -> None:
    """A sentence is given the parts, not a text with English commas."""
    found = []
    for path in PACKAGE.rglob("*.py"):
        for function in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(function, ast.FunctionDef):
                found += [f"{path.name}:{function.name}"] * _enumerates(function)
    assert found == []


def _enumerates(function: ast.FunctionDef) -> bool:
    """Whether an argument of a sentence or refusal is joined by commas in this function, or was before."""

    def joins(node: ast.AST) -> bool:
        some = list(ast.walk(node))
        joined = (each.func for each in some if isinstance(each, ast.Call))
        return any(isinstance(each, ast.Name) and each.id in names for each in some) or any(
            isinstance(func, ast.Attribute) and func.attr == "join" and ast.unparse(func.value) == "', '"
            for func in joined
        )

    names: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and joins(node.value):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    raised = [node.exc for node in ast.walk(function) if isinstance(node, ast.Raise)]
    said = [call for call in calls if call in raised or ast.unparse(call.func) in {"message", "Message"}]
    return any(joins(each.value) for call in said for each in call.keywords if each.arg != "example")


GONE = """\
id: gone-gears
customer: Gears
amount: 5000
stage: lost
owner: li.wei
source: referral
created: 2026-08-01
closed: 2026-11-02
category: commit
lost: {reason: price, said: Too dear}
history:
- {date: 2026-08-01, stage: verify, amount: 5000}
- {date: 2026-09-01, category: commit}
- {date: 2026-11-02, stage: lost, closed: 2026-11-02, lost: {reason: price, said: Too dear}}
"""

WON = """\
id: won-wheels
customer: Wheels
amount: 7000
stage: won
owner: li.wei
source: referral
created: 2026-08-01
closed: 2026-11-03
"""


@pytest.mark.parametrize(
    "line",
    [
        *("list stage:lost", "list stage:lost --fields id,source,category,lost_reason", "export deals"),
        *(
            "report week",
            "report quarter",
            "report 2026-11",
            "report 2026-10",
            "losses",
            "sources",
            "show acme",
        ),
        *(
            "show gone",
            "show gone --all",
            "show gone --history",
            "show gone --history --all",
            "lose gone --show",
        ),
        *("review", "review --all", "find gears", "customer show gears", "show acme"),
    ],
)
def test_a_chinese_screen_calls_the_words_of_the_method_by_their_titles(line: str, tmp_path: Path) -> None:
    book = new_book(tmp_path / "book", gone_gears=GONE, won_wheels=WON)
    said = run(f"-f table {line}", book, FUNNEL_LANG="zh", COLUMNS="250").out

    assert set(re.findall("[a-z][a-z-]+", said)) & {"referral", "price", "commit", "verify"} == set()


@pytest.mark.parametrize(
    "line", ["--lang zh --help", "--help --lang=zh", "list -h --lang zh", "--lang zh help list"]
)
def test_help_is_in_the_language_of_the_line_wherever_that_stands(line: str) -> None:
    assert run(line).out.startswith("用法：funnel ")


@with_a_light_typer
def test_what_an_option_defaults_to_and_what_must_be_given_are_said_in_chinese() -> None:
    assert "never。  [默认：auto]\n" in run("help commands", FUNNEL_LANG="zh").out
    assert "最近的一个。  [必填]\n" in run("promote --help", FUNNEL_LANG="zh").out


@pytest.mark.parametrize("name", COMMANDS)
def test_a_help_page_in_chinese_fits_eighty_cells(name: str) -> None:
    said = run(f"{name} --help", FUNNEL_LANG="zh", COLUMNS="80").out
    assert [line for line in said.splitlines() if cell_len(line) > 80] == []


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("promote", "缺少参数：商机。"), ("lose acme", "缺少选项：--reason。"),
        ("undo a b", "多出了参数：a b"), ("list --fields", "选项 --fields 需要一个值。"),
        ("undo --list=3", "选项 --list 不带值。"), ("nowhere", "没有 nowhere 这个命令。"),
    ],
)  # fmt: skip
def test_a_line_that_does_not_parse_is_refused_in_its_language(line: str, told: str) -> None:
    assert run(f"--lang zh {line}").err.splitlines()[0] == told


def test_what_may_be_a_sentence_itself_is_no_part_of_the_chinese_one() -> None:
    bare = re.compile(r"[一-鿿] ?\{(?:milestone|action)\}|\{(?:milestone|action)\} ?[一-鿿]")
    assert [said for said in CHINESE.values() if bare.search(said)] == []


def test_no_chinese_sentence_counts_in_english_words() -> None:
    gaps = re.compile(r"\{\w+:[A-Za-z ]*\|[^}]*\}")
    assert [chinese for chinese in CHINESE.values() if gaps.search(chinese)] == []


INSTEAD_OF = {
    "存档": "归档", "丢单": "输单", "失单": "输单", "在途": "进行中", "决策人": "决策者", "成功率": "赢率",
    "定额": "配额", "引见": "引荐", "传送": "传输", "落点": "预计完成额", "运气": "随机误差", "标识": "编号",
    "时间段": "期间", "时期": "期间", "地区": "区域", "留存": "滞留",
}  # fmt: skip
"""Words that are understood and not said, each with the one that is said for the same thing."""


@pytest.mark.parametrize("word", INSTEAD_OF)
def test_one_chinese_word_stands_for_one_thing(word: str) -> None:
    files = [*PACKAGE.glob("topics/zh/*.txt"), *PACKAGE.glob("methods/*.yaml")]
    code = (path.read_text("utf-8") for path in PACKAGE.rglob("*.py"))
    labels = [label for text in code for label in re.findall(r'"zh": "([^"]*)"', text)]
    texts = [*CHINESE.values(), *labels, *(path.read_text("utf-8") for path in files)]
    assert [text for text in texts if word in text] == []


def test_what_was_set_is_called_by_its_chinese_name_also_by_undo(book: Path) -> None:
    assert run("set acme-erp 预计成交=2026-12-24 负责人=anna.meyer", book, FUNNEL_LANG="zh").exit == 0
    (note,) = run("-f csv undo --list", book, FUNNEL_LANG="zh").rows
    assert note["note"] == "acme-erp：已设置预计成交日期、负责人"
    assert run("undo --list --json", book).json["items"][0]["note"] == "acme-erp: set close, owner"


def test_only_what_is_counted_is_called_a_number() -> None:
    """“Deals” over a number is 商机数, over the deals themselves 商机."""
    tables = [each for _, some in reports() for document in some for each in document.tables]
    columns = [column for each in tables for column in each.columns]
    counted = [each.title for each in columns if each.kind is Kind.COUNT]
    texts = [each.title for each in columns if each.kind is Kind.TEXT]
    named = (*texts, *(each.title for each in tables))
    both = {each.text for each in counted if isinstance(each, Message) and each in named}
    assert not {each for each in both if CHINESE[each].endswith("数")}
