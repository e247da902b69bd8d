"""The man page: that it is the app's own words is held with the table for the Tab key."""

import shutil
import subprocess
from pathlib import Path

import pytest

from funnel_cli.directory import COMMANDS

PAGE = Path(__file__).parents[2] / "docs" / "funnel.1"


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not installed")
def test_the_man_page_is_set_without_a_warning() -> None:
    done = subprocess.run(
        ["groff", "-man", "-Kutf8", "-Tutf8", "-ww", "-rCHECKSTYLE=3", "-P-cbu", PAGE],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stderr == ""
    assert [name for name in COMMANDS if f"funnel {name}" not in done.stdout] == []
