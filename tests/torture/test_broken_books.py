"""P8, P9, P14: whatever is wrong in a book is named, nothing is hidden or counted twice, nothing crashes."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from broken_folders import DEALS, FOLDERS
from broken_texts import JSONS, YAMLS, cut_short, wrong_values
from every import lines
from figures import Figures, sampled
from running import ACME, GAMMA, new_book, run
from test_output_bytes import ACTING

from funnel_cli.render.output import FORMATS

QUESTIONS = frozenset(
    {"help", "methods", "list", "show", "path", "next", "forecast", "conversion", "accuracy", "health"}
    | {"waterfall", "plan", "matrix", "export", "validate", "doctor", "schema", "completion"}
)
MOST = 7
"""The highest exit code of a question."""
TOO_LARGE = 1_000_000

OURS = {"acme-erp", "beta-belts", "gamma-gates"}
"""The open deals of the book."""
PARTIAL = 5
PATIENCE = 20
OUTSIDE = "nobody may touch this\n"


@pytest.fixture(autouse=True)
def _patience() -> Iterator[None]:
    """Fail rather than wait for ever: for a pipe that nobody writes into, say."""

    def give_up(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE, PATIENCE)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


def contents(folder: Path) -> dict[str, bytes | str]:
    """Every small plain file by path and every link by where it leads; the journal is left out."""
    found: dict[str, bytes | str] = {}
    for here, folders, files in os.walk(folder):
        for path in (Path(here, name) for name in (*folders, *files)):
            if path.is_symlink():
                found[str(path)] = str(path.readlink())
            elif ".funnel" not in path.parts and path.is_file() and path.stat().st_size < TOO_LARGE:
                found[str(path)] = path.read_bytes()
    return found


def is_question(line: str) -> bool:
    """Whether the command only reads."""
    return line.split(maxsplit=1)[0] in QUESTIONS or " -n" in line


def ask(book: Path, folder: Path, turn: int, most: int | None) -> int:
    """Ask some questions in turning formats: none crashes, acts on a terminal, or changes anything."""
    before = contents(book)
    questions = [line for line in lines("acme-erp", "zzz", folder) if is_question(line)]
    first = turn * (most or 0) % len(questions)
    chosen = (questions[first:] + questions[:first])[:most]
    for number, line in enumerate(chosen):
        answer = run(f"{line} -f {FORMATS[(turn + number) % len(FORMATS)]}", book)
        assert 0 <= answer.exit <= MOST, line
        assert not ACTING.search(answer.out.replace("\r\n", "\n") + answer.err), line
    assert contents(book) == before
    return len(chosen)


def nothing_is_hidden(book: Path) -> None:
    """What is not in an answer is said to be missing from it, and nothing is there twice."""
    answer = run("list --json", book)
    if not answer.out:
        assert (answer.exit, answer.err != "") == (PARTIAL, True)
        return
    assert len(answer.ids) == len(set(answer.ids))
    assert set(answer.ids) <= OURS
    if set(answer.ids) != OURS:
        assert (answer.exit, answer.json["partial"]) == (PARTIAL, True)
        assert "partial: " in answer.err


def is_refused_as_a_whole(book: Path, path: Path, id: str) -> bool:
    """Whether the file is no record; then it is named with a code, and no command writes it."""
    before = path.read_bytes()
    answer = run("validate --json", book)
    errors = [each for each in answer.json["items"] if each["severity"] == "error"]
    assert answer.exit == (PARTIAL if errors else 0)
    assert all(each["path"] and each["code"] and each["message"] for each in errors)
    if errors:
        assert run(f"set {id} name=x", book).exit == PARTIAL
        assert path.read_bytes() == before
    return bool(errors)


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_that_went_wrong_is_told_and_hides_nothing(
    name: str, folder: Path, long: bool, figures: Figures
) -> None:
    book = new_book(folder / "book")
    (folder / "x").write_text(OUTSIDE)
    FOLDERS[name](book)
    if name != "no data":
        nothing_is_hidden(book)
    count = ask(book, folder, list(FOLDERS).index(name), None if long else 2)
    before = contents(folder)
    for fresh in ("add Fresh --id fresh -n", "target 2027-01 5 -n"):
        assert 0 <= run(fresh, book).exit <= MOST
    is_saved = run("set beta-belts name=x", book).exit == 0
    assert is_saved or contents(folder) == before
    assert (run("undo", book).exit == 0) == is_saved
    assert contents(folder) == before
    assert (folder / "x").read_text() == OUTSIDE
    figures("P14", "commands over folders that went wrong", count + 5)


def tampered(kind: str, *, long: bool) -> tuple[str, list[tuple[str, bytes]]]:
    """The id of a deal, and the texts that its file is to have."""
    match kind:
        case "yaml":
            return "acme-erp", list(YAMLS.items())
        case "json":
            return "gamma-gates", list(JSONS.items())
        case "values":
            return "acme-erp", list(sampled(list(wrong_values()), 40, long=long))
        case "cut yaml":
            return "acme-erp", list(sampled(list(cut_short(ACME, 1)), 30, long=long))
    return "gamma-gates", list(sampled(list(cut_short(GAMMA, 1)), 30, long=long))


@pytest.mark.parametrize("kind", ["yaml", "json", "values", "cut yaml", "cut json"])
def test_a_record_that_went_wrong_is_named_left_alone_and_left_out(
    kind: str, folder: Path, long: bool, figures: Figures
) -> None:
    book = new_book(folder / "book")
    id, texts = tampered(kind, long=long)
    path = next((book / DEALS).glob(f"{id}.*"))
    refused = 0
    signal.setitimer(signal.ITIMER_REAL, 0)
    for _, text in texts:
        path.write_bytes(text)
        nothing_is_hidden(book)
        refused += is_refused_as_a_whole(book, path, id)
    figures("P8", "texts that went wrong, each listed, validated and tried to be written", len(texts))
    assert refused > 0


@pytest.mark.parametrize("text", [*YAMLS, "a good one"])
def test_beside_a_record_that_went_wrong_every_question_is_answered(
    text: str, folder: Path, long: bool, figures: Figures
) -> None:
    book = new_book(folder / "book")
    (book / DEALS / "delta-doors.yaml").write_bytes(YAMLS.get(text, ACME.encode()))
    count = ask(book, folder, len(text), None if long else 2)
    figures("P8", "questions in every format beside records that went wrong", count)
