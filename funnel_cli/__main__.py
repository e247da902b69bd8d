"""The entry: what can be answered without the command line's machinery is answered first."""

from __future__ import annotations

import os
import sys

STDOUT = 1


def main() -> None:
    """Run `funnel` with the process's arguments; never returns."""
    words = sys.argv[1:]
    if words[:1] == ["--complete"]:
        from funnel_cli.completing.answer import completed

        is_told(completed(words[1:]))
        sys.exit()
    if words in (["--version"], ["-V"]):
        from funnel_cli import __version__

        if is_told(f"sales-funnel {__version__}\n"):
            sys.exit()
    from funnel_cli.cli import app

    app()


def is_told(text: str) -> bool:
    """Whether the text could be put on stdout; if not, the app says what there is to say about it."""
    try:
        os.write(STDOUT, text.encode("utf-8", "backslashreplace"))
    except OSError:
        return False
    return True


if __name__ == "__main__":
    main()
