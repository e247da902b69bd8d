"""Streams that are closed, full or of another alphabet, and terminals that are none: nothing crashes."""

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from running import DAY, UNSET, new_book

ROOT = Path(__file__).parents[1]
FULL = Path("/dev/full")
CLOSED_PIPE = 141

every_answer = pytest.mark.parametrize(
    "line", ["-V", "-V list", "--help", "list --help", "help dates", "list", "list -f csv", "completion bash"]
)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book that none of these runs changes."""
    return new_book(
        tmp_path_factory.mktemp("book"), zeta="id: zeta\ncustomer: Ünïted “Żeta” 😀\nstage: verify\n"
    )


@cache
def shell(line: str, book: Path, redirected: str = "", **environ: str) -> tuple[int, str, str]:
    """Exit code and both streams of `funnel` started by a shell with its streams redirected."""
    bare = {key: value for key, value in os.environ.items() if key not in UNSET}
    bare |= {"FUNNEL_BOOK": str(book), "FUNNEL_AS_OF": DAY, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["bash", "-c", f'"{sys.executable}" -m funnel_cli {line} {redirected}'],
        env=bare | environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")


@every_answer
def test_a_reader_who_has_gone_is_told_by_the_exit_code_alone(line: str, book: Path) -> None:
    assert shell(line, book, "| true; exit ${PIPESTATUS[0]}")[::2] in {(CLOSED_PIPE, ""), (0, "")}


@pytest.mark.parametrize("line", ["-V", "help dates", "list", "completion bash", "set acme-erp name=x -n"])
def test_a_closed_stdout_is_told_by_the_exit_code_alone(line: str, book: Path) -> None:
    assert shell(line, book, ">&-") == (CLOSED_PIPE, "", "")


@pytest.mark.skipif(not FULL.exists(), reason="there is no /dev/full")
@pytest.mark.parametrize(
    "line", ["-V", "help", "help dates", "--help", "list --help", "list", "completion bash"]
)
def test_a_full_disk_is_a_refusal(line: str, book: Path) -> None:
    said = "stdout cannot be written: No space left on device.\n"
    assert shell(line, book, f">{FULL}") == (1, "", said)


@pytest.mark.parametrize("redirected", ["2>&-", "2>/dev/full", "<&-", "<&- 2>&-"])
def test_the_answer_needs_no_other_stream(redirected: str, book: Path) -> None:
    code, out, _ = shell("list acme -f csv", book, redirected)
    assert (code, out.splitlines()[1][:8]) == (0, "acme-erp")


@pytest.mark.parametrize("line", ["show nosuch", "add Lamps --customer Kappa --amount x"])
@pytest.mark.parametrize("redirected", ["<&-", "2>&-", "<&- >&- 2>&-"])
def test_a_refusal_keeps_its_exit_code(line: str, redirected: str, book: Path) -> None:
    assert shell(line, book, redirected)[0] in {2, 3}


def test_a_sheet_cannot_come_through_a_closed_stream(book: Path) -> None:
    assert shell("import -", book, "<&-") == (5, "", "stdin cannot be read: it is closed.\n")


@pytest.mark.parametrize("redirected", [">&-", "| true", f">{FULL}"])
def test_the_tab_key_is_never_answered_with_an_error(redirected: str, book: Path) -> None:
    assert shell("--complete show ''", book, f"{redirected}")[1:] == ("", "")


@pytest.mark.parametrize(
    "environ",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "latin-1"},
        {"PYTHONIOENCODING": "ascii:strict"},
        {"TERM": ""},
        {"COLUMNS": "many"},
        {"COLUMNS": "1"},
    ],
)
@pytest.mark.parametrize("line", ["list", "show zeta", "help dates --lang zh", "health --lang zh"])
def test_a_pipe_carries_every_text_whatever_the_locale(
    line: str, environ: dict[str, str], book: Path
) -> None:
    assert shell(line, book, **environ) == shell(line, book, LC_ALL="C.UTF-8")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "gb18030"])
@pytest.mark.parametrize("line", ["list", "show zeta", "help dates --lang zh", "list --nosuch"])
def test_a_terminal_of_another_alphabet_is_shown_what_it_can(line: str, encoding: str, book: Path) -> None:
    program = "import pty, sys; code = pty.spawn(sys.argv[1:]); sys.exit(code >> 8)"
    done = subprocess.run(
        [sys.executable, "-c", program, sys.executable, "-m", "funnel_cli", *line.split()],
        env={"FUNNEL_BOOK": str(book), "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": encoding, "PAGER": "cat"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    shown = done.stdout.decode(encoding)
    assert "Traceback" not in shown
    assert done.returncode == (2 if "nosuch" in line else 0)
