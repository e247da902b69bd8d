"""The patcher on random records in random layouts."""

import re
from collections.abc import Iterable

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from yaml_layouts import ORDER, Line, Page, changes, pages, places

from funnel_cli.store.patching.edits import Drop, Insert, TextEdit, Wrap, applied, edits
from funnel_cli.store.patching.patch import patched
from funnel_cli.store.patching.spans import CannotPatch, spans

COMMENT = re.compile(r"# c[0-9]+: ")
EXAMPLES = settings(max_examples=2 * settings().max_examples, suppress_health_check=list(HealthCheck))


def read(text: str) -> object:
    return spans(text.removeprefix("\ufeff")).plain


def is_touched(line: Line, change: TextEdit) -> bool:
    """Whether a line may look different after the change."""
    path, owner = change.path, line.owner
    if isinstance(change, Insert):
        is_pushed_down = change.index == 0 and owner[: len(path) + 1] == (*path, 0)
        return is_pushed_down or (not line.is_head and owner != () and path[: len(owner)] == owner)
    if isinstance(change, Drop) and path[:-1] and owner[: len(path) - 1] == path[:-1]:
        return True
    return path == owner[: len(path)] or (not line.is_head and owner != () and path[: len(owner)] == owner)


def untouched(page: Page, wanted: Iterable[TextEdit]) -> list[str]:
    wanted = list(wanted)
    return [line.text for line in page.lines if not any(is_touched(line, change) for change in wanted)]


def patched_unless_kept(page: Page, wanted: Iterable[TextEdit]) -> str:
    """The patched text; a literal that keeps its last lines (`|+`) may take blank ones in: then refused."""
    try:
        return patched(page.text, wanted, ORDER)
    except CannotPatch:
        assume("|+" not in page.text)
        raise


@EXAMPLES
@given(pages(), st.data())
def test_a_difference_changes_its_values_and_no_other_line(page: Page, data: st.DataObject) -> None:
    assert read(page.text) == page.tree
    after = applied(page.tree, data.draw(changes(page.tree)))
    wanted = edits(page.tree, after)
    result = patched_unless_kept(page, wanted)
    assert read(result) == after
    lines = iter(result.removeprefix("\ufeff").replace("\r\n", "\n").split("\n"))
    missing = [line for line in untouched(page, wanted) if line not in lines]
    assert missing == []
    assert result.startswith(page.bom)
    assert result.endswith(page.new_line) or not page.ends
    assert result.count("\n") == result.count(page.new_line) or page.new_line not in page.text


@EXAMPLES
@given(pages(), st.data())
def test_changes_one_after_the_other_read_as_the_reference_says(page: Page, data: st.DataObject) -> None:
    wanted = data.draw(changes(page.tree))
    result = patched_unless_kept(page, wanted)
    assert read(result) == applied(page.tree, wanted)


@EXAMPLES
@given(pages(), st.data())
def test_what_is_put_into_a_list_keeps_its_comments(page: Page, data: st.DataObject) -> None:
    paths = [path for path, value in places(page.tree) if path and value and not isinstance(value, list)]
    assume(paths)
    wrap = Wrap(data.draw(st.sampled_from(paths)))
    result = patched_unless_kept(page, [wrap])
    assert read(result) == applied(page.tree, [wrap])
    assert sorted(COMMENT.findall(result)) == sorted(COMMENT.findall(page.text))
    assert result.count("\n") == result.count(page.new_line) or page.new_line not in page.text
