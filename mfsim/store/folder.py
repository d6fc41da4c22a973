"""The folder of a study: a manifest, the points, and a part for each chunk of runs, each whole or not there.

Parts are Parquet files written under another name, synced and renamed. Whoever opens the folder later finds the same parts
whatever happened in between, and computes those that are missing.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from mfsim.errors import MfsimError
from mfsim.store.manifest import files_in
from mfsim.writing import write_whole

MANIFEST = "study.json"
POINTS = "points.parquet"
DESIGN = "design.parquet"
PARTS = "parts"
LOCK = ".lock"
KEY = b"mfsim.study"
"""Name under which a part says to which study it belongs."""
TRY_AGAIN = b"mfsim.try_again"
"""Name under which a part says that runs in it failed for want of somebody to compute them: it is no result."""
Made = Callable[[], pa.Table]
LEFT_OVER = re.compile(r"\.(study|points|design|\d{6})\.\d+\.(json|parquet)")
"""Name of a file whose writer was killed before it could give it its own."""


class StoreError(MfsimError):
    """A folder of a study cannot be used as it is; nothing in it was changed."""


class StudyFolder:
    """The folder of one study.

    Parameters
    ----------
    folder : path
        Made when the study is begun.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)

    @property
    def manifest(self) -> dict[str, Any]:
        """What the study is.

        Raises
        ------
        StoreError
            If there is no study in the folder, or its manifest cannot be read.
        """
        path = self.folder / MANIFEST
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise StoreError(f"{self.folder}: there is no study here ({MANIFEST} is missing)") from None
        except (OSError, ValueError) as error:
            raise StoreError(f"{path}: cannot be read: {error}") from None
        if not isinstance(found, dict) or "key" not in found:
            raise StoreError(f"{path}: is no manifest of a study")
        return found

    def begin(self, manifest: Mapping[str, Any], points: Made, design: Made) -> None:
        """Begin a study, or go on with the same one.

        Parameters
        ----------
        manifest : mapping
            What the study is.
        points, design : function
            Makes the table that is kept, if it is not there yet.

        Raises
        ------
        StoreError
            If the folder holds another study, or other files, or cannot be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / PARTS).mkdir(exist_ok=True)
            if (self.folder / MANIFEST).exists():
                self._must_match(manifest)
            else:
                self._must_be_new()
                write_synced(self.folder / MANIFEST, (json.dumps(dict(manifest), indent=2) + "\n").encode())
            for name, table in ((POINTS, points), (DESIGN, design)):
                if not (self.folder / name).exists():
                    write_synced(self.folder / name, _parquet_bytes(table()))
        except OSError as error:
            raise StoreError(f"{self.folder}: cannot be written: {error.strerror or error}") from None

    def _must_be_new(self) -> None:
        names = (one.relative_to(self.folder) for place in (self.folder, self.folder / PARTS) for one in place.iterdir())
        strangers = sorted(str(one) for one in names if one.name not in (PARTS, LOCK) and not LEFT_OVER.fullmatch(one.name))
        if strangers:
            what = ", ".join(strangers[:3])
            raise StoreError(f"{self.folder}: is not empty and holds no study ({what}); expected a new folder")

    def _must_match(self, manifest: Mapping[str, Any]) -> None:
        there = self.manifest
        files, before = files_in(manifest), files_in(there)
        changed = [name for name, sha256 in files.items() if before.get(name, sha256) != sha256]
        if changed and there.get("key") != manifest["key"]:
            raise StoreError(
                f"{self.folder}: holds a study that was begun before {', '.join(changed)} changed; expected "
                f"the file as it was ({MANIFEST} has it), or another folder, as runs of both must not be mixed"
            )
        for name, what in (("mfsim", "mfsim"), ("rules", "the rules of mfsim"), ("key", "the experiment")):
            if there.get(name) != manifest[name]:
                raise StoreError(
                    f"{self.folder}: holds a study in which {what} was another ({there.get(name)}, now {manifest[name]}); "
                    f"expected another folder, as runs of both must not be mixed"
                )

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other processes from working on the study; the lock ends with this process, however it ends.

        What a killed process left half-written is removed.

        Raises
        ------
        StoreError
            If another process is at work here.
        """
        with (self.folder / LOCK).open("a+b") as file:
            if not _lock(file):
                raise StoreError(f"{self.folder}: another process is at work on this study; expected to be alone")
            for place in (self.folder, self.folder / PARTS):
                for one in place.iterdir():
                    if LEFT_OVER.fullmatch(one.name):
                        one.unlink()
            yield

    def points(self) -> pa.Table:
        """Return the points: a row for each, a column for each factor."""
        return self._read(self.folder / POINTS)

    def design(self) -> pa.Table:
        """Return where the points are in the design: a row for each, a column for each share that was sampled."""
        return self._read(self.folder / DESIGN)

    def part(self, number: int) -> Path:
        """Return the file of a part."""
        return self.folder / PARTS / f"{number:06d}.parquet"

    def save(self, number: int, table: pa.Table) -> None:
        """Write a part, whole or not at all, in place of one that is to be tried again.

        Raises
        ------
        StoreError
            If it cannot be written, for want of room for instance; parts that are there stay as they are.
        """
        key = {**(table.schema.metadata or {}), KEY: json.dumps([self.manifest["key"], number]).encode()}
        try:
            write_synced(self.part(number), _parquet_bytes(table.replace_schema_metadata(key)))
        except OSError as error:
            raise StoreError(f"{self.part(number)}: cannot be written: {error.strerror or error}") from None

    def done(self, count: int) -> list[int]:
        """Return the numbers of the parts that are there, of so many, each found to be whole and of this study.

        Raises
        ------
        StoreError
            If one is damaged or belongs to another study.
        """
        key = self.manifest["key"]
        return [number for number in range(count) if self._is_there(number, key)]

    def to_try_again(self, numbers: Iterable[int]) -> list[int]:
        """Return those of some parts that are there which say that they are to be tried again."""
        return [one for one in numbers if TRY_AGAIN in (parquet.read_schema(self.part(one)).metadata or {})]

    def _is_there(self, number: int, key: str) -> bool:
        path = self.part(number)
        if not path.exists():
            return False
        try:
            found = json.loads((parquet.read_schema(path).metadata or {}).get(KEY, b"[null, null]"))
        except (OSError, ValueError, pa.ArrowInvalid) as error:
            hint = "delete it and run again: only its runs are computed anew"
            raise StoreError(f"{path}: is damaged ({str(error).splitlines()[0]}); {hint}") from None
        if found != [key, number]:
            raise StoreError(f"{path}: belongs to another study; expected the parts of this one alone")
        return True

    def read(self, number: int, columns: list[str] | None = None) -> pa.Table:
        """Return a part, or some columns of it."""
        return self._read(self.part(number), columns)

    def _read(self, path: Path, columns: list[str] | None = None) -> pa.Table:
        try:
            with parquet.ParquetFile(path, page_checksum_verification=True) as file:
                return file.read(columns)
        except (OSError, pa.ArrowInvalid) as error:
            raise StoreError(f"{path}: cannot be read: {str(error).splitlines()[0]}") from None


def write_synced(path: Path, content: bytes) -> None:
    """Write a file so that after any crash, of the machine too, it is there as a whole or not at all."""

    def write(partial: Path) -> None:
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())

    write_whole(path, write)


def _parquet_bytes(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    parquet.write_table(table, sink, compression="zstd", write_page_checksum=True)
    return bytes(sink.getvalue())


def _lock(file: Any) -> bool:
    """Lock an open file if nobody else has; the system lets go of it when the process ends."""
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        module: Any = msvcrt
        try:
            module.locking(file.fileno(), module.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
