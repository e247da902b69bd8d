import sys
from subprocess import run

import pytest
from render_demo import FORECAST, LIST, rendered

from funnel_cli.render.output import FORMATS, UnknownField, UnknownFormat, UnknownPart
from funnel_cli.values.table import Document


def test_fields_pick_and_order_columns_values_and_parts() -> None:
    assert rendered(LIST, "csv", fields=("amount", "id")).splitlines()[1] == "120000.00,acme-erp"
    assert rendered(LIST, "table", fields=("id", "tags")).splitlines()[4] == "acme-erp     erp, key"
    assert rendered(FORECAST, "csv", part="stages").splitlines()[0] == "stage,deals,weighted,currency"
    assert (
        rendered(Document(schema="s/1", title="T", head={"a": 1, "b": 2}), "csv", fields=("b",)) == "b\n2\n"
    )


def test_an_unknown_field_part_or_format_is_refused() -> None:
    with pytest.raises(UnknownField):
        rendered(LIST, "csv", fields=("ammount",))
    with pytest.raises(UnknownPart):
        rendered(FORECAST, "csv", part="stagse")
    with pytest.raises(UnknownFormat):
        rendered(LIST, "xml")


@pytest.mark.parametrize("format", [*FORMATS, "piped"])
def test_every_format_ends_with_a_line_break_and_is_the_same_again(format: str) -> None:
    assert rendered(FORECAST, format) == rendered(FORECAST, format)
    assert rendered(FORECAST, format)[-1] == "\n"


def test_a_pipe_needs_neither_rich_nor_tabulate() -> None:
    code = (
        "import sys\n"
        "from funnel_cli.render import render\n"
        "from funnel_cli.render.output import Footing, Output\n"
        "from funnel_cli.values.table import Column, Document, Table\n"
        "table = Table(name='t', columns=(Column(key='a', title='A'),), rows=(('x',),))\n"
        "render(Document(schema='s/1', title='T', tables=(table,)), Output(format='piped'), Footing())\n"
        "print(sorted({'rich', 'tabulate', 'yaml', 'pydantic', 'json', 'gettext'} & set(sys.modules)))\n"
    )

    done = run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"
