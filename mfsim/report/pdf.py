"""A page as PDF, with WeasyPrint: no browser and no network; the same page gives the same bytes."""

from __future__ import annotations

from pathlib import Path

from mfsim.errors import MfsimError
from mfsim.writing import write_file


def check_pdf() -> None:
    """Say at once if no PDF can be made here, before the work is done.

    Raises
    ------
    MfsimError
        If WeasyPrint, or the library Pango that it draws text with, is not installed.
    """
    try:
        import weasyprint  # noqa: F401
    except ImportError:
        raise MfsimError("--pdf: WeasyPrint is not installed; expected: pip install 'mfsim[pdf]'") from None
    except OSError as error:
        text = str(error).splitlines()[0]
        raise MfsimError(f"--pdf: WeasyPrint finds no Pango ({text}); expected that library, or print the page") from None


def write_pdf(page: str, path: Path) -> Path:
    """Write a page as PDF, whole or not at all.

    Raises
    ------
    MfsimError
        If it cannot be made or written.
    """
    check_pdf()
    from weasyprint import HTML

    content = HTML(string=page).write_pdf()
    return write_file(path, content)
