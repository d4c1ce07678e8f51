"""`publish`: records as static pages, which need no server."""

from __future__ import annotations

import argparse


def add(commands: argparse._SubParsersAction) -> None:
    command = commands.add_parser("publish", help="write records as static pages")
    command.add_argument(
        "records", nargs="+", metavar="RECORD",
        help="record (folder or .zip), or a folder of records as `reproduce` writes",
    )  # fmt: skip
    command.add_argument("out", metavar="OUT", help="folder for the pages; open its index.html")
    command.set_defaults(run=_publish)


def _publish(options: argparse.Namespace) -> None:
    from semhub.paper.registry import EXPERIMENTS
    from semhub.records.folder import open_all
    from semhub.records.publish import publish

    records = [record for one in options.records for record in open_all(one)]
    order = {name: place for place, name in enumerate(EXPERIMENTS)}
    records.sort(key=lambda record: order.get(record.experiment, len(order)))
    index = publish(records, options.out)
    count = "1 page" if len(records) == 1 else f"{len(records)} pages"
    print(f"{count}; open {index} in a browser, or put the folder on any web server.")
