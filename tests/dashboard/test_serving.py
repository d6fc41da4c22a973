"""The command as its user meets it: it serves on this machine alone, says what is wrong, and ends when it is told to."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from mfsim.cli import main, serving
from mfsim.compiling import ENABLED

PROGRAM = "import sys; from mfsim.cli import main; sys.exit(main())"


def asked(address: str, path: str, **headers: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(address.removeprefix("http://").rstrip("/"), timeout=30)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    return answer.status, answer.read()


def posted(address: str, body: bytes, kind: str = "application/json") -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(address.removeprefix("http://").rstrip("/"), timeout=30)
    connection.request("POST", "/api/worlds", body, {"Content-Type": kind})
    answer = connection.getresponse()
    return answer.status, answer.read()


@pytest.mark.skipif(not ENABLED, reason="it says itself when it is ready, which takes too long uncompiled")
@pytest.mark.skipif(os.name != "posix", reason="signals as they are on POSIX")
def test_the_command_serves_writes_nothing_and_ends_on_ctrl_c(tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONUNBUFFERED": "1"}
    words = [sys.executable, "-c", PROGRAM, "dashboard", "base", "--port", "0", "--no-browser", "--months", "12"]
    with subprocess.Popen(words, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True) as process:
        said = process.stdout.readline()
        assert said.startswith("The page is at http://127.0.0.1:")
        assert asked(said.split()[-1], "/")[0] == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130
    assert list(tmp_path.iterdir()) == []


def test_the_page_is_whole_and_names_nobody_else(address):
    status, page = asked(address, "/")
    assert status == 200
    assert b"http" not in page
    for path in Path(serving.__file__).parents[1].joinpath("dashboard", "page").iterdir():
        status, content = asked(address, f"/page/{path.name}")
        assert (status, content) == (200, path.read_bytes())
        assert content.replace(b"http://www.w3.org/2000/svg", b"").count(b"http") == 0, path


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example"])
def test_another_page_cannot_have_a_browser_ask_here(address, host):
    assert asked(address, "/api/start", Host=host)[0] == 400
    assert posted(address, b"{}", "text/plain")[0] == 422


@pytest.mark.parametrize(
    "body",
    [b"", b"[", b"[" * 5_000, b"null", b"3", b'{"slot": "A"}', b'{"slot": 1, "source": [], "changes": {}, "seed": 0}',
     b'{"slot": "A", "source": "mage", "changes": {}, "seed": 1.5}',
     b'{"slot": "A", "source": "mage", "changes": {}, "seed": true}',
     b" " * 200_000],
)  # fmt: skip
def test_a_request_that_makes_no_sense_is_refused(address, body):
    status, said = posted(address, body)
    assert status == 422
    assert b"error" in said


@pytest.mark.parametrize("path", ["/api/worlds/none/months?first=0&last=1", "/api/worlds/none/site.csv?months=1"])
def test_a_world_that_is_gone_is_said_to_be(address, path):
    assert asked(address, path)[0] == 410


@pytest.mark.parametrize("path", ["/page/../app.py", "/page/%2e%2e/app.py", "/page//etc/passwd"])
def test_no_other_file_is_given(address, path):
    assert asked(address, path)[0] == 404


def test_a_missing_extra_says_what_to_install(monkeypatch, capsys):
    monkeypatch.setattr(serving, "find_spec", lambda name: None if name == "uvicorn" else object())
    assert main(["dashboard"]) == 2
    assert "pip install 'mfsim[dashboard]'" in capsys.readouterr().err


def test_a_host_of_the_network_needs_the_flag(capsys):
    assert main(["dashboard", "--host", "0.0.0.0"]) == 2
    assert "--open-to-network" in capsys.readouterr().err


def test_a_port_that_is_taken_is_said_to_be(capsys, monkeypatch):
    monkeypatch.setattr("mfsim.dashboard.serve.first_world", lambda scenario, months: None)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["dashboard", "--port", str(port), "--no-browser"]) == 2
    assert f"port {port}" in capsys.readouterr().err


def test_an_unknown_scenario_is_refused(capsys):
    assert main(["dashboard", "mgae"]) == 2
    assert "did you mean 'mage'" in capsys.readouterr().err


def test_a_file_of_the_user_can_be_played_and_is_left_as_it_is(tmp_path):
    from mfsim.dashboard.serve import first_world

    (tmp_path / "ours.toml").write_text('extends = "base"\n[place]\nunits = 3\n', encoding="utf-8")
    before = (tmp_path / "ours.toml").stat().st_mtime_ns
    worlds = first_world(str(tmp_path / "ours.toml"), 12)
    assert worlds.sources[0] == str(tmp_path / "ours.toml")
    assert [path.name for path in tmp_path.iterdir()] == ["ours.toml"]
    assert (tmp_path / "ours.toml").stat().st_mtime_ns == before
