import json
from textwrap import dedent

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from yaml_layouts import Page, pages

from funnel_cli.store.laid_out_files import formatted
from funnel_cli.store.reading.plain import as_plain

FILE = "data/opportunities/acme.yaml"


def laid_out(text: str, path: str = FILE) -> str:
    """The text in the layout of new files, which a second time changes nothing."""
    new = formatted(path, dedent(text).encode())
    assert formatted(path, new) == new
    return new.decode()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "stage: develop\nx-own: 1\nid: acme\n",
            "id: acme\nstage: develop\nx-own: 1\n",
            id="known keys stand in the order of new records, the others behind them",
        ),
        pytest.param(
            "# the stage\nstage: develop  # since May\nid: acme\n",
            "id: acme\n# the stage\nstage: develop  # since May\n",
            id="a comment goes with its line",
        ),
        pytest.param(
            "# yaml-language-server: $schema=x\n\n# Met in May\n\nname: a\nid: acme\n",
            "# yaml-language-server: $schema=x\n\n# Met in May\n\nid: acme\nname: a\n",
            id="what stands above a blank line at the top belongs to the file",
        ),
        pytest.param(
            "id: acme\n\n\n\nname:   a\n\n\n", "id: acme\n\nname: a\n", id="one blank line is left of several"
        ),
        pytest.param(
            "id: acme\nlog:\n    - text: Hi\n      date: 2026-01-01\n",
            "id: acme\nlog:\n- date: 2026-01-01\n  text: Hi\n",
            id="lists stand in the column of their key, and days come first",
        ),
        pytest.param(
            "id: acme\nnext_step: { action: 'x, y',due: 2026-12-01 }\n",
            "id: acme\nnext_step: {due: 2026-12-01, action: 'x, y'}\n",
            id="braces stay braces and quotes stay quotes",
        ),
        pytest.param(
            "id: acme\nx-notes: |\n    two\n     lines\nname: a\n",
            "id: acme\nname: a\nx-notes: |\n    two\n     lines\n",
            id="a text over several lines keeps them",
        ),
        pytest.param(
            "{id: acme, stage: develop}\n", "id: acme\nstage: develop\n", id="a record in braces gets lines"
        ),
        pytest.param("name:\nid: acme\n", "id: acme\nname:\n", id="a key without a value stays one"),
        pytest.param(
            "x-text: |+\n  lead\n\n\nid: acme\n",
            "id: acme\nx-text: |+\n  lead\n\n\n",
            id="a text that keeps its blank lines has them at the end too",
        ),
        pytest.param(
            "stage: >+\n  talk\nid: acme\n\nx-a: 1\n\n# the end\n",
            "id: acme\nstage: >+\n  talk\nx-a: 1\n\n# the end\n",
            id="and takes in none that stand below it",
        ),
        pytest.param(
            "stage: |+\n  talk\nid: acme\n\n# the end\n",
            "id: acme\nstage: |+\n  talk\n# the end\n",
            id="nor those at the end",
        ),
        pytest.param(
            "x-a:\n-   - 1\n    - 2\nid: acme\n",
            "id: acme\nx-a:\n-   - 1\n    - 2\n",
            id="a list in a list stays as it is",
        ),
    ],
)
def test_a_record_is_laid_out(text: str, expected: str) -> None:
    assert laid_out(text) == expected


def test_a_list_of_nothing_but_comments_stays_as_it_is() -> None:
    assert laid_out("# none yet\n", "data/targets.yaml") == "# none yet\n"


def test_line_ends_and_byte_order_mark_stay() -> None:
    new = formatted(FILE, b"\xef\xbb\xbfname: a\r\nid: acme\r\n")
    assert new == b"\xef\xbb\xbfid: acme\r\nname: a\r\n"
    new = formatted("data/opportunities/acme.json", b'\xef\xbb\xbf{"name": "a",\r\n"id": "acme"}')
    assert new == b'\xef\xbb\xbf{\r\n  "id": "acme",\r\n  "name": "a"\r\n}\r\n'


def test_the_lines_of_a_list_file_stay_in_their_order() -> None:
    text = "# both\n-   {amount: 2, set: 2026-11-01}  # b\n- {set: 2026-09-01, amount: 1}\n"
    expected = "# both\n- {set: 2026-11-01, amount: 2}  # b\n- {set: 2026-09-01, amount: 1}\n"
    assert laid_out(text, "data/targets.yaml") == expected


def test_an_uneven_json_record_becomes_even_with_its_numbers_as_they_stand() -> None:
    text = '{"stage":"verify",\n "amount": 100.10, "id": "acme", "x-a": [1,  true]}'
    head = '{\n  "id": "acme",\n  "amount": 100.10,\n  "stage": "verify",\n'
    expected = head + '  "x-a": [\n    1,\n    true\n  ]\n}\n'
    assert laid_out(text, "data/opportunities/acme.json") == expected


@settings(max_examples=3 * settings().max_examples, suppress_health_check=list(HealthCheck))
@given(pages())
def test_whatever_was_typed_keeps_values_and_comments_and_is_laid_out_once_and_for_all(page: Page) -> None:
    data = page.text.encode()
    new = formatted(FILE, data)
    assert as_plain(new, "yaml") == as_plain(data, "yaml")
    assert formatted(FILE, new) == new
    assert all(new.decode().count(f"# c{n}:") == page.text.count(f"# c{n}:") for n in range(1, 30))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(min_size=1, max_size=5).filter(str.isprintable),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=12,
)


@given(
    st.dictionaries(st.sampled_from(["id", "log", "amount", "x-a"]), json_values, min_size=1),
    st.integers(0, 5),
)
def test_any_json_record_keeps_its_values(tree: dict[str, object], indent: int) -> None:
    text = json.dumps(tree, indent=indent or None)
    assert json.loads(laid_out(text, "data/opportunities/acme.json")) == tree
