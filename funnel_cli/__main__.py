"""The entry: what can be answered without the command line's machinery is answered first."""

from __future__ import annotations

import sys


def main() -> None:
    """Run `funnel` with the process's arguments; never returns."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from funnel_cli import __version__

        sys.stdout.write(f"sales-funnel {__version__}\n")
        sys.exit()
    if sys.argv[1:2] == ["--complete"]:
        from funnel_cli.completing.answer import complete

        complete(sys.argv[2:])
        sys.exit()
    from funnel_cli.cli import app

    app()


if __name__ == "__main__":
    main()
