"""A page of the dashboard in a real browser, and its server in a thread of this process."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mfsim.compiling import ENABLED

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
MONTHS = 60


def chromium() -> str | None:
    """Return a Chromium that is installed; MFSIM_CHROMIUM names another."""
    named = os.environ.get("MFSIM_CHROMIUM")
    return named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Serve the page of MAGE on a port that is free."""
    import uvicorn

    from mfsim.dashboard.app import application
    from mfsim.dashboard.serve import first_world

    config = uvicorn.Config(
        application(first_world("mage", MONTHS), ["127.0.0.1"]), port=0, log_level="error", lifespan="off"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")  # there can be one Playwright at a time, and other tests have theirs
def browser(tmp_path_factory) -> Iterator[object]:
    """Start Chromium with a folder of its own, or skip and say why."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = chromium()
    if path is None:
        pytest.skip("no Chromium is installed (or named by MFSIM_CHROMIUM)")
    if not ENABLED:
        pytest.skip("months take too long uncompiled")
    folder = tmp_path_factory.mktemp("chromium")
    with playwright.sync_playwright() as started:
        context = started.chromium.launch_persistent_context(
            folder, executable_path=path, args=list(FLAGS), viewport={"width": 1280, "height": 800}, accept_downloads=True
        )
        yield context
        context.close()


class Watched:
    """A page, and what went wrong on it or left this machine."""

    def __init__(self, page, address: str) -> None:
        self.page, self.wrong = page, []
        page.on("console", lambda said: self.wrong.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on(
            "request", lambda one: None if one.url.startswith((address, "data:", "blob:")) else self.wrong.append(one.url)
        )


@pytest.fixture
def page(browser, address) -> Iterator[object]:
    """Open the page; at the end nothing may have gone wrong on it, nor been asked of anyone else."""
    watched = Watched(browser.new_page(), address)
    watched.page.set_default_timeout(15_000)
    watched.page.goto(address)
    watched.page.wait_for_selector("body[data-ready]")
    yield watched.page
    watched.page.close()
    assert watched.wrong == []


@pytest.fixture
def downloads(tmp_path) -> Path:
    """Make a folder for what is downloaded."""
    return tmp_path
