"""No option is dropped where a command only shows: what it says changes the answer, or it is refused."""

import shlex
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from running import METHOD, Answer, new_book, run, tree

from funnel_cli.cli import loaded

SHOWS = {
    "methods": "methods",
    "check": "check acme-erp",
    "score": "score acme-erp",
    "lose": "lose gamma-gates --show",
    "payment": "payment",
    "form": "form acme-erp quote",
    "visit": "visit acme-erp --show",
    "brief": "brief acme-erp",
    "target": "target 2026-12",
    "call": "call 2026-12",
    "rate": "rate",
    "handover": "handover --from li.wei",
    "validate": "validate",
    "import": "import {folder}/records.jsonl",
}
"""The commands that can also change a book, where they do not."""

PREPARED = (
    "score acme-erp value=4",
    "lose gamma-gates --reason price",
    "visit acme-erp --purpose Look --result Seen",
    "target 2026-12 100k",
    "target 2026-12 50k --owner li.wei",
    "call 2026-12 90k --owner li.wei",
    "rate USD 7.2",
    "form acme-erp quote sum=5k",
    "form acme-erp quote sum=6k",
)

EXTRA = """\
strength:
  value: {title: {en: Value, zh: 价值}, rungs: [{at: 4, title: {en: They see it, zh: 看到}}]}
forms:
- {id: quote, title: {en: Quote, zh: 报价}, many: true, fields: [{id: sum, title: {en: Sum, zh: 金额}}]}
"""

VALUES = {
    "NAME": "bo", "WHY": "Late", "DAY": "2026-10-01", "TEXT": "Said", "NAMES": "Bo, Al", "ACTION": "Call",
    "TIER": "stretch", "STAGE": "propose", "AREA": "owner", "CURRENCY": "EUR", "REASON": "price",
    "ROLE": "user",
    "METHOD|FILE": "target-account", "LIST=WORD": "source=fair", "TEAM|book": "book", "SIDE": "file",
    "N": "1", "FILE|PROFILE": "hubspot", "PROFILE": "hubspot", "SIGN": "tab", "NAME|N": "1", "ORDER": "dmy",
    "MARK": "comma", "FILE": "{folder}/there.yaml",
}  # fmt: skip
"""What an option is given, by what its value is called; never its default."""

PERMITTING = {"--force", "--yes", "--dry-run", "--help"}
"""Options that allow a change or hold it back: where nothing is changed, they have kept their word."""


def options() -> Iterator[tuple[str, str, str]]:
    """Every option of a command that can only show, with a value."""
    for name, line in SHOWS.items():
        for param in loaded(name).params:
            option = max(param.opts, key=len)
            if param.param_type_name == "option" and option not in {*PERMITTING, *line.split()}:
                yield name, option, "" if param.is_flag else VALUES[param.metavar]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a book that has something to show for each of the commands."""
    folder = tmp_path_factory.mktemp("shown")
    root = new_book(folder / "book")
    (root / "stages.yaml").write_text(METHOD + EXTRA, encoding="utf-8")
    (folder / "there.yaml").write_text("a: b\n", encoding="utf-8")
    for line in PREPARED:
        assert run(line, root).exit == 0, (line, run(line, root))
    assert run(f"export records -f jsonl -o {folder}/records.jsonl", root).exit == 0
    return folder


@pytest.mark.parametrize(("name", "option", "value"), [*options()])
def test_an_option_changes_the_answer_or_the_book_or_is_refused(
    name: str, option: str, value: str, folder: Path
) -> None:
    line = SHOWS[name].format(folder=folder)
    plain, _ = asked(line, folder)
    assert plain.exit == 0, plain.err
    said, book = asked(f"{line} {option} {shlex.quote(value.format(folder=folder)) if value else ''}", folder)
    assert (said, book) != (plain, tree(folder / "book"))


def asked(line: str, folder: Path) -> tuple[Answer, dict[str, str]]:
    """The answer on a copy of the book, and what the copy is then."""
    with TemporaryDirectory() as place:
        copy = Path(shutil.copytree(folder / "book", Path(place) / "book"))
        answer = run(line, copy)
        return replace(answer, out=answer.out.replace(place, "")), tree(copy)
