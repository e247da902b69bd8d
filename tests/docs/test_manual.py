"""Nothing that a user can type, write or meet is missing from the manual."""

import re
from collections.abc import Iterator

import pytest
from transcript import ROOT
from typer.main import get_command

from funnel_cli.cli import app, loaded
from funnel_cli.directory import COMMANDS
from funnel_cli.records.customer import Customer
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.fields import FILE
from funnel_cli.records.filed_review import Review
from funnel_cli.records.lists import Call, Rate, Target
from funnel_cli.records.method import Method
from funnel_cli.store.codec import keys
from funnel_cli.values.errors import FunnelError

SOURCES = sorted((ROOT / "funnel_cli").rglob("*.py"))


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text("utf-8")


def section(command: str) -> str:
    parts = re.split(r"^###? (.+)$", page("commands.md"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True)).get(command, "")


def options(command: object) -> list[str]:
    params = getattr(command, "params", [])
    return [max(param.opts, key=len) for param in params if param.param_type_name == "option"]


def refusals(kind: type[FunnelError]) -> Iterator[type[FunnelError]]:
    for each in kind.__subclasses__():
        yield each
        yield from refusals(each)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_section_of_a_command_shows_it_at_work(name: str) -> None:
    assert f"$ funnel {name}" in section(f"funnel {name}")


@pytest.mark.parametrize("name", COMMANDS)
def test_the_section_of_a_command_names_each_of_its_options(name: str) -> None:
    named = set(re.findall(r"--[a-z-]+", section(f"funnel {name}")))
    assert set(options(loaded(name))) - {"--help"} - named == set()


def test_the_options_of_every_command_have_their_section() -> None:
    named = set(re.findall(r"--[a-z-]+", section("Options of every command")))
    assert set(options(get_command(app))) - named == set()


@pytest.mark.parametrize("record", [Opportunity, Customer, Review, Target, Rate, Call])
def test_the_page_of_records_names_every_key_of_a_record(record: type) -> None:
    named = set(re.findall(r"[a-z_]+", page("records.md")))
    assert keys(record) - {FILE} - named == set()


def test_the_page_of_methods_names_every_key_of_stages_yaml() -> None:
    named = set(re.findall(r"[a-z_]+", page("methods.md")))
    assert keys(Method) - {FILE} - named == set()


def test_the_page_of_json_names_every_schema() -> None:
    text = "\n".join(file.read_text("utf-8") for file in SOURCES)
    answered = set(re.findall(r'schema"?[=:] ?"(funnel\.\w+/\d)"', text))
    assert answered - set(re.findall(r"funnel\.\w+/\d", page("json.md"))) == set()


def test_the_page_of_exit_codes_names_every_code() -> None:
    codes = {refusal.exit_code for refusal in refusals(FunnelError)}
    listed = re.findall(r"^\| \[?(\d+)", page("exit-codes.md"), re.MULTILINE)
    assert codes - set(map(int, listed)) == set()
