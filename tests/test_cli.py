"""The command line itself: help, where options may stand, and how every refusal leaves."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from running import BROKEN_FILE, DAY, METHOD, new_book, run, tree

from funnel_cli.cli import loaded
from funnel_cli.directory import COMMANDS, ROOMS, below

every_command = pytest.mark.parametrize("name", COMMANDS)


def words(text: str) -> str:
    """The text with every run of spaces and line breaks as one space."""
    return " ".join(text.split())


def spawned(line: str, book: Path, **environ: str) -> subprocess.Popen[bytes]:
    """`funnel` as a process of its own."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("FUNNEL_")}
    return subprocess.Popen(
        [sys.executable, "-m", "funnel_cli", "-C", str(book), *line.split()],
        env=clean | {"FUNNEL_AS_OF": DAY, "PYTHONPATH": str(Path(__file__).parents[1])} | environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


# help


@every_command
def test_help_names_every_option_and_what_it_is_for_below_the_line_of_the_list(name: str) -> None:
    said = words(run(f"{name} --help").out)
    for param in loaded(name).params:
        assert (getattr(param, "metavar", None) or param.opts[-1]) in said
        assert words(param.help or "") in said
        assert param.help, f"{name} {param.name} has no help"

    assert loaded(name).help.split("\n\n")[0] == COMMANDS[name].line


def test_help_lists_every_command_in_its_room() -> None:
    said = "\n" + run("help commands").out
    assert [name for name in below() if f"\n  {name} " not in said] == []
    assert [title for title in ROOMS.values() if f"\n{title}:\n" not in said] == []


@pytest.mark.parametrize("line", ["", "-h", "--help"])
def test_without_a_command_the_help_is_shown(line: str) -> None:
    assert run(line).out.startswith("Usage: funnel [OPTIONS] COMMAND")


@pytest.mark.parametrize("line", ["-V", "--version", "--version list"])
def test_the_version_has_the_full_name(line: str) -> None:
    assert re.fullmatch(r"sales-funnel \d+\.\d+\.\d+\S*\n", run(line).out)


# where options may stand


@pytest.mark.parametrize(
    "line",
    [
        "--json list acme", "list --json acme", "list acme --json", "-f json list acme",
        "list acme -f json", "list -fjson acme", "list acme --format=json",
        "--as-of 2026-11-22 list --json acme", "list --json acme --as-of=2026-11-22",
    ],
)  # fmt: skip
def test_a_global_option_may_stand_before_and_after_the_command(line: str, book: Path) -> None:
    assert run(line, book).ids == ["acme-erp"]


def test_the_book_may_be_named_after_the_command(book: Path) -> None:
    assert run(f"list -C {book} --json").ids == ["acme-erp", "beta-belts", "gamma-gates"]


def test_a_command_called_like_the_value_of_an_option_is_no_command(book: Path) -> None:
    assert run("-f json list", book).ids == run("list --json", book).ids


@pytest.mark.parametrize("word", ["csv", "table", "nonsense"])
def test_json_and_another_format_are_refused_together(word: str, book: Path) -> None:
    refused = run(f"list --json -f {word}", book)
    assert (refused.exit, refused.out) == (2, "")
    assert "--json does not go with --format" in refused.err
    assert run("list --json -f JSON", book).ids == run("list --json", book).ids


@pytest.mark.parametrize("option", ["--json", "-q", "--lang", "-f", "--part"])
def test_the_value_of_a_command_s_option_is_left_alone(option: str, book: Path) -> None:
    assert run(f"add Lamps --customer Kappa --next {option}", book).exit == 0
    assert run("list kappa --json", book).json["items"][0]["next_step"]["action"] == option


def test_after_two_dashes_nothing_is_an_option(book: Path) -> None:
    answer = run("list --json -- --lang zh", book)
    assert (answer.exit, answer.ids) == (0, [])
    assert run("show -- --json", book).err.startswith("No deal answers to --json.")


@pytest.mark.parametrize("option", ["-o", "-C", "-f", "--as-of", "--lang", "--fields", "--part", "--color"])
@pytest.mark.parametrize("place", ["{option}", "list {option}", "list acme --json {option}"])
def test_an_option_without_its_value_is_refused(option: str, place: str) -> None:
    answer = run(place.format(option=option))
    assert (answer.exit, answer.out) == (2, "")
    assert option in answer.err


# usage errors


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("lsit", "list"), ("forcast", "forecast"), ("promot", "promote"), ("validat", "validate")],
)
def test_a_mistyped_command_is_answered_with_the_near_one(typed: str, meant: str) -> None:
    answer = run(typed)
    assert answer.exit == 2
    first, *cure = answer.err.splitlines()
    assert typed in first
    assert meant in answer.err
    assert cure[-1] == "  See: funnel --help"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("list --nope", "--nope"),
        ("show", "DEAL"),
        ("lose acme", "--reason"),
        ("undo acme", "acme"),
        ("set acme name", "name is not KEY=VALUE.\n"),
        ("list --lang fr", "There is no language called fr.\n  There is: English, Chinese (zh)\n"),
        ("list --color red", "There is no colour called red.\n"),
        ("list -f xml", "There is no format xml.\n"),
        ("list -o deals.xls", "There is no format .xls.\n"),
        ("list --fields id,nope", "There is no field nope.\n"),
        ("list --part nope", "There is no part nope in this report.\n"),
        ("list --as-of 2026-02-30", "“2026-02-30” is not a date.\n"),
        ("target 2026-12 5 --tier nope", "There is no tier called nope.\n"),
        ("add x --id ../x", "“../x” is no id; write up to 64 of a-z, 0-9, - and _,"),
        ("log acme ''", "A log entry needs some words.\n"),
    ],
)
def test_a_usage_error_is_one_line_and_its_cure(line: str, said: str, book: Path) -> None:
    answer = run(line, book)
    assert (answer.exit, answer.out) == (2, "")
    assert said in answer.err
    assert len(answer.err.splitlines()) <= 3


@pytest.mark.parametrize(
    "line",
    ["lst --json", "--json list --nope", "show --json", "show -fjson", "list -f json --nope",
     "list --format=json --nope", "set acme name --json", "list a: --json"],
)  # fmt: skip
def test_a_usage_error_is_one_object_where_json_was_asked_for(line: str, book: Path) -> None:
    answer = run(line, book)
    assert (answer.exit, answer.out) == (2, "")
    assert list(answer.error) == ["schema", "code", "exit", "message", "details", "hint"]
    assert (answer.error["schema"], answer.error["code"], answer.error["exit"]) == (
        "funnel.error/1", "usage", 2,
    )  # fmt: skip


# exit codes


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("list", 0), ("list nobody", 0), ("undo", 1), ("list -o {gone}/deals.csv", 1),
        ("list stage:nope", 2), ("show nobody", 3), ("show e", 3), ("promote acme", 4),
        ("win acme", 4), ("forecast 2026-12 --strict", 7),
    ],
)  # fmt: skip
def test_the_exit_code_says_what_happened(line: str, code: int, book: Path) -> None:
    assert run(line.format(gone=book / "gone"), book).exit == code


@pytest.mark.parametrize("line", ["list", "validate", "show acme", "show broken", "promote broken-bits"])
def test_a_broken_record_makes_the_exit_code_5(line: str, tmp_path: Path) -> None:
    assert run(line, new_book(tmp_path, broken=True)).exit == 5


def test_no_book_is_exit_3(tmp_path: Path) -> None:
    answer = run("list", tmp_path)
    assert answer.exit == 3
    assert answer.err.startswith(f"There is no book here: neither {tmp_path} nor a folder above it")


def test_a_method_that_cannot_be_understood_is_exit_5(tmp_path: Path) -> None:
    answer = run("list", new_book(tmp_path), FUNNEL_LANG="en")
    assert answer.exit == 0
    (tmp_path / "stages.yaml").write_text(METHOD.replace("10%", "1000%"), encoding="utf-8")
    answer = run("list", tmp_path)
    assert (answer.exit, answer.out) == (5, "")
    assert answer.err.startswith("stages.yaml:10:")


def test_an_edit_under_undo_s_feet_is_exit_6(book: Path) -> None:
    file = book / "data/opportunities/acme-erp.yaml"
    run("set acme name=Other", book)
    file.write_text(file.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    before = tree(book)
    answer = run("undo", book)
    assert (answer.exit, answer.out, tree(book)) == (6, "", before)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("words", ["--help", "list --help", "help", "list"])
def test_a_full_disk_is_told_whatever_was_to_be_printed(tmp_path: Path, words: str) -> None:
    command = f"{sys.executable} -m funnel_cli -C {new_book(tmp_path)} --lang en {words} >/dev/full"
    done = subprocess.run(
        ["sh", "-c", command], stderr=subprocess.PIPE, text=True, check=False, cwd=Path(__file__).parents[1]
    )
    assert (done.returncode, done.stderr) == (1, "stdout cannot be written: No space left on device.\n")


def test_a_closed_pipe_ends_silently_with_141(tmp_path: Path) -> None:
    process = spawned("list --json", new_book(tmp_path))
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert (process.wait(), said) == (141, b"")


@pytest.mark.parametrize(
    ("line", "code"),
    [("list 2>&-", 0), ("show nobody 2>&-", 3), ("list >&-", 141), ("set acme name=x -n >&-", 141)],
)
def test_a_stream_that_was_closed_before_the_start_is_no_traceback(
    line: str, code: int, tmp_path: Path
) -> None:
    new_book(tmp_path)
    shell = f'exec "{sys.executable}" -m funnel_cli -C "{tmp_path}" {line}'
    done = subprocess.run(
        ["sh", "-c", shell], capture_output=True, check=False, cwd=Path(__file__).parents[1]
    )
    assert (done.returncode, done.stderr) == (code, b"")


def test_ctrl_c_is_exit_130_without_a_traceback(tmp_path: Path) -> None:
    new_book(tmp_path)
    program = (
        "import os, signal\n"
        "from funnel_cli import session\n"
        "from funnel_cli.cli import app\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        f"session.Session.query = lambda *_, **__: os.kill(os.getpid(), {int(signal.SIGINT)})\n"
        f"app(['-C', {str(tmp_path)!r}, 'list'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=False, cwd=Path(__file__).parents[1]
    )
    assert (done.returncode, done.stdout) == (130, b"")
    assert b"Traceback" not in done.stderr


# whatever is typed

SILLY = """
--
-C {gone}/{long} list
-C /etc/passwd list
-f=json list
list -o {long}.csv
list -o .csv
list -o {folder}
list -o ''
list --fields ,
list --part ''
list --as-of 9999-12-31
list --as-of 0001-01-01
list ''
list :
list a:
list :a
list not:
list amount:a..b
list amount:9e999..
list close:eoy..today
list 😀
show ''
show {long}
show ../../etc/passwd
show @
path @
next foo
log acme x --kind nope
log acme x --date 2026-13-01
log acme 'a\\x1b[31m'
set
set acme
set acme =x
set acme amount=1e400
set acme probability=2
set acme stage=won
set acme id=new
set acme history=x
set acme customer= name=
set '' name=x
set e name=foo
set not:stage:won owner=x
check acme nope
check acme need
check acme plan --undo
promote acme --to verify
promote acme --force
promote delta
demote acme --to propose --reason x
pause acme --until 2020-01-01 --reason x
resume acme
win delta
win acme --amount x --force --reason y
lose acme --reason ''
reopen acme --reason x
remove acme
forecast ''
forecast :
forecast 9999-12
forecast 2027 2026 FY26
forecast --by nope
forecast --include nope
health stage:won
health --period 9999-Q4
target nope
target 2026-12 -5
review --week 2026-W99
export nope
import {gone}
import {folder}
import /dev/null
import {long}
validate {long}
validate /etc/passwd
init /etc/passwd
init /proc/x
init {long}/{long}
methods nope
add
add x --customer c --close never
add x --customer c --id acme-erp
add x --customer c --stage won
add '{long}' --customer '{long}'
"""


@pytest.mark.parametrize("line", SILLY.strip().splitlines())
def test_whatever_is_typed_is_answered_or_refused(
    line: str, book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "folder").mkdir()
    before = tree(book)
    monkeypatch.chdir(tmp_path)
    answer = run(line.format(long="x" * 300, gone=tmp_path / "gone", folder=tmp_path / "folder"), book)
    assert answer.exit in {0, 1, 2, 3, 4, 5}
    if answer.exit:
        assert (answer.out, tree(book)) == ("", before)
        assert answer.err.endswith("\n")
        assert len(answer.err.splitlines()) <= 5


def test_bytes_that_are_no_text_never_reach_a_record(book: Path) -> None:
    before = tree(book)
    for line in ("add \udcff --customer x", "set acme name=\udcff", "log acme \udcff"):
        answer = run(line, book)
        assert (answer.exit, answer.out) == (2, "")
    assert tree(book) == before


def test_a_working_folder_that_is_gone_is_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert run("list").exit == 3
    assert run(f"validate {BROKEN_FILE}", new_book(tmp_path)).exit == 3
