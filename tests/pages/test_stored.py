"""Pages of stored runs, comparisons and studies."""

from __future__ import annotations

import json

import pytest

from mfsim.cli import main
from mfsim.errors import MfsimError
from mfsim.pages.stored import stored_page

STUDY = """
[experiment]
title = "Does <b>rivalry</b> matter?"
scenario = "base"
runs = 3
months = 6
outcomes = ["income", "occupancy"]
[settings]
"place.units" = 4
[uncertainties]
"demand.rivalry" = [0.0, 0.6]
[levers]
"commons.upkeep" = ["voluntary", "rota"]
[design]
method = "lhs"
points = 4
crossed = true
"""


def test_a_run(tmp_path, capsys):
    words = ["run", "base", "--set", "place.units=4", "--set", "about.title=A <script>alert(1)</script> place"]
    assert main([*words, "--runs", "3", "--months", "6", "--out", str(tmp_path / "run"), "--with-isolated"]) == 0
    assert main(["report", str(tmp_path / "run")]) == 0
    page = (tmp_path / "run" / "report.html").read_text(encoding="utf-8")
    assert "A &lt;script&gt;alert(1)&lt;/script&gt; place" in page
    assert "<script" not in page
    assert page.count("data:image/png;base64,") == 2
    assert "Surplus of being together" in page
    assert ">place.units</td>" in page
    summary = json.loads((tmp_path / "run" / "run.json").read_text())
    assert summary["scenario_hash"][:16] in page
    assert stored_page(tmp_path / "run") == page


def test_a_comparison(tmp_path):
    (tmp_path / "two.toml").write_text('extends = "base"\n[place]\nunits = 4\n[lease]\nrent_eur_per_m2_month = 9.0\n')
    (tmp_path / "one.toml").write_text('extends = "base"\n[place]\nunits = 4\n')
    files = [str(tmp_path / "one.toml"), str(tmp_path / "two.toml")]
    assert main(["compare", *files, "--runs", "10", "--months", "6", "--out", str(tmp_path / "c")]) == 0
    assert main(["report", str(tmp_path / "c"), "-o", str(tmp_path / "page.html")]) == 0
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "two less the first" in page
    assert ">rent</td>" in page
    assert "Not told apart:" in page
    assert not (tmp_path / "c" / "report.html").exists()


def test_a_study_and_the_same_after_its_analysis(tmp_path):
    (tmp_path / "study.toml").write_text(STUDY)
    folder = tmp_path / "s"
    assert main(["sweep", str(tmp_path / "study.toml"), "--out", str(folder)]) == 0
    page = stored_page(folder)
    assert "Does &lt;b&gt;rivalry&lt;/b&gt; matter?" in page
    assert "24 of 24 runs are done, 0 of them failed" in page
    assert ">commons.upkeep</td>" in page
    assert main(["report", str(folder)]) == 0
    assert main(["sweep", str(tmp_path / "study.toml"), "--out", str(folder)]) == 0  # the page does not stop the study


@pytest.mark.parametrize(
    ("what", "message"), [(None, "no such folder"), ("", "holds no runs"), ("run.json", "cannot be read")]
)
def test_what_is_no_result_is_refused(tmp_path, what, message):
    folder = tmp_path / "folder"
    if what is not None:
        folder.mkdir()
    if what:
        (folder / what).write_text("{")
    with pytest.raises(MfsimError, match=message):
        stored_page(folder)
    assert main(["report", str(folder)]) == 2
