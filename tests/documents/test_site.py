"""The site builds without a warning, needs no network, and its tables of parameters can be searched in a browser."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest
from pages import ROOT

pytestmark = pytest.mark.slow
CHROMIUM = os.environ.get("MFSIM_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Build the site with warnings as errors; the notebooks are shown as they are kept, without being run."""
    for package in ("sphinx", "myst_nb", "furo"):
        pytest.importorskip(package)
    folder = tmp_path_factory.mktemp("site")
    words = ("-W", "--keep-going", "-q", "-D", "nb_execution_mode=off", "-c", "docs", ".", str(folder))
    built = subprocess.run(
        [sys.executable, "-m", "sphinx", *words], cwd=ROOT, capture_output=True, text=True, timeout=600, check=False
    )
    assert built.returncode == 0, built.stderr
    return folder


@pytest.fixture(scope="module")
def browser(site):
    started = pytest.importorskip("playwright.sync_api").sync_playwright().start()
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed (or named by MFSIM_CHROMIUM)")
    chromium = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    yield chromium
    chromium.close()
    started.stop()


@pytest.mark.parametrize("width", [400, 1280])
@pytest.mark.parametrize("name", ["index", "docs/index", "docs/parameters", "docs/api", "notebooks/01_first_run"])
def test_pages_fit_the_window_and_need_no_network(site, browser, name, width):
    page = browser.new_page(viewport={"width": width, "height": 900})
    told, asked = [], []
    page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: asked.append(request.url))
    page.goto((site / f"{name}.html").as_uri(), wait_until="load")
    page.wait_for_selector("article")
    assert told == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.close()


def test_rows_with_all_the_words_stay(site, browser):
    page = browser.new_page()
    page.goto((site / "docs" / "parameters.html").as_uri())
    rows = page.locator("article tbody tr")
    everything = rows.count()
    page.fill(".find-rows input", "rivalry colleagues")
    shown = page.locator("article tbody tr:visible")
    assert "demand.rivalry" in " ".join(shown.all_inner_texts())
    assert page.inner_text(".find-rows span") == f"{shown.count()} of {everything}"
    assert 0 < shown.count() < 10
    page.fill(".find-rows input", "")
    assert page.locator("article tbody tr:visible").count() == everything > 400
    page.close()
