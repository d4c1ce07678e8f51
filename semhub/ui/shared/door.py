"""What a browser gets before the app runs: the app's page with its style and scripts, or that there
is no such page. Streamlit answers any address with its own page, which stays blank at
/Text/anything. With the page comes what it may fetch: nothing from elsewhere, whatever a text in it
says."""

from __future__ import annotations

import html
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.responses import HTMLResponse

from semhub.ui.shared.frame import PAGES, STYLE, address_of

if TYPE_CHECKING:
    from starlette.middleware.base import RequestResponseEndpoint
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import Receive, Scope, Send

SCRIPTS = (
    Path(__file__).with_name(name).read_text(encoding="utf-8")
    for name in ("history.js", "tables.js", "talk.js")
)
HEAD = "\n".join(
    ["<head>", *(f"<script>\n{script}</script>" for script in SCRIPTS), f"<style>{STYLE}</style>"]
)
ADDRESSES = {address_of(path): name for path, name in PAGES.items()}
"""What stands behind the host in a page's address -> the page's name."""

UNASKED = (b"accept-encoding", b"if-none-match", b"if-modified-since")
"""Headers with which Streamlit would answer in fewer bytes, that cannot be written into."""

ONLY_FROM_HERE = "; ".join(
    (
        "default-src 'self' data: blob:",
        # Vega makes its expressions into functions, and Streamlit its styles as it goes.
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "connect-src 'self' ws: wss: data: blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    )
)
"""A Content-Security-Policy (W3C), the second line behind `messages.escaped`: a foreign picture
that markdown got through is not fetched."""

HEADERS = {"Cache-Control": "no-cache", "Content-Security-Policy": ONLY_FROM_HERE}

UNKNOWN = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>No such page · Semhub</title>
<style>
:root {{ color-scheme: light dark; font: 17px/1.6 "Source Sans 3", sans-serif }}
body {{ max-width: 40rem; margin: 15vh auto; padding: 0 1rem; overflow-wrap: anywhere;
       color: light-dark(#1F2933, #F2F4F7); background: light-dark(#FFFFFF, #11161C) }}
nav {{ display: flex; flex-wrap: wrap; gap: .5rem 1.25rem }}
a {{ color: light-dark(#005E93, #7CC0EA) }}
</style>
</head>
<body>
<main>
<h1>Semhub</h1>
<p>There is no page “{asked}” here; these are the pages:</p>
<nav>
{links}
</nav>
</main>
</body>
</html>
"""


class Door(BaseHTTPMiddleware):
    """Answers a browser that asks for a page; all else goes through unread."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        page = scope["type"] == "http" and scope["method"] == "GET" and _wants_html(scope)
        await (super().__call__ if page else self.app)(scope, receive, send)

    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        headers = request.scope["headers"]
        request.scope["headers"] = [one for one in headers if one[0] not in UNASKED]
        answer = await call_next(request)
        if not answer.headers.get("content-type", "").startswith("text/html"):
            return answer
        base = st.get_option("server.baseUrlPath").strip("/")
        address = request.url.path.strip("/").removeprefix(base).strip("/")
        if address not in ADDRESSES:
            return HTMLResponse(unknown(address), status_code=404, headers=HEADERS)
        page = b"".join([part async for part in answer.body_iterator]).decode()
        return HTMLResponse(page.replace("<head>", HEAD, 1), headers=HEADERS)


def unknown(address: str) -> str:
    """Write the page that says that there is none at `address`, and offers those that are."""
    up = "../" * address.count("/") or "./"  # a proxy may serve the app in a folder of its own
    links = "\n".join(f'<a href="{up}{page}">{name}</a>' for page, name in ADDRESSES.items())
    return UNKNOWN.format(asked=html.escape(address), links=links)


def _wants_html(scope: Scope) -> bool:
    return any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])
