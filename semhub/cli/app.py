"""`app`: starts the pages in a browser, from a clone or from an installed package."""

from __future__ import annotations

import argparse
import runpy
import sys

from semhub import resources


def add(commands: argparse._SubParsersAction) -> None:
    app = commands.add_parser(
        "app",
        help="start the app in a browser",
        description="Start the app. What stands behind -- goes to `streamlit run`, such as "
        "-- --server.port 8600.",
    )
    app.add_argument("options", nargs="*", metavar="OPTION", help="for `streamlit run`, behind --")
    app.set_defaults(run=_app)


def _app(options: argparse.Namespace) -> None:
    # In this process, so that what ends it ends the server too.
    sys.argv = ["streamlit", "run", str(resources.APP), *options.options]
    runpy.run_module("streamlit", run_name="__main__")
