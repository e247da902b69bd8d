"""No refusal and no code of a problem is missing from the page of errors."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

import pytest
from transcript import ROOT

import funnel_cli
from funnel_cli.values.errors import FunnelError

PAGE = (ROOT / "docs" / "errors.md").read_text("utf-8")
READERS = [file for folder in ("store", "exchange") for file in (ROOT / "funnel_cli" / folder).rglob("*.py")]

HYPHENED = re.compile(r"[a-z]+(-[a-z0-9]+)+")
NO_CODES = frozenset(
    {"decision-maker", "end-customer", "in-person", "joint-call"}  # words of a record
    | {"utf-8-sig", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"}  # names of encodings
    | {"check-attr", "ls-files", "rev-parse", "merge-file", "rebase-merge", "rebase-apply"}
    | {"sales-funnel"}  # of git
    | {"table-row"}  # of a spreadsheet
    | {"too-many"}  # told as bad-type
    | {"dataclass-args", "dataclass-field", "typed-dict", "typed-dict-field"}
    | {"function-after", "function-before", "no-info"}  # what the engine of the validator takes
)


def refusals(kind: type[FunnelError]) -> Iterator[type[FunnelError]]:
    """The classes below this one that have a sentence of their own."""
    for each in kind.__subclasses__():
        if "sentence" in vars(each):
            yield each
        yield from refusals(each)


def every_refusal() -> list[type[FunnelError]]:
    """All refusals of the package, whether or not a test has imported them."""
    for module in walk_packages(funnel_cli.__path__, "funnel_cli."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    ours = {each for each in refusals(FunnelError) if each.__module__.startswith("funnel_cli.")}
    return sorted(ours, key=lambda refusal: (refusal.__module__, refusal.__qualname__))


def codes() -> Iterator[str]:
    """What the readers of files call their problems: words with a hyphen, and what files are refused for."""
    for file in READERS:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            match node:
                case ast.Constant(value=str(word)) if HYPHENED.fullmatch(word):
                    yield word
                case ast.Call(
                    func=ast.Name(id="Unreadable" | "_refused"), args=[ast.Constant(value=str(word)), *_]
                ):
                    yield word


@pytest.mark.parametrize("refusal", every_refusal(), ids=lambda refusal: refusal.__qualname__)
def test_a_refusal_is_shown_with_its_sentence_and_its_code(refusal: type[FunnelError]) -> None:
    words = map(re.escape, re.split(r"\{[^{}]*\}", refusal.sentence))
    assert re.search(".+?".join(words), PAGE), refusal.sentence
    assert f"`{refusal.code}`" in PAGE


@pytest.mark.parametrize("code", sorted(set(codes()) - NO_CODES))
def test_a_problem_is_shown_with_its_code(code: str) -> None:
    assert re.search(rf"(?<![\w-]){code}(?![\w-])", PAGE)
