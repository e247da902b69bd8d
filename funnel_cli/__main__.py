"""The entry: what can be answered without the command line's machinery is answered first."""

from __future__ import annotations

import gc
import os
import sys

_STDOUT = 1


def main() -> None:
    """Run `funnel` with the process's arguments; never returns.

    A run is short and ends with its process: nothing is gained by looking for garbage, nor by taking
    what was read apart again at the end.
    """
    gc.disable()
    try:
        answer_arguments()
    except SystemExit as end:
        if isinstance(end.code, int) and _is_flushed():
            os._exit(end.code)
        raise


def answer_arguments() -> None:
    """Answer the process's arguments, and raise `SystemExit`."""
    words = sys.argv[1:]
    if words[:1] == ["--complete"]:
        from funnel_cli.completing.answer import completions

        _is_told(completions(words[1:]))
        sys.exit(0)
    if words in (["--version"], ["-V"]):
        from funnel_cli import __version__

        if _is_told(f"sales-funnel {__version__}\n"):
            sys.exit(0)
    from funnel_cli.cli import app

    app()


def _is_told(text: str) -> bool:
    """Whether the text could be put on stdout; if not, the app says what there is to say about it."""
    try:
        os.write(_STDOUT, text.encode("utf-8", "backslashreplace"))
    except OSError:
        return False
    return True


def _is_flushed() -> bool:
    """Whether everything that was written has left; if not, Python shall say so in its own way."""
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except (OSError, ValueError):
        return False
    return True


if __name__ == "__main__":
    main()
