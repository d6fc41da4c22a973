"""Serve the page: on this machine alone, unless more is asked for by a flag that says so."""

from __future__ import annotations

import ipaddress
import socket
import threading
import webbrowser
from collections.abc import Callable

import uvicorn

from mfsim.dashboard.app import application
from mfsim.dashboard.asked import Asked, source_of
from mfsim.dashboard.worlds import Worlds
from mfsim.errors import MfsimError

LOOPBACK, EVERYWHERE = "127.0.0.1", "0.0.0.0"
BROWSER_AFTER_SECONDS = 0.5


def first_world(scenario: str, months: int) -> Worlds:
    """Load the scenario and run its first month, so that what is wrong is said, and rules are compiled, before it is served.

    Raises
    ------
    MfsimError
        If the scenario cannot be used, or not on the page.
    """
    worlds = Worlds(source_of(scenario), months)
    worlds.open(Asked("A", worlds.source, {}, 0)).months(0, 1)
    return worlds


def checked_host(host: str | None, open_to_network: bool) -> str:
    """Return the address to listen on.

    Raises
    ------
    MfsimError
        If it is not of this machine alone, and that was not asked for.
    """
    if host is None:
        return EVERYWHERE if open_to_network else LOOPBACK
    if not open_to_network and not _is_loopback(host):
        raise MfsimError(
            f"--host {host}: others could open the page from there; expected 127.0.0.1, or --open-to-network as well, "
            "if all who can reach this machine may (there is no password)"
        )
    return host


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def serve(worlds: Worlds, host: str, port: int, *, browser: bool, say: Callable[[str], None] = print) -> None:
    """Serve the page until it is interrupted.

    Raises
    ------
    MfsimError
        If the address cannot be listened on.
    """
    listening = _listen(host, port)
    number = listening.getsockname()[1]
    is_alone = _is_loopback(host)
    names = ["127.0.0.1", "localhost", "[::1]"] if is_alone else ["*"]
    address = f"http://{'127.0.0.1' if host == EVERYWHERE else f'[{host}]' if ':' in host else host}:{number}/"
    say(f"The page is at {address}" + ("" if is_alone else f" and open to all who can reach this machine at port {number}"))
    say("Stop it with Ctrl+C.")
    if browser:
        threading.Timer(BROWSER_AFTER_SECONDS, webbrowser.open, (address,)).start()
    config = uvicorn.Config(application(worlds, names), log_level="error", lifespan="off", timeout_graceful_shutdown=1)
    uvicorn.Server(config).run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen()
    except OSError as error:
        listening.close()
        reason = error.strerror or str(error)
        hint = "another --port, or --port 0 for one that is free"
        raise MfsimError(f"cannot listen on {host}, port {port}: {reason}; expected {hint}") from error
    return listening
