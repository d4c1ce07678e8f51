"""A hub on this machine: the few answers of huggingface.co that a download needs."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from huggingface_hub import constants

from semhub.errors import InputError
from semhub.models import catalogue
from tests.sentences import assert_one_sentence

MODEL = "somebody/tiny-llama"
COMMIT = "0123456789abcdef0123456789abcdef01234567"


def point_at(endpoint: str, cache: Path, monkeypatch) -> None:
    """Let the library ask this hub, and keep what it brings in `cache`."""
    template = constants.HUGGINGFACE_CO_URL_TEMPLATE.replace(constants.ENDPOINT, endpoint)
    monkeypatch.setattr(constants, "ENDPOINT", endpoint)
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(cache))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)


def refused(name: str) -> str:
    """The sentence with which a model of the hub is refused."""
    with pytest.raises(InputError) as caught:
        catalogue.folder(name)
    assert_one_sentence(str(caught.value))
    return str(caught.value)


class StubHub:
    """What the hub holds, and how it answers.

    repositories: id -> file name -> content.
    revisions: commit -> the same of what was there then; branches: name -> commit. Others are
        unknown but for the newest, which is `COMMIT` and "main".
    refusals: id -> (status, code of the error) for its page, or for its files alone where the id
        ends in "/resolve", as the hub does with gated models.
    patience, go_on: how many seconds it waits, half way through a file, for `go_on` to be set.
    held: how many answers wait so just now.
    altered: what stands in place of the answers to paths that begin so, as a proxy might put it.
    moved: paths -> where they are said to be now. cut: paths whose answers end at their half.
    digests: file name -> the SHA-256 that is listed for it.
    asked: the paths that were asked for.
    endpoint: its address.
    """

    def __init__(self, address: tuple[str, int]):
        self.repositories: dict[str, dict[str, bytes]] = {}
        self.revisions: dict[str, dict[str, dict[str, bytes]]] = {}
        self.branches = {"main": COMMIT}
        self.refusals: dict[str, tuple[int, str]] = {}
        self.patience = 0.0
        self.go_on = threading.Event()
        self.held = 0
        self.moved: dict[str, str] = {}
        self.cut: set[str] = set()
        self.digests: dict[str, str] = {}
        self.asked: list[str] = []
        self.altered: dict[str, bytes] = {}
        self.endpoint = "http://{}:{}".format(*address)


@contextmanager
def serving() -> Iterator[StubHub]:
    """A running stub; it is gone when the context ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answer)
    server.hub = StubHub(server.server_address)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.hub
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        hub, path = self.server.hub, urlsplit(self.path).path
        hub.asked.append(path)
        api = path.startswith("/api/models/")
        for begins, answer in hub.altered.items():
            if path.startswith(begins):
                return self._send(200, answer, {"Content-Type": "text/html"})
        if path in hub.moved:
            return self._send(302, b"", {"Location": hub.moved[path]})
        owner, name, *rest = path.removeprefix("/api/models").strip("/").split("/")
        repository = f"{owner}/{name}"
        for place in (repository, *([] if api else [f"{repository}/resolve"])):
            if place in hub.refusals:
                return self._refuse(*hub.refusals[place])
        commit = COMMIT
        if rest[:1] and rest[0] in ("revision", "resolve", "tree"):
            commit = hub.branches.get(rest[1], rest[1])
        held = hub.repositories if commit == COMMIT else hub.revisions.get(commit)
        if held is None:
            return self._refuse(404, "RevisionNotFound")
        files = held.get(repository)
        if files is None:
            return self._refuse(404, "RepoNotFound")
        if api:
            about = _info(repository, files, hub.digests) | {"sha": commit}
            return self._json(_tree(files) if "tree" in rest else about)
        content = files.get("/".join(rest[2:]))
        if content is None:
            return self._refuse(404, "EntryNotFound")
        return self._send(200, content, {"ETag": f'"{_oid(content)}"', "X-Repo-Commit": commit})

    do_HEAD = do_GET

    def _refuse(self, status: int, code: str) -> None:
        self._send(status, b"", {"X-Error-Code": code})

    def _json(self, answer: object) -> None:
        self._send(200, json.dumps(answer).encode(), {"Content-Type": "application/json"})

    def _send(self, status: int, content: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for header, value in headers.items():
            self.send_header(header, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command == "GET":
            half = len(content) // 2
            self.wfile.write(content[:half])
            hub = self.server.hub
            if hub.patience and "resolve" in self.path:
                hub.held += 1
                hub.go_on.wait(hub.patience)
                hub.held -= 1
            if urlsplit(self.path).path in hub.cut:
                self.close_connection = True
            else:
                self.wfile.write(content[half:])

    def log_message(self, *_args) -> None:
        """Nothing is logged."""


def _oid(content: bytes) -> str:
    return hashlib.sha1(content).hexdigest()


def _tree(files: dict[str, bytes]) -> list[dict]:
    return [
        {"type": "file", "path": path, "size": len(content), "oid": _oid(content)}
        for path, content in files.items()
    ]


def _info(repository: str, files: dict[str, bytes], digests: dict[str, str]) -> dict:
    siblings = [{"rfilename": path, "size": len(content)} for path, content in files.items()]
    for one in siblings:
        if (name := one["rfilename"]) in digests:
            one["lfs"] = {"size": one["size"], "sha256": digests[name], "pointerSize": 130}
    return {"id": repository, "modelId": repository, "sha": COMMIT, "siblings": siblings}
