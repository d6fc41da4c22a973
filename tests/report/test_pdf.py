"""A page as PDF, or a clear word why not."""

from __future__ import annotations

import sys

import pytest

from mfsim.cli import main
from mfsim.errors import MfsimError
from mfsim.report.pdf import check_pdf, write_pdf


def test_without_weasyprint_it_is_said_before_any_work(tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m.csv").write_text("name,trade\nA,baker\nB,sewer\n")
    with pytest.raises(MfsimError, match=r"pip install 'mfsim\[pdf\]'"):
        check_pdf()
    assert main(["mix", "m.csv", "--area", "100", "--pdf"]) == 2
    assert "WeasyPrint is not installed" in capsys.readouterr().err
    assert [one.name for one in tmp_path.iterdir()] == ["m.csv"]


def test_the_same_page_gives_the_same_pdf(tmp_path):
    pytest.importorskip("weasyprint")
    page = "<!DOCTYPE html><title>Größe</title><h1>Müller &amp; Söhne</h1>"
    one, other = (write_pdf(page, tmp_path / name).read_bytes() for name in ("a.pdf", "b.pdf"))
    assert one[:5] == b"%PDF-"
    assert one == other
