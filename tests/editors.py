"""Editors of a few lines, so that a test says what is typed into one."""

import shlex
import sys
from pathlib import Path

SCRIPT = """\
import sys
from pathlib import Path
path = Path(sys.argv[-1])
with Path({journal!r}).open("a") as journal:
    print(*sys.argv[1:-1], path.name, file=journal)
turns = {turns!r}
turn = len(Path({journal!r}).read_text().splitlines()) - 1
old, new = turns[min(turn, len(turns) - 1)]
text = path.read_text(encoding="utf-8")
assert old in text, text
path.write_text(text.replace(old, new), encoding="utf-8")
{also}
"""


def editor(folder: Path, *turns: tuple[str, str], name: str = "ed", also: str = "") -> str:
    """The command of an editor that replaces one text by another, a pair for each time it is opened.

    It is called `name`, notes in `<name>.log` how it was started, and then runs the line `also`.
    """
    folder.mkdir(exist_ok=True)
    script = folder / name
    script.write_text(
        f"#!{sys.executable}\n"
        + SCRIPT.format(journal=str(folder / f"{name}.log"), turns=turns or [("", "")], also=also)
    )
    script.chmod(0o755)
    return shlex.quote(str(script))


def started(folder: Path, name: str = "ed") -> list[str]:
    """How the editor was started, a line each time: its options and the name of the file."""
    return (folder / f"{name}.log").read_text().splitlines()
