"""`funnel help`: pages that fit a screen and say nothing that does not work."""

import os
import re
import subprocess
import sys
from datetime import date as Day
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from rich.cells import cell_len
from running import run
from typer.main import get_command

from funnel_cli.cli import app
from funnel_cli.directory import COMMANDS, EVERYDAY, GROUPS
from funnel_cli.finding.query import parse_query
from funnel_cli.render.help_page import PAGES, TOPICS, in_narrow_lines, page
from funnel_cli.render.language import CATALOGUES
from funnel_cli.store.read import read_book
from funnel_cli.values.dates import Calendar
from funnel_cli.values.languages import LANGUAGES
from funnel_cli.values.money import parse_amount
from funnel_cli.values.typed import PLACE as ANY_PLACE

TODAY = Calendar(Day(2026, 11, 22))

every_page = pytest.mark.parametrize(
    ("topic", "language"), [(topic, language) for topic in TOPICS for language in LANGUAGES]
)


def examples(topic: str, language: str) -> list[str]:
    """What stands in the first column of a page's indented lines, parted by a comma and a space."""
    lines = [line[2:] for line in page(topic, language) if re.match(r"  [^ ]", line)]
    columns = [re.split(r"  +", line)[0] for line in lines if not line.startswith("funnel ")]
    return [example for column in columns for example in column.split(", ")]


def commands(topic: str, language: str) -> list[str]:
    """The commands that a page shows, those that name no DEAL or COMMAND of the reader's own."""
    lines = [line.strip() for line in page(topic, language) if line.startswith("  funnel ")]
    lines = [re.split(r"   +| \|\| ", line)[0].removeprefix("funnel ") for line in lines]
    return [line for line in lines if not re.search(r"\b[A-Z]{4,}\b| 商机\b", line)]


@every_page
def test_a_page_fits_a_screen(topic: str, language: str) -> None:
    lines = page(topic, language)
    assert len(lines) <= 23
    assert [line for line in lines if cell_len(line) > 80] == []


@every_page
@pytest.mark.parametrize("width", [40, 60, 78])
def test_a_page_is_filled_anew_where_the_terminal_is_narrower(topic: str, language: str, width: int) -> None:
    shown = [*in_narrow_lines(page(topic, language), width)]
    wide = [line for line in shown if cell_len(line) > width]
    assert [line for line in wide if not re.match(' +(funnel|[{"]|stage:)', line)] == []
    assert "".join("".join(shown).split()) == "".join("".join(page(topic, language)).split())
    assert shown.count("") == page(topic, language).count("")


def test_every_file_is_a_topic() -> None:
    files = sorted(path.relative_to(PAGES).as_posix() for path in PAGES.rglob("*.*"))
    assert files == sorted(f"{language}/{topic}.txt" for language in LANGUAGES for topic in TOPICS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_topic_that_the_front_page_names_answers_in_any_capitals(language: str) -> None:
    line = run(f"--lang {language} --help").out.splitlines()[-1]
    names = re.split("[,、] ?", re.split("[:：] ?", line)[1].rstrip(".。"))
    assert len(names) == len(TOPICS) - 1  # JSON is for whoever asks for it
    for name in (*names, "commands", "命令"):
        assert run(f"--lang {language} help {name.upper()}").exit == 0, name


@pytest.mark.parametrize("topic", ["query", "dates", "money"])
def test_both_languages_show_the_same_examples(topic: str) -> None:
    assert examples(topic, "en") == examples(topic, "zh") != []


@pytest.mark.parametrize("text", examples("dates", "en"))
def test_every_example_of_a_date_is_one(text: str) -> None:
    assert isinstance(TODAY.day(text), Day)


@pytest.mark.parametrize("text", examples("money", "en"))
def test_every_example_of_an_amount_is_one(text: str) -> None:
    assert parse_amount(text)[0] > 0


@pytest.mark.parametrize("text", examples("query", "en"))
def test_every_example_of_a_query_is_one(text: str, book: Path) -> None:
    assert parse_query([text], read_book(book), TODAY).text == text


@pytest.mark.parametrize("key", ["stage", "closed", "reason", "payment", "erp", "form"])
def test_each_key_that_means_closed_deals_too_is_told(key: str) -> None:
    for language in LANGUAGES:
        said = "\n".join(page("query", language))
        begun = "meant unless" if language == "en" else "只指进行中的商机"
        told = said.partition(begun)[2].partition("q:")[0]
        assert f"{key}:" in told
        assert f"{key}:" in " ".join(run(f"--lang {language} list --help").out.split())


@every_page
def test_every_command_on_a_page_works(
    topic: str, language: str, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(book)
    codes = {line: run(line, book).exit for line in commands(topic, language)}
    assert {line: code for line, code in codes.items() if code not in {0, 7}} == {}


@every_page
def test_a_topic_is_shown_in_the_reader_s_language(topic: str, language: str) -> None:
    assert run(f"-C / help {topic} --lang {language}").out.splitlines() == page(topic, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_name_the_topics_are_listed(language: str) -> None:
    said = run(f"help --lang {language}").out
    assert [
        topic for topic in TOPICS if f"  {topic} " not in said or page(topic, language)[0] not in said
    ] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_is_its_own(name: str) -> None:
    assert run(f"help {name}").out == run(f"{name} --help").out


def test_in_a_book_the_stages_are_its_own(book: Path) -> None:
    assert run("help stages", book).out.splitlines()[-5:] == [
        "Test:",
        "  verify    10%  Verify",
        "  develop   30%  Develop",
        "  propose   50%  Propose",
        "  close     80%  Close",
    ]


def test_a_slip_in_a_topic_is_answered_with_a_suggestion() -> None:
    answer = run("help datse")
    assert (answer.exit, answer.out) == (2, "")
    assert answer.err.splitlines() == [
        "There is no topic and no command called datse.",
        "  Did you mean dates, rate, validate?",
        "  See: funnel help",
    ]


def test_a_page_goes_where_o_says(tmp_path: Path) -> None:
    assert run(f"help dates -o {tmp_path}/dates.txt").exit == 0
    assert (tmp_path / "dates.txt").read_text(encoding="utf-8").splitlines() == page("dates", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_shows_a_dozen_commands_on_one_screen(language: str) -> None:
    lines = run(f"--lang {language} --help", COLUMNS="80").out.splitlines()
    assert len(lines) <= 24
    assert [line for line in lines if cell_len(line) > 80] == []
    assert len(set(EVERYDAY)) == 12
    assert [name for name in EVERYDAY if not any(line.startswith(f"  {name} ") for line in lines)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_all_commands_has_every_command_and_every_option(language: str) -> None:
    said = run(f"--lang {language} help commands").out
    names = {name.partition(" ")[0] for name in COMMANDS}
    assert {name for name in names if not re.search(rf"^  {name} ", said, re.MULTILINE)} == set()
    assert {opt for param in get_command(app).params for opt in param.opts if opt not in said} == set()


PLACE = re.compile(r"(?<![\w$])(?!CSV|JSON|SQL|YAML|UTF|CRM|AGENTS)[A-Z][A-Z_]{2,}\b")


@pytest.mark.parametrize("name", ["", *COMMANDS, *GROUPS])
def test_a_chinese_page_calls_what_is_typed_in_chinese(name: str) -> None:
    assert PLACE.findall(run(f"--lang zh {name} --help").out) == []


def test_a_chinese_refusal_says_in_chinese_what_to_type(book: Path) -> None:
    assert '--reason "原因"' in run("--lang zh promote acme-erp --force", book).err


def test_no_chinese_sentence_holds_an_english_word_for_what_is_typed() -> None:
    with (CATALOGUES / "zh/LC_MESSAGES/funnel.po").open("rb") as file:
        said = {str(entry.id): str(entry.string) for entry in read_po(file) if entry.id}
    places = ["DATE", "FOLDER", *(id for id in said if ANY_PLACE.fullmatch(id) and said[id] != id)]
    english = re.compile(rf"(?<![\w$])({'|'.join(places)})\b(?![}}_.])")
    assert [each for each in said.values() if english.search(each) and "PATH" not in each] == []


def test_a_page_in_chinese_is_as_narrow_as_the_terminal_usage_and_all() -> None:
    environ = {**os.environ, "FUNNEL_LANG": "zh", "COLUMNS": "50"}
    line = [sys.executable, "-m", "funnel_cli", "export", "--help"]
    said = subprocess.run(line, env=environ, capture_output=True, encoding="utf-8", check=True).stdout
    assert (said[:2], [each for each in said.splitlines() if cell_len(each) > 50]) == ("用法", [])
