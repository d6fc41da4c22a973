"""What the page asks of the server: worlds, months of a world, files to take home. No rule of the model is here."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from mfsim.dashboard import charts, levers
from mfsim.dashboard.asked import Asked
from mfsim.dashboard.download import TABLES, scenario_toml, table_csv
from mfsim.dashboard.frames import FACTS, without_nan
from mfsim.dashboard.worlds import WorldGoneError, Worlds
from mfsim.errors import MfsimError
from mfsim.scenario.load import load

PAGE = Path(__file__).with_name("page")
REFUSED, GONE = 422, 410
LARGEST_REQUEST = 100_000
POLICY = "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
"""The browser itself refuses to load anything from elsewhere."""


class Service:
    """The answers to what pages ask.

    Parameters
    ----------
    worlds : Worlds
    """

    def __init__(self, worlds: Worlds) -> None:
        self.worlds = worlds

    def start(self, _: Request) -> Response:
        """Say which scenarios, levers, charts and facts there are."""
        told = {
            "sources": [{"source": one, "title": load(one).settings.about.title} for one in self.worlds.sources],
            "levers": levers.described(),
            "charts": charts.described(),
            "facts": [fact._asdict() for fact in FACTS],
            "months": self.worlds.most_months,
        }
        return JSONResponse(without_nan(told))

    async def open(self, request: Request) -> Response:
        """Make a world as the page asks for it; that levers do not go together is an answer like another."""
        asked = _asked(await _body(request))
        return await run_in_threadpool(self._opened, asked)

    def _opened(self, asked: Asked) -> Response:
        try:
            return JSONResponse(without_nan(self.worlds.open(asked).told()))
        except MfsimError as error:
            return JSONResponse({"refused": str(error).split("\n"), "idle": asked.idle()})

    def months(self, request: Request) -> Response:
        """Give the frames of some months of a world."""
        first, last = (_whole(request, name) for name in ("first", "last"))
        frames = self.worlds.months(request.path_params["key"], first, last)
        return Response(frames, media_type="application/json")

    def table(self, request: Request) -> Response:
        """Give a table of what is on screen as CSV."""
        world, name = self.worlds.get(request.path_params["key"]), request.path_params["table"]
        if name not in TABLES:
            raise MfsimError(f"there is no table '{name[:50]}'; expected one of {', '.join(TABLES)}")
        months = self._played(request)
        return _file(table_csv(world, name, months), f"{world.case.name}_{world.asked.slot}_{name}.csv", "text/csv")

    def scenario(self, request: Request) -> Response:
        """Give the scenario file of what is on screen."""
        world = self.worlds.get(request.path_params["key"])
        text = scenario_toml(world, self._played(request))
        return _file(text.encode(), f"{world.case.name}_{world.asked.slot}.toml", "application/toml")

    def _played(self, request: Request) -> int:
        months = _whole(request, "months")
        if not 0 <= months <= self.worlds.most_months:
            raise MfsimError(f"months: expected a whole number from 0 to {self.worlds.most_months}, not {months}")
        return months


def application(worlds: Worlds, hosts: list[str]) -> Starlette:
    """Return the application.

    Parameters
    ----------
    hosts
        Names under which browsers may ask; any other is refused, so that no other page can have a browser ask here.
    """
    service = Service(worlds)
    routes = [
        Route("/", _page),
        Route("/api/start", service.start),
        Route("/api/worlds", service.open, methods=["POST"]),
        Route("/api/worlds/{key}/months", service.months),
        Route("/api/worlds/{key}/scenario.toml", service.scenario),
        Route("/api/worlds/{key}/{table}.csv", service.table),
        Mount("/page", StaticFiles(directory=PAGE)),
    ]
    handlers: dict[Any, Callable[..., Response]] = {WorldGoneError: _gone, MfsimError: _refused}
    guard = Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False)
    return Starlette(routes=routes, middleware=[guard], exception_handlers=handlers)


def _page(_: Request) -> Response:
    return FileResponse(PAGE / "index.html", headers={"Content-Security-Policy": POLICY, "Cache-Control": "no-store"})


async def _body(request: Request) -> bytes:
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise MfsimError("expected a request of type application/json")
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_REQUEST:
            raise MfsimError("the request is too large")
    return bytes(body)


def _asked(body: bytes) -> Asked:
    """Return what a page asks for, if it is of the right form; what it says is judged with the scenario."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise MfsimError("expected JSON") from None
    if isinstance(told, dict):
        slot, source, changes, seed = (told.get(name) for name in ("slot", "source", "changes", "seed"))
        whole = isinstance(seed, int) and not isinstance(seed, bool)
        if isinstance(slot, str) and isinstance(source, str) and isinstance(changes, dict) and whole:
            return Asked(slot, source, changes, seed)  # type: ignore[arg-type]
    raise MfsimError("expected slot, source, changes and a seed that is a whole number")


def _whole(request: Request, name: str) -> int:
    text = request.query_params.get(name, "")
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise MfsimError(f"{name}: expected a whole number, not {text[:20]!r}")
    return int(text)


def _file(content: bytes, name: str, kind: str) -> Response:
    safe = "".join(one if one.isascii() and (one.isalnum() or one in "-_.") else "_" for one in name)
    return Response(content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{safe}"'})


def _refused(_: Request, error: Exception) -> Response:
    return JSONResponse({"error": str(error).split("\n")}, REFUSED)


def _gone(_: Request, error: Exception) -> Response:
    return JSONResponse({"error": [str(error)]}, GONE)
