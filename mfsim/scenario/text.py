"""Reading a user's text file, with a clear error for all that is not one."""

from __future__ import annotations

from pathlib import Path

from mfsim.errors import Problem, ScenarioError

LARGEST_BYTES = 4_000_000
WINDOWS = "cp1252"
"""Encoding in which spreadsheets on Windows in western Europe save "CSV", without saying so."""
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_text(path: Path, what: str, of_spreadsheets: bool = False) -> str:
    """Return the text of a UTF-8 file (a byte order mark is dropped, line ends become line feeds).

    Parameters
    ----------
    path
        The file.
    what
        What it is, for the message: "scenario", "members file" ….
    of_spreadsheets
        Whether to read also what spreadsheets write: UTF-16 with a mark, and Windows-1252 where the file is not UTF-8.

    Raises
    ------
    ScenarioError
        If it is missing, a folder, unreadable, too large, empty or no text in one of these encodings.
    """
    content = _read_bytes(path, what)
    text = _decoded(path, content, of_spreadsheets)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise _refused(path, f"the {what} is empty")
    if "\0" in text:
        raise _refused(path, "it holds a zero byte", "text", text.count("\n", 0, text.index("\0")) + 1)
    return text


def _decoded(path: Path, content: bytes, of_spreadsheets: bool) -> str:
    expected = "UTF-8 text (in Excel: save as 'CSV UTF-8')"
    if content[:2] in UTF_16_MARKS and not of_spreadsheets:
        raise _refused(path, "the file is in UTF-16", expected)
    encodings = ("utf-16",) if content[:2] in UTF_16_MARKS else ("utf-8-sig", WINDOWS)[: 1 + of_spreadsheets]
    place = 0
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            place = error.start
    line = content.count(b"\n", 0, place) + 1
    raise _refused(path, f"byte 0x{content[place]:02x} is not UTF-8", expected, line)


def _read_bytes(path: Path, what: str) -> bytes:
    try:
        if path.is_dir():
            raise _refused(path, "this is a folder", f"a {what}")
        with path.open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)
    except FileNotFoundError:
        raise _refused(path, f"no such file ({what})") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _refused(path, f"the {what} cannot be read: {reason}") from None
    if len(content) > LARGEST_BYTES:
        raise _refused(path, f"the {what} is larger than {LARGEST_BYTES // 1_000_000} MB")
    return content


def _refused(path: Path, problem: str, expectation: str = "", line: int | None = None) -> ScenarioError:
    return ScenarioError(Problem(problem, expectation=expectation, file=str(path), line=line))
