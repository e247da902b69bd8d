"""Two people with a clone each, through git itself: both edit, one pulls."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from running import ACME, new_book, run

from funnel_cli.store.git import clone_of, set_up

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")

FILE = "data/opportunities/acme-erp.yaml"

Clones = tuple[Path, Path]


@pytest.fixture(scope="module")
def beginning(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with Anna's and Ben's clones of one book, each set up to merge records."""
    with pytest.MonkeyPatch.context() as patch:
        for role in ("AUTHOR", "COMMITTER"):
            patch.setenv(f"GIT_{role}_NAME", "test")
            patch.setenv(f"GIT_{role}_EMAIL", "test@example.org")
        patch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
        patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        folder = tmp_path_factory.mktemp("clones")
        anna = new_book(folder / "anna")
        git(anna, "init", "--quiet", "--initial-branch=main")
        set_up(anna)
        git(anna, "add", "--all")
        git(anna, "commit", "--quiet", "-m", "Begin")
        git(folder, "clone", "--quiet", "anna", "ben")
        set_up(folder / "ben")
        yield folder


@pytest.fixture
def clones(beginning: Path, tmp_path: Path) -> Clones:
    """Clones of a test's own."""
    shutil.copytree(beginning, tmp_path, dirs_exist_ok=True)
    return tmp_path / "anna", tmp_path / "ben"


def git(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Git in that folder, whatever comes of it."""
    return subprocess.run(["git", "-C", str(folder), *words], capture_output=True, text=True, check=False)


def both(clones: Clones, mine: Callable[[Path], object], other: Callable[[Path], object]) -> int:
    """Anna does one thing and Ben the other, both commit, and Anna pulls; git's exit code."""
    anna, ben = clones
    mine(anna)
    other(ben)
    for clone in clones:
        git(clone, "add", "--all")
        assert git(clone, "commit", "--quiet", "-m", "Work").returncode == 0
    return git(anna, "pull", "--no-rebase", "--no-edit", "--quiet", str(ben), "main").returncode


def funnel(line: str) -> Callable[[Path], object]:
    """What does that with a book."""

    def work(book: Path) -> None:
        answer = run(line, book)
        assert answer.exit == 0, answer.err

    return work


def text(book: Path, file: str = FILE) -> str:
    return (book / file).read_text("utf-8")


def test_different_fields_of_one_deal_are_merged(clones: Clones) -> None:
    assert both(clones, funnel("set acme-erp amount=130000"), funnel("set acme-erp source=")) == 0
    expected = ACME.replace("amount: 120000.00     #", "amount: 130000     #", 1)
    assert text(clones[0]).splitlines()[:7] == expected.splitlines()[:7]
    assert "source:" not in text(clones[0])
    assert run("validate", clones[0]).exit == 0


def test_one_field_changed_by_both_is_a_conflict_that_validate_names(clones: Clones) -> None:
    changes = funnel("set acme-erp amount=130000"), funnel("set acme-erp amount=140000")
    assert both(clones, *changes) == 1
    mine, other = (f"amount: {amount}     # as of their mail\n" for amount in (130000, 140000))
    assert f"<<<<<<< ours\n{mine}=======\n{other}>>>>>>> theirs\n" in text(clones[0])
    answer = run("validate --json", clones[0])
    problem = next(each for each in answer.json["items"] if each["severity"] == "error")
    assert (answer.exit, problem["path"], problem["line"], problem["code"]) == (5, FILE, 5, "merge-conflict")
    assert "“amount: 130000 # as of their mail” or “amount: 140000 # as of their mail”" in problem["message"]


def test_a_conflict_is_settled_by_keeping_one_side(clones: Clones) -> None:
    both(clones, funnel("set acme-erp amount=130000"), funnel("set acme-erp amount=140000"))
    kept = text(clones[0]).replace("<<<<<<< ours\n", "").replace(">>>>>>> theirs\n", "")
    kept = kept.replace("=======\namount: 140000     # as of their mail\n", "")
    (clones[0] / FILE).write_text(kept, "utf-8")
    assert [item["amount"] for item in run("list acme --json", clones[0]).json["items"]] == ["130000.00"]


def test_visits_that_both_logged_are_both_there_in_the_order_of_days(clones: Clones) -> None:
    mine = funnel("log acme-erp Mine --date 2026-11-12"), funnel("log acme-erp Other --date 2026-11-10")
    assert both(clones, *mine) == 0
    log = text(clones[0]).partition("log:\n")[2].splitlines()
    assert log[1:] == [
        "- {date: 2026-11-10, kind: note, text: Other}",
        "- {date: 2026-11-12, kind: note, text: Mine}",
    ]


def test_histories_that_both_continued_are_united(clones: Clones) -> None:
    changes = funnel("set acme-erp close=2027-01-31"), funnel("set acme-erp owner=ben")
    assert both(clones, *changes) == 0
    assert run("validate", clones[0]).out.count("drift") == 0
    assert run("list acme --json", clones[0]).json["items"][0]["owner"] == "ben"


def test_deals_that_both_added_are_both_there(clones: Clones) -> None:
    assert (
        both(clones, funnel("add --customer Mill --amount 10k"), funnel("add --customer Hill --amount 20k"))
        == 0
    )
    ids = run("list --json", clones[0]).ids
    assert {"mill", "hill"} <= set(ids)


def test_a_deal_that_both_added_alike_is_one_and_its_amounts_clash(clones: Clones) -> None:
    adds = (
        funnel("add --customer Mill --amount 10k"),
        funnel("add --customer Mill --amount 20k --source referral"),
    )
    assert both(clones, *adds) == 1
    assert "source: referral" in text(clones[0], "data/opportunities/mill.yaml")


def test_a_deal_removed_here_and_logged_there_is_removed_with_its_log(clones: Clones) -> None:
    assert (
        both(clones, funnel("remove acme-erp --reason Twin"), funnel("log acme-erp Call --date 2026-11-12"))
        == 0
    )
    assert "removed: 2026-11-22" in text(clones[0])
    assert "text: Call" in text(clones[0])


def test_a_customer_renamed_here_and_a_visit_logged_there_go_together(clones: Clones) -> None:
    renamed = funnel("set acme-erp customer='Acme Holding'"), funnel("log acme-erp Call --date 2026-11-12")
    assert both(clones, *renamed) == 0
    assert "customer: Acme Holding" in text(clones[0])
    assert "text: Call" in text(clones[0])


def test_comments_that_both_wrote_are_kept_where_the_lines_fit(clones: Clones) -> None:
    def noted(book: Path) -> None:
        (book / FILE).write_text(text(book).replace("stage: develop\n", "stage: develop  # soon\n"), "utf-8")

    assert both(clones, funnel("set acme-erp amount=130000"), noted) == 0
    assert "stage: develop  # soon\n" in text(clones[0])
    assert "# as of their mail" in text(clones[0])


def test_targets_of_both_are_there(clones: Clones) -> None:
    assert both(clones, funnel("target 2027-01 100k"), funnel("target 2027-02 200k")) == 0
    assert len(text(clones[0], "data/targets.yaml").splitlines()) == 3


@pytest.mark.parametrize(
    ("ours", "theirs", "file"),
    [
        ("target 2027-01 100k", "target 2027-01 120k", "targets"),
        ("rate USD 7.2", "rate USD 7.3", "rates"),
        ("call 2026-12 40k --owner li.wei", "call 2026-12 50k --owner li.wei", "calls"),
        ("target 2027-Q1 1k --stage propose", "target 2027-Q1 2k --stage propose", "goals"),
    ],
)
def test_two_words_on_one_thing_on_one_day_are_a_clash(
    ours: str, theirs: str, file: str, clones: Clones
) -> None:
    """Else the line that comes to stand last would hold, and that is whoever pulled last."""
    assert both(clones, funnel(ours), funnel(theirs)) == 1
    assert text(clones[0], f"data/{file}.yaml").count("<<<<<<< ours") == 1


def test_what_both_say_alike_on_one_day_stands_there_once(clones: Clones) -> None:
    assert both(clones, funnel("target 2027-01 100k"), funnel("target 2027-01 100k")) == 0
    assert text(clones[0], "data/targets.yaml").count("2027-01") == 1


def test_a_file_that_is_no_record_gets_the_marks_of_git(clones: Clones) -> None:
    def broke(word: str) -> Callable[[Path], object]:
        return lambda book: (book / FILE).write_text(f"[{word}\n" + ACME, "utf-8")

    assert both(clones, broke("mine"), broke("other")) == 1
    assert text(clones[0]).startswith("<<<<<<< ours\n[mine\n=======\n[other\n>>>>>>> theirs\n# Met")


def test_a_clone_without_the_driver_still_merges_by_lines(clones: Clones) -> None:
    git(clones[0], "config", "--remove-section", "merge.funnel")
    assert (
        both(clones, funnel("set acme-erp amount=130000"), funnel("log acme-erp Call --date 2026-11-12")) == 0
    )


def test_the_driver_runs_no_code_of_the_book(clones: Clones) -> None:
    def planted(book: Path) -> None:
        (book / "funnel_cli").mkdir()
        (book / "funnel_cli" / "__main__.py").write_text("raise SystemExit(1)\n")
        run("set acme-erp amount=130000", book)

    assert both(clones, planted, funnel("set acme-erp source=")) == 0


def test_a_clone_tells_what_is_not_merged_yet(clones: Clones) -> None:
    both(clones, funnel("set acme-erp amount=130000"), funnel("set acme-erp amount=140000"))
    clone = clone_of(clones[0])
    assert clone is not None
    assert (clone.under_way, clone.unmerged) == (("MERGE_HEAD",), (FILE,))


def test_setting_up_twice_changes_nothing(clones: Clones) -> None:
    assert set_up(clones[0]) == ()
    clone = clone_of(clones[0])
    assert clone is not None
    assert (clone.has_attributes, clone.runs, clone.unmerged) == (True, True, ())
    assert clone.driver is not None
    assert sys.executable in clone.driver or clone.driver.startswith("funnel ")
