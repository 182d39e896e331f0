"""A reader in a real Chromium: the browser, the real site served below a folder as a project page is, and a visit that
notes everything that goes wrong on a page."""

import contextlib
import functools
import gzip
import http.server
import os
import shutil
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.built import Built

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
)

# How many times slower than this machine a page shall be. Whoever asks too early, asks in vain on a busy machine only
# now and then; here every time: `GONGKAI_SLOW=6 python3 scripts/test.py -m browser`.
SLOW = int(os.environ.get("GONGKAI_SLOW", "0"))
expect.set_options(timeout=30_000)


@dataclass
class Visit:
    """A page and what went wrong on it."""

    page: Page
    base: str
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda said: self._note(said.type, said.text))
        self.page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        self.page.on("request", lambda request: self._foreign(request.url))
        self.page.on("requestfailed", lambda request: self._failed(request.url, request.failure or ""))
        self.page.on(
            "response", lambda got: self.wrong.append(f"{got.status}: {got.url}") if got.status >= 400 else None
        )

    def _note(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.wrong.append(f"{kind}: {text}")

    def _failed(self, url: str, why: str) -> None:
        if why != "net::ERR_ABORTED":  # the reader left while the search was still loading
            self.wrong.append(f"failed: {url}: {why}")

    def _foreign(self, url: str) -> None:
        if not url.startswith((self.base, "data:", "blob:")):
            self.wrong.append(f"foreign request: {url}")

    def go(self, name: str) -> Page:
        return arrive(self.page, self.base + name)


def arrive(page: Page, address: str) -> Page:
    """Go to a page and wait until its scripts are there: they come after the first picture (late.js)."""
    page.goto(address)
    page.locator("html[data-scripts]").wait_for(state="attached")
    return page


def hits_of(page: Page, words: str) -> list[str]:
    """The addresses that the finder lists for `words` in the header, below the site's top."""
    field = page.locator(".gk-finder__words")
    field.fill("")
    field.fill(words)
    page.locator(".gk-hit--all a", has_text=f"“{words}”").wait_for()
    links = page.locator(".gk-finder__list > li > a").evaluate_all("all => all.map(one => one.href)")
    return [link.partition("/gongkai/")[2] for link in links[:-1]]


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass

    def send_response(self, code: int, message: str | None = None) -> None:
        pause = zlib.crc32(f"{SLOW} {self.path}".encode()) % 100  # uneven: what comes first elsewhere may be last here
        time.sleep(SLOW * pause / 1000)
        super().send_response(code, message)


class _Packed(_Quiet):
    """Answers compressed and kept for ten minutes, as GitHub Pages does."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            return super().do_GET()
        content = gzip.compress(path.read_bytes(), 6, mtime=0)
        self.send_response(200)
        kind = self.guess_type(str(path))
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        self.wfile.write(content)
        return None


@contextlib.contextmanager
def serve(folder: Path, packed: bool = False) -> Iterator[str]:
    """Serve a folder on this machine, compressed or as it is; gives its address."""
    handler = functools.partial(_Packed if packed else _Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="module")
def base(real: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    top = tmp_path_factory.mktemp("served")
    (top / "gongkai").symlink_to(real.paths.site)
    with serve(top) as address:
        yield f"{address}gongkai/"


def find_browser() -> str | None:
    """The system's Chromium, or the one that GONGKAI_CHROMIUM names."""
    found = (shutil.which(name) for name in NAMES)
    return os.environ.get("GONGKAI_CHROMIUM") or next(filter(None, found), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = find_browser()
    if not path:
        pytest.skip("no Chromium here; install it (Debian: apt install chromium fonts-noto-cjk)")
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=path, args=FLAGS.split())
        if SLOW:
            _slow_down(found)
        yield found


def _slow_down(browser: Browser) -> None:
    """Let every page of the browser calculate `SLOW` times more slowly."""

    def slowly(new_page: Callable[..., Page]) -> Callable[..., Page]:
        def open_page(*args: Any, **settings: Any) -> Page:
            page = new_page(*args, **settings)
            page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOW})
            return page

        return open_page

    def new_context(*args: Any, **settings: Any) -> BrowserContext:
        context = fresh(*args, **settings)
        context.new_page = slowly(context.new_page)  # type: ignore[method-assign]
        return context

    fresh = browser.new_context
    browser.new_context = new_context  # type: ignore[method-assign]
    browser.new_page = slowly(browser.new_page)  # type: ignore[method-assign]


@pytest.fixture
def visit(browser: Browser, base: str) -> Iterator[Visit]:
    context = browser.new_context(color_scheme="light", viewport={"width": 1280, "height": 900})
    found = Visit(context.new_page(), base)
    yield found
    context.close()
    assert found.wrong == []
