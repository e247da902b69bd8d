"""The Tab key, pressed once in each real shell."""

import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from running import new_book, run

START = {"bash": ["bash", "--norc", "-i"], "zsh": ["zsh", "-f", "-i"], "fish": ["fish", "--no-config", "-i"]}
SOURCE = {
    "bash": 'eval "$(funnel completion bash)"',
    "zsh": 'autoload -Uz compinit && compinit -D -u; eval "$(funnel completion zsh)"',
    "fish": "funnel completion fish | source",
}
READY = "echo rea''dy"
PATIENCE = 20


class Terminal:
    """A shell at a terminal of its own, and everything it has shown."""

    def __init__(self, shell: str, environ: dict[str, str]) -> None:
        program = "import pty, sys; pty.spawn(sys.argv[1:])"
        self.process = subprocess.Popen(
            [sys.executable, "-c", program, *START[shell]],
            env=environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )

    def type(self, keys: str, until: str) -> str:
        """Press the keys; what was shown until that text was, or until patience ran out."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(keys.encode())
        seen = b""
        last = time.monotonic() + PATIENCE
        while until.encode() not in seen and time.monotonic() < last:
            if select.select([self.process.stdout], [], [], 0.2)[0]:
                seen += self.process.stdout.read(65536)
        return seen.decode("utf-8", "replace")

    def close(self) -> None:
        """Hang up."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.kill()
        self.process.wait()


@pytest.fixture(params=START)
def terminal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Terminal]:
    """A shell in which completion was switched on, at home in an empty folder, with a book beside."""
    if shutil.which(request.param) is None:
        pytest.skip(f"{request.param} is not installed")
    home = tmp_path / "home"
    home.mkdir()
    program = tmp_path / "bin" / "funnel"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m funnel_cli "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    environ = {
        "FUNNEL_BOOK": str(new_book(tmp_path / "book")),
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "PATH": f"{program.parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "TERM": "xterm",
    }
    shell = Terminal(request.param, environ)
    assert "ready" in shell.type(f"stty cols 100 rows 40; {SOURCE[request.param]}; {READY}\r", "ready")
    yield shell
    shell.close()


def test_the_tab_key_completes_a_deal_by_its_chinese_name(terminal: Terminal) -> None:
    assert "beta-belts" in terminal.type("funnel show 皮带\t", "beta-belts")


def test_the_tab_key_completes_a_word_with_a_colon(terminal: Terminal) -> None:
    assert "Gamma" in terminal.type("funnel list is:und\t\r", "Gamma")


@pytest.mark.parametrize("shell", START)
def test_the_script_says_first_how_to_install_it(shell: str) -> None:
    head = run(f"completion {shell}").out.splitlines()[:6]
    assert any(f"funnel completion {shell}" in line for line in head if line.startswith("#"))


def test_a_shell_without_a_script_is_refused() -> None:
    answer = run("completion tcsh")
    assert (answer.exit, answer.out) == (2, "")
    assert answer.err == "There is no shell called tcsh.\n  There is: bash, zsh, fish\n"
