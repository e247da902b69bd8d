# ruff: noqa: INP001 - a script, no package
"""A headless Chromium, spoken to through two pipes: what the tests of the page and its picture need."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from base64 import b64decode
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
"""The browser of this machine, `None` where there is none."""

PLUGGED = """
import fcntl, os, sys
pipes = [fcntl.fcntl(int(word), fcntl.F_DUPFD, 10) for word in sys.argv[1:3]]
for number, pipe in enumerate(pipes, 3):
    os.dup2(pipe, number)
os.execv(sys.argv[3], sys.argv[3:])
"""
"""Starts a program with two pipes for its third and fourth file, where the browser looks for them."""


class Browser:
    """A browser with one page, in a profile of its own that is thrown away.

    `requests` are the addresses that the page asked for; the network is not there for it.
    """

    def __init__(self) -> None:
        self.requests: list[str] = []
        self._number = 0
        self._rest = b""
        self._profile = TemporaryDirectory(ignore_cleanup_errors=True)

    def __enter__(self) -> Self:
        to_browser, self._to = os.pipe()
        self._from, from_browser = os.pipe()
        line = [
            str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe",
            "--force-color-profile=srgb", "--hide-scrollbars", f"--user-data-dir={self._profile.name}",
        ]  # fmt: skip
        self._process = subprocess.Popen(
            [sys.executable, "-c", PLUGGED, str(to_browser), str(from_browser), *line],
            pass_fds=(to_browser, from_browser),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_browser)
        os.close(from_browser)
        self._session = None
        page = self.ask("Target.createTarget", url="about:blank")
        attached = self.ask("Target.attachToTarget", targetId=page["targetId"], flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Network", "Accessibility"):
            self.ask(f"{domain}.enable")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session = None
        with suppress(RuntimeError):  # it may be gone before it answers
            self.ask("Browser.close")
        os.close(self._to)
        self._process.wait()
        os.close(self._from)
        self._profile.cleanup()

    def ask(self, method: str, **params: Any) -> Any:
        """The answer of the browser to one question of its protocol."""
        self._number += 1
        asked = {"id": self._number, "method": method, "params": params}
        asked |= {"sessionId": self._session} if self._session else {}
        os.write(self._to, json.dumps(asked).encode() + b"\0")
        while (said := self._next()).get("id") != self._number:
            pass
        if "error" in said:
            raise RuntimeError(said["error"])
        return said["result"]

    def open(self, file: Path, width: int = 1000, *, dark: bool = False, media: str = "") -> None:
        """Show a file in a window so many pixels wide, when it has been loaded."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.ask("Emulation.setEmulatedMedia", media=media, features=[scheme])
        self._measure(width, 800)
        self.ask("Page.navigate", url=file.absolute().as_uri())
        while self._next().get("method") != "Page.loadEventFired":
            pass

    def size(self) -> tuple[int, int]:
        """How wide and how high the page is, in pixels."""
        found = self.ask("Page.getLayoutMetrics")["cssContentSize"]
        return found["width"], found["height"]

    def picture(self, height: int | None = None, top: int = 0) -> bytes:
        """The page as PNG, whole or so many pixels of it, from its top or further down."""
        width, whole = self.size()
        clip = {"x": 0, "y": top, "width": width, "height": height or whole - top, "scale": 1}
        shot = self.ask("Page.captureScreenshot", format="png", clip=clip, captureBeyondViewport=True)
        return b64decode(shot["data"])

    def printed(self) -> bytes:
        """The page as PDF, on the paper that its style wants."""
        return b64decode(self.ask("Page.printToPDF", preferCSSPageSize=True, printBackground=True)["data"])

    def named(self) -> list[tuple[str, str]]:
        """Role and name of everything that a reader of the screen tells."""
        nodes = self.ask("Accessibility.getFullAXTree")["nodes"]
        return [
            (node["role"]["value"], node.get("name", {}).get("value", ""))
            for node in nodes
            if not node["ignored"]
        ]

    def _measure(self, width: int, height: int) -> None:
        window = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.ask("Emulation.setDeviceMetricsOverride", **window)

    def _next(self) -> dict[str, Any]:
        """What the browser says next; requests are noted."""
        while b"\0" not in self._rest:
            read = os.read(self._from, 1 << 16)
            if not read:
                raise RuntimeError("the browser has gone")
            self._rest += read
        line, _, self._rest = self._rest.partition(b"\0")
        said: dict[str, Any] = json.loads(line)
        if said.get("method") == "Network.requestWillBeSent":
            self.requests.append(said["params"]["request"]["url"])
        return said
