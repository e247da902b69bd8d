# ruff: noqa: INP001 - a script, no package
"""Make the pictures of both READMEs from the sample book: a page and a terminal in each language.

    python tools/pictures.py

The terminal's is the same everywhere; the page's depends on the browser and its fonts, and is left as it is
where there is no Chromium.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html import unescape
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from browser import CHROMIUM, Browser
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).resolve().parents[1]
DAY = "2026-11-22"
WIDTH, HEIGHT = 1160, 560
"""The part of the page that is shown, in pixels."""

TEXT = re.compile(r'textLength="([\d.]+)"([^>]*)>([^<]+)<')
COLUMNS = 88
ENDINGS = {"en": "", "zh": ".zh"}
FETCHED = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)
"""The fonts that Rich's picture of a terminal would fetch."""


def said(language: str, *words: str) -> str:
    """What `funnel` says of the sample book to somebody at a terminal with colours."""
    environ = os.environ | {"FUNNEL_LANG": language, "FUNNEL_AS_OF": DAY, "COLUMNS": str(COLUMNS)}
    line = [sys.executable, "-m", "funnel_cli", "-C", str(ROOT), *words]
    return subprocess.run(line, env=environ, check=True, capture_output=True, encoding="utf-8").stdout


def terminal(language: str) -> str:
    """A terminal with the health of the funnel, as SVG."""
    console = Console(record=True, width=COLUMNS, file=StringIO(), force_terminal=True, legacy_windows=False)
    console.print(Text("$ funnel health"))
    console.print(Text.from_ansi(said(language, "--color", "always", "-f", "table", "health").rstrip()))
    return TEXT.sub(_wide, FETCHED.sub("", console.export_svg(title="funnel", unique_id="funnel")))


def _wide(text: re.Match[str]) -> str:
    """The text with the length of its cells: Rich reckons with one for each letter, Chinese ones too."""
    words = unescape(text[3])
    return f'textLength="{float(text[1]) / len(words) * cell_len(words):g}"{text[2]}>{text[3]}<'


def main() -> None:
    """Write the four pictures into `docs/`."""
    for language, ending in ENDINGS.items():
        (ROOT / f"docs/terminal{ending}.svg").write_text(terminal(language), "utf-8", newline="\n")
    if CHROMIUM is None:
        print("No Chromium: docs/page.png is left as it is.")  # noqa: T201 - a script
        return
    with TemporaryDirectory() as folder, Browser() as browser:
        for language, ending in ENDINGS.items():
            page = Path(folder, f"{language}.html")
            page.write_text(said(language, "-f", "html", "report"), "utf-8")
            browser.open(page, WIDTH)
            (ROOT / f"docs/page{ending}.png").write_bytes(browser.picture(HEIGHT))


if __name__ == "__main__":
    main()
