"""Each page is read once for all tests of a file."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from pages import Reading, read


@pytest.fixture(scope="session")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Reading]:
    """Return what reads a page, once."""
    return cache(lambda page: read(page, tmp_path_factory.mktemp(page.stem)))
