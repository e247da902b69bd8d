"""One run: which book, which day, which language, where the answer goes, and what is said beside it."""

from pathlib import Path

import pytest
from running import BROKEN, BROKEN_FILE, METHOD, new_book, run, tree
from terminal import sit

from funnel_cli.wishes import at_home

READS = (
    "list", "show acme", "path acme", "next", "check acme", "forecast", "health", "review", "target",
    "methods", "methods four-stage", "validate", "undo --list", "export deals",
)  # fmt: skip
FORMATS = ("table", "plain", "md", "csv", "tsv", "json", "jsonl", "html")
EXTENSIONS = {"plain": "txt"}


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    return new_book(tmp_path / "book", broken=True)


# the book


def test_the_book_is_the_nearest_folder_upwards(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(book / "data" / "opportunities")
    assert run("list --json").ids == ["acme-erp", "beta-belts", "gamma-gates"]


def test_the_environment_may_name_the_book(book: Path, tmp_path: Path) -> None:
    assert run("list --json", FUNNEL_BOOK=str(book)).ids == ["acme-erp", "beta-belts", "gamma-gates"]
    other = new_book(tmp_path / "other")
    (other / "data/opportunities/acme-erp.yaml").unlink()
    assert run("list --json", other, FUNNEL_BOOK=str(book)).ids == ["beta-belts", "gamma-gates"]


@pytest.mark.parametrize(
    "words", ["list", "-f md", "list --json", "add X --customer New", "validate", "next -f ics", "undo"]
)
@pytest.mark.parametrize("gone", ["gone", "gone/further", "data/opportunities/gone", "n" * 300])
def test_a_folder_that_is_not_there_is_never_the_book_above_it(words: str, gone: str, book: Path) -> None:
    for answer in (run(words, book / gone), run(words, FUNNEL_BOOK=str(book / gone))):
        assert (answer.exit, answer.out) == (3, "")
        assert "does not exist" in answer.err


def test_a_book_may_be_started_in_a_folder_that_is_not_there(tmp_path: Path) -> None:
    answer = run("init", tmp_path / "new")
    assert (answer.exit, f"funnel -C {tmp_path / 'new'} list" in answer.out) == (0, True)
    assert run("init anna", tmp_path / "new" / "team").exit == 0
    assert run("list", tmp_path / "new" / "team" / "anna").exit == 0


@pytest.mark.parametrize("form", [*FORMATS, "xlsx", "ics"])
@pytest.mark.parametrize("words", ["export next", "next", "list", "report", "export month"])
def test_a_dash_for_the_file_is_the_standard_output(
    words: str, form: str, book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    assert run(f"{words} -f {form} -o -", book) == run(f"{words} -f {form}", book)
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("words", ["-o - list", "list -o-", "list --output -", "list --output=-"])
def test_a_dash_is_the_standard_output_however_it_is_said(words: str, book: Path) -> None:
    assert run(words, book) == run("list", book)


@pytest.mark.parametrize("words", ["list --json", "-C ~/book list --json", "--directory=~/book list --json"])
def test_a_book_below_the_home_folder_may_be_named_by_a_wave(words: str, tmp_path: Path) -> None:
    new_book(tmp_path / "book")
    named = "~/book" if words.startswith("list") else ""
    assert len(run(words, HOME=str(tmp_path), FUNNEL_BOOK=named).ids) == 3


@pytest.mark.parametrize(
    ("named", "path"),
    [
        ("~/deals", "/home/mia/deals"),
        ("~", "/home/mia"),
        ("a/~/b", "a/~/b"),
        ("~nobody-here/x", "~nobody-here/x"),
    ],
)
def test_a_wave_at_the_beginning_of_a_path_is_the_home_folder(
    named: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/home/mia")
    assert at_home(named) == Path(path)


def test_two_books_know_nothing_of_each_other(book: Path, tmp_path: Path) -> None:
    other = new_book(tmp_path / "other")
    before = tree(other)
    run("set acme name=Mine", book)
    assert tree(other) == before
    assert run("undo", other).err == "There is nothing to undo.\n"


# the day


def test_the_day_is_the_option_s_else_the_environment_s_and_one_that_is_none_is_refused(book: Path) -> None:
    assert run("list --json", book, FUNNEL_AS_OF="2026-10-01").json["as_of"] == "2026-10-01"
    assert (
        run("list --json --as-of 2026-09-10", book, FUNNEL_AS_OF="2026-10-01").json["as_of"] == "2026-09-10"
    )

    assert run("list", book, FUNNEL_AS_OF="someday").exit == 2


@pytest.mark.parametrize(
    ("day", "stage"), [("2026-09-01", "verify"), ("2026-10-19", "verify"), ("2026-10-20", "develop")]
)
def test_an_answer_is_as_of_its_day(day: str, stage: str, book: Path) -> None:
    (deal,) = run(f"list acme --json --as-of {day}", book).json["items"]
    assert deal["stage"] == stage


def test_a_deal_is_not_there_before_it_was_entered(book: Path) -> None:
    assert run("list --json --as-of 2026-08-31", book).ids == ["beta-belts", "delta-doors"]


@pytest.mark.parametrize("line", READS)
def test_the_same_book_and_day_give_the_same_bytes(line: str, book: Path) -> None:
    one = run(f"{line} --json", book, TZ="Pacific/Kiritimati", LC_ALL="zh_CN.UTF-8")
    assert one == run(f"{line} --json", book, TZ="America/Los_Angeles", LC_ALL="C")


# the language


@pytest.mark.parametrize(
    "environ",
    [{"FUNNEL_LANG": "zh"}, {"LC_ALL": "zh_CN.UTF-8"}, {"LC_MESSAGES": "zh_TW"}, {"LANG": "zh_CN.UTF-8"}],
)
def test_the_environment_may_say_chinese(environ: dict[str, str], book: Path) -> None:
    assert run("list -f plain", book, **environ).out == run("list -f plain --lang zh", book).out
    assert "验证" in run("list -f plain", book, **environ).out


def test_the_option_beats_the_environment_and_the_book_may_set_the_language(book: Path) -> None:
    assert run("list -f plain --lang en", book, LC_ALL="zh_CN.UTF-8").out == run("list -f plain", book).out

    assert "nobody" in run("show nobody --lang zh", book).err
    assert run("show nobody --lang zh", book).err != run("show nobody", book).err

    (book / "stages.yaml").write_text(
        METHOD.replace("owner: li.wei", "owner: li.wei\n  language: zh"), encoding="utf-8"
    )
    assert run("list -f plain", book).out == run("list -f plain --lang zh", book).out


# the form


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("line", READS)
def test_every_read_answers_in_every_format(line: str, form: str, book: Path) -> None:
    before = tree(book)
    answer = run(f"{line} -f {form}", book)
    assert (answer.exit, answer.err, tree(book)) == (0, "", before)
    assert answer.out.endswith("\n") or (form, answer.out) == ("jsonl", "")


@pytest.mark.parametrize("form", FORMATS[1:])
def test_the_extension_of_the_file_says_the_format(form: str, book: Path, tmp_path: Path) -> None:
    file = tmp_path / f"answer.{EXTENSIONS.get(form, form)}"
    answer = run(f"list -o {file}", book)
    assert (answer.exit, answer.out, answer.err) == (0, "", f"Written to {file}\n")
    assert file.read_text(encoding="utf-8") == run(f"list -f {form}", book).out


def test_a_workbook_goes_into_a_file_and_a_text_is_none(book: Path, tmp_path: Path) -> None:
    answer = run(f"list -o {tmp_path / 'deals.xlsx'}", book)
    assert (answer.exit, answer.out, answer.err) == (0, "", f"Written to {tmp_path / 'deals.xlsx'}\n")
    assert (tmp_path / "deals.xlsx").read_bytes().startswith(b"PK")

    answer = run(f"schema opportunity -o {tmp_path / 'schema.xlsx'}", book)
    assert (answer.exit, answer.out) == (2, "")
    assert answer.err.startswith("This answer is a text and no table, so it cannot be a workbook.")
    assert not (tmp_path / "schema.xlsx").exists()


@pytest.mark.parametrize("line", READS)
def test_every_read_is_a_workbook_or_says_why_not(line: str, book: Path, tmp_path: Path) -> None:
    answer = run(f"{line} -o {tmp_path / 'answer.xlsx'}", book)
    assert (answer.exit, answer.out) == (0, "")
    assert (tmp_path / "answer.xlsx").exists()


def test_a_workbook_says_that_it_is_partial(broken: Path, tmp_path: Path) -> None:
    answer = run(f"list -o {tmp_path / 'deals.xlsx'}", broken)
    assert answer.exit == 5
    assert "partial: 1 file could not be read\n" in answer.err


def test_a_file_that_cannot_be_written_leaves_no_draft(book: Path, tmp_path: Path) -> None:
    (tmp_path / "deals.csv").mkdir()
    assert run(f"list -o {tmp_path / 'deals.csv'}", book).exit == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["book", "deals.csv"]


def test_fields_are_picked_in_their_order(book: Path) -> None:
    assert (
        run("list acme --fields stage,id,name -f csv", book).out
        == "stage,id,name\ndevelop,acme-erp,ERP roll-out\n"
    )
    assert list(run("list --fields id,amount --json", book).json["items"][0]) == ["id", "amount"]


def test_a_part_is_one_table_of_the_report(book: Path) -> None:
    whole = run("health --json", book).json
    parts = [key for key, value in whole.items() if isinstance(value, dict) and "items" in value]
    assert parts
    for part in parts:
        assert run(f"health --part {part} --json", book).json["items"] == whole[part]["items"]
        assert run(f"health --part {part} -f csv", book).exit == 0


def test_an_empty_answer_is_valid(book: Path) -> None:
    assert run("list nobody --json", book).json["items"] == []
    assert run("list nobody -f csv", book).rows == []
    assert run("list nobody -f jsonl", book).out == ""


@pytest.mark.parametrize("line", ["schedule --for cron", "sql forecast", "sql tables", "help dates"])
@pytest.mark.parametrize("form", ["--json", "-f jsonl", "-f csv", "-f html"])
def test_a_text_has_no_form_for_programs(tmp_path: Path, line: str, form: str) -> None:
    refused = run(f"{form} {line}", new_book(tmp_path))
    assert (refused.exit, refused.out) == (2, "")
    assert run(f"-f plain {line}", tmp_path).exit == 0
    assert run(f"{form} schema opportunity", tmp_path).exit == (2 if "json" not in form else 0)


def test_a_path_goes_into_a_pipe_to_the_letter(tmp_path: Path) -> None:
    book = new_book(tmp_path / "two\nlines")
    assert run("path acme-erp", book).out == f"{book}/data/opportunities/acme-erp.yaml\n"


def test_what_helps_is_told_for_the_book_that_was_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = new_book(tmp_path / "my book")
    monkeypatch.chdir(tmp_path)
    here = Path("my book")
    refused = run("promote acme --json", here).error
    assert refused["details"] == [
        "Our plan is accepted: funnel -C 'my book' check acme-erp plan --evidence \"…\""
    ]
    assert "see: funnel list" in run("promote nobody", FUNNEL_BOOK=str(here)).err
    (book / "stages.yaml").write_text("stages: []\n", encoding="utf-8")
    assert "funnel -C 'my book' methods --lint \"my book/stages.yaml\"" in run("list", here).err
    assert 'funnel methods --lint "my book/stages.yaml"' in run("list", FUNNEL_BOOK=str(here)).err
    assert run("methods --lint 'my book/stages.yaml'", here).exit == 5
    monkeypatch.chdir(book / "data")
    assert f'funnel methods --lint "{book}/stages.yaml"' in run("list").err


def test_quiet_says_no_more_than_the_answer(tmp_path: Path) -> None:
    book = new_book(tmp_path, ok_warned="id: ok-warned\nname: Warned\nstage: verify\nx_mine: 1\n")
    assert run("list", book).err == f"1 warning, see: funnel -C {book} validate\n"
    assert run("-q list", book).err == ""
    assert run("set acme name=x -q", book).out == ""


def test_a_piped_review_is_markdown(book: Path) -> None:
    assert run("review", book).out == run("review -f md", book).out


def test_no_colour_goes_into_a_pipe_unless_it_is_asked_for(book: Path) -> None:
    assert "\x1b" not in run("list -f table", book).out
    assert "\x1b" in run("list -f table --color always", book).out
    assert "\x1b" in run("list -f table", book, FORCE_COLOR="1").out
    assert "\x1b" not in run("list -f table --color never", book, FORCE_COLOR="1").out


# what could not be read


def test_a_broken_record_is_named_and_the_others_are_answered(broken: Path) -> None:
    answer = run("list --json", broken)
    assert answer.exit == 5
    assert answer.ids == ["acme-erp", "beta-belts", "gamma-gates"]
    assert answer.json["partial"] is True
    assert [problem["path"] for problem in answer.json["problems"]] == [BROKEN_FILE]
    named, partial = answer.err.splitlines()
    assert named.startswith(f"{BROKEN_FILE}:4:")
    assert named.endswith("[bad-amount]")
    assert partial == "partial: 1 file could not be read"


@pytest.mark.parametrize(
    "line", [line for line in READS if not line.startswith(("methods", "undo", "validate"))]
)
@pytest.mark.parametrize("form", FORMATS)
def test_no_answer_forgets_to_say_that_it_is_partial(line: str, form: str, broken: Path) -> None:
    answer = run(f"-q {line} -f {form}", broken)
    assert answer.exit == 5
    assert "partial: 1 file could not be read\n" in answer.err


def test_a_terminal_is_told_once_that_an_answer_is_partial(broken: Path) -> None:
    seen = sit("list", broken)
    assert seen.exit == 5
    assert [line for line in seen.lines if "partial" in line.lower()] == [
        "Partial: without 1 file that could not be read."
    ]
    assert any(line.startswith(f"{BROKEN_FILE}:4:") for line in seen.lines)
    assert "partial: 1 file could not be read" in sit("-q list --json", broken).lines


def test_validate_lists_what_is_wrong_in_the_files_that_are_named(
    broken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = run("validate --json", broken)
    (problem,) = answer.json["items"]
    assert (answer.exit, answer.json["errors"], answer.json["partial"]) == (5, 1, True)
    assert (problem["path"], problem["line"], problem["code"]) == (BROKEN_FILE, 4, "bad-amount")

    assert run(f"validate {broken / BROKEN_FILE}", broken).exit == 5
    assert run(f"validate {broken / 'data/opportunities/acme-erp.yaml'}", broken).exit == 0
    monkeypatch.chdir(broken / "data")
    assert run("validate opportunities/broken-bits.yaml").exit == 5


@pytest.mark.parametrize("word", ["broken-bits", "broken"])
@pytest.mark.parametrize(
    "line",
    ["set {word} name=x", "log {word} hello", "check {word} need", "promote {word} --force --reason x",
     "demote {word} --to verify --reason x", "pause {word} --reason x", "resume {word}",
     "win {word} --force --reason x", "lose {word} --reason price", "reopen {word} --reason x",
     "remove {word} --reason x"],
)  # fmt: skip
def test_no_write_touches_a_record_that_was_not_understood(line: str, word: str, broken: Path) -> None:
    before = tree(broken)
    answer = run(line.format(word=word), broken)
    assert (answer.exit, answer.out, tree(broken)) == (5, "", before)
    assert f"  {BROKEN_FILE}:4:" in answer.err


def test_a_record_that_cannot_be_read_is_not_taken_for_one_that_begins_like_it(tmp_path: Path) -> None:
    book = new_book(tmp_path, acme=BROKEN.replace("broken-bits", "acme"))
    before = tree(book)
    assert run("set acme name=x", book).exit == 5
    assert tree(book) == before


def test_an_id_of_a_broken_record_is_not_given_away(broken: Path) -> None:
    before = tree(broken)
    assert run("add x --customer y --id broken-bits", broken).exit in (2, 6)
    assert run("add Bits --customer Broken", broken).exit in (0, 6)
    assert {path: sha for path, sha in tree(broken).items() if path in before} == before


# who is asked


def test_what_is_not_meant_for_sure_is_written_only_where_somebody_says_so(book: Path) -> None:
    before = tree(book)
    answer = run("set 'ERP roll' name=x", book)
    assert (answer.exit, answer.out, tree(book)) == (3, "", before)
    assert answer.err.startswith("ERP roll is only a part of a name; it would mean acme-erp.")

    answer = run("set owner:li.wei name=Same", book)
    assert (answer.exit, answer.out, tree(book)) == (2, "", before)
    assert run("set owner:li.wei name=Same -y", book).exit == 0
    assert run("list name:same --json", book).ids == ["acme-erp", "beta-belts"]


def test_the_last_deal_answers_to_its_sign_unless_it_was_several_or_is_there_no_more(book: Path) -> None:
    run("set beta name=x", book)
    assert run("path @ --json", book).json["items"][0]["id"] == "beta-belts"

    run("set gamma-gates name=x", book)
    run("set owner:li.wei name=Same --yes", book)
    run("target 2026-11 5k", book)
    refused = run("show @", book)
    assert (refused.exit, refused.out) == (3, "")
    assert refused.err == "@ means the deal changed last, and the last change was of 2 deals.\n"

    run("add New --customer Newco --id acme", book)
    run("undo", book)
    refused = run("set @ name=x", book)
    assert (refused.exit, refused.err.splitlines()[0]) == (3, "No deal answers to acme.")


@pytest.mark.parametrize("line", ["target 2026-11 5k", "customer add Newco", "lead add Zed"])
def test_the_last_deal_answers_to_its_sign_after_what_changed_none(line: str, book: Path) -> None:
    run("set beta name=x", book)
    assert run(line, book).exit == 0
    assert run("path @ --json", book).json["items"][0]["id"] == "beta-belts"
