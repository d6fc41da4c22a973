"""`mfsim dashboard`: load, compile if need be, serve the page."""

from __future__ import annotations

import sys
from importlib.util import find_spec

from mfsim.errors import MfsimError

NEEDED = ("starlette", "uvicorn")


def show_page(scenario: str, *, months: int, port: int, host: str | None, open_to_network: bool, browser: bool) -> None:
    """Serve the page of a scenario until it is interrupted.

    Raises
    ------
    MfsimError
        If the extra is not installed, the scenario cannot be used, or the address cannot be listened on.
    """
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise MfsimError(f"the dashboard needs {' and '.join(missing)}; try: pip install 'mfsim[dashboard]'")
    from mfsim.dashboard.serve import checked_host, first_world, serve

    address = checked_host(host, open_to_network)
    print("Getting the place ready (the first time the rules are compiled, which takes a minute) ...", file=sys.stderr)
    serve(first_world(scenario, months), address, port, browser=browser)
