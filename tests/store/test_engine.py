"""The engine of pydantic is loaded alone, and gets on with the package that it belongs to."""

from __future__ import annotations

import subprocess
import sys

import pytest

ENGINE = "from funnel_cli.store.engine import SchemaValidator as ours"
PACKAGE = "from pydantic_core import SchemaValidator as theirs"


def printed(program: str) -> str:
    """What a new Python says to the program."""
    program = f"import sys; sys.path[:0] = {sys.path!r}; {program}"
    return subprocess.check_output([sys.executable, "-c", program], text=True).strip()


def test_the_engine_is_loaded_without_its_package() -> None:
    names = "print(*sorted(name for name in sys.modules if 'pydantic' in name))"
    assert printed(f"{ENGINE}; {names}") == "pydantic_core._pydantic_core"


@pytest.mark.parametrize("program", [f"{ENGINE}; {PACKAGE}", f"{PACKAGE}; {ENGINE}"])
def test_there_is_one_engine_whoever_comes_first(program: str) -> None:
    assert printed(f"{program}; print(ours is theirs)") == "True"
