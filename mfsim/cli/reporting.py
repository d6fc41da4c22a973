"""`mfsim report`: a page of what is stored in a folder."""

from __future__ import annotations

from pathlib import Path

from mfsim.errors import MfsimError


def write_report(folder: Path, out: Path | None) -> None:
    """Write the page, whole or not at all, and say where it is."""
    from mfsim.pages.stored import stored_page
    from mfsim.report.files import write_whole

    text, path = stored_page(folder), folder / "report.html" if out is None else out
    try:
        print(f"wrote {write_whole(path, lambda partial: partial.write_text(text, encoding='utf-8'))}")
    except OSError as error:
        raise MfsimError(f"{path}: cannot be written: {error.strerror or error}") from error
