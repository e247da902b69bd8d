import os
import stat
from pathlib import Path

import pytest
from editors import editor, started
from running import ACME

from funnel_cli.store.drafting import (
    GOES_TO_LINE,
    CannotDraft,
    Draft,
    DraftUnreadable,
    EditorFailed,
    NoEditor,
    draft_of,
    edit,
)
from funnel_cli.store.drafting import editor as words_of
from funnel_cli.store.layout import NotARecord

FILE = "data/opportunities/acme-erp.yaml"


@pytest.fixture
def draft(book: Path) -> Draft:
    return draft_of(book, FILE)


def test_a_draft_is_a_copy_nobody_else_can_read_where_git_does_not_look(draft: Draft, book: Path) -> None:
    assert (draft.read(), stat.S_IMODE(draft.path.stat().st_mode)) == (ACME.encode(), 0o600)

    assert draft.path == book / "data/.funnel/drafts/acme-erp.yaml"
    assert (book / "data/.funnel/.gitignore").read_text() == "*\n"


def test_an_earlier_draft_stays(book: Path, draft: Draft) -> None:
    draft.path.write_text("mine")
    assert draft_of(book, FILE).path.name == "acme-erp-2.yaml"
    assert draft.path.read_text() == "mine"


def test_a_discarded_draft_leaves_nothing(draft: Draft) -> None:
    draft.discard()
    assert not draft.path.parent.exists()


def test_what_is_gone_or_could_not_be_written_back_is_not_copied(book: Path) -> None:
    with pytest.raises(CannotDraft):
        draft_of(book, "data/opportunities/gone.yaml")

    (book / "data/opportunities/acme copy.yaml").write_text(ACME)
    with pytest.raises(NotARecord):
        draft_of(book, "data/opportunities/acme copy.yaml")


def test_the_editor_changes_the_draft_and_not_the_record(book: Path, draft: Draft, tmp_path: Path) -> None:
    edit(draft, {"EDITOR": editor(tmp_path / "bin", ("referral", "marketing"))})
    assert draft.is_changed
    assert (book / FILE).read_text() == ACME


@pytest.mark.parametrize("name", sorted(GOES_TO_LINE))
def test_an_editor_that_knows_lines_opens_at_the_line(draft: Draft, tmp_path: Path, name: str) -> None:
    edit(draft, {"EDITOR": editor(tmp_path / "bin", name=name)}, line=5)
    assert started(tmp_path / "bin", name) == ["+5 acme-erp.yaml"]


def test_another_editor_is_only_given_the_file(draft: Draft, tmp_path: Path) -> None:
    edit(draft, {"EDITOR": editor(tmp_path / "bin")}, line=5)
    assert started(tmp_path / "bin") == ["acme-erp.yaml"]


def test_a_draft_that_was_removed_cannot_be_read(draft: Draft) -> None:
    draft.path.unlink()
    assert not draft.is_changed
    with pytest.raises(DraftUnreadable):
        draft.read()


def test_an_editor_that_ends_with_an_error_is_heard(draft: Draft, tmp_path: Path) -> None:
    with pytest.raises(EditorFailed):
        edit(draft, {"EDITOR": editor(tmp_path / "bin", also="sys.exit(1)")})


@pytest.mark.parametrize("command", ["no-such-editor-here", "'unclosed", os.devnull])
def test_an_editor_that_cannot_be_started_is_named(draft: Draft, command: str) -> None:
    with pytest.raises(NoEditor):
        edit(draft, {"EDITOR": command})


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, ["vi"]),
        ({"EDITOR": " "}, ["vi"]),
        ({"EDITOR": "nano"}, ["nano"]),
        ({"EDITOR": "nano", "VISUAL": "code --wait"}, ["code", "--wait"]),
        ({"EDITOR": "ed; rm -r x $HOME"}, ["ed;", "rm", "-r", "x", "$HOME"]),
    ],
)
def test_the_environment_names_the_editor_and_no_shell_reads_it(
    environ: dict[str, str], expected: list[str]
) -> None:
    assert words_of(environ) == expected
