"""What all tests share: this folder on the path, and rules that run without compilation as `mfsim` runs them."""

from __future__ import annotations

import pytest
from hypothesis import settings

from mfsim.compiling import plain_python

settings.register_profile("mfsim", deadline=None)  # how long an example takes tells what else the machine was doing
settings.load_profile("mfsim")


@pytest.fixture(autouse=True)
def _words_wrap_around():
    """Let 64-bit words overflow in silence where compilation is off."""
    with plain_python():
        yield
