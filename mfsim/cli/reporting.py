"""`mfsim report`: a page of what is stored in a folder."""

from __future__ import annotations

from pathlib import Path


def write_report(folder: Path, out: Path | None) -> None:
    """Write the page, whole or not at all, and say where it is."""
    from mfsim.pages.stored import stored_page
    from mfsim.writing import write_file

    text, path = stored_page(folder), folder / "report.html" if out is None else out
    print(f"wrote {write_file(path, text)}")
