"""`models` lists the catalogue; `fetch` puts models on disk."""

from __future__ import annotations

import argparse

from semhub import json_file
from semhub.cli import output


def add(commands: argparse._SubParsersAction) -> None:
    models = commands.add_parser("models", help="list known models, and which are on disk")
    output.add_json(models)
    models.set_defaults(run=_models)

    fetch = commands.add_parser("fetch", help="download models, to use them without a network")
    fetch.add_argument(
        "name", nargs="+", metavar="M", help="catalogue name, Hugging Face id or .gguf"
    )
    fetch.set_defaults(run=_fetch)


def _models(options: argparse.Namespace) -> None:
    from semhub.models.catalogue import ENTRIES

    rows = [
        {
            "id": entry.name,
            "modalities": list(entry.modalities),
            "parameters": entry.parameters,
            "licence": entry.licence,
            "head": entry.has_head,
            "on_disk": entry.on_disk,
            "fits": entry.fits,
            "about": entry.about,
            "how": entry.how,
        }
        for entry in ENTRIES
    ]
    if options.json:
        return json_file.write(rows, options.json)
    for row in rows:
        state = "on disk" if row["on_disk"] else f"get it: {row['how']}"
        fits = "" if row["fits"] else ", too large for this machine"
        millions = row["parameters"] / 1e6
        size = f"{millions:,.0f}M" if millions >= 10 else f"{millions:.1f}M"
        print(f"{row['id']}  ({size} parameters, {row['licence']}{fits})")
        print(f"    {row['about']}\n    {', '.join(row['modalities'])}; {state}")


def _fetch(options: argparse.Namespace) -> None:
    from semhub.models.catalogue import folder

    for name in options.name:
        print(f"{name}: {folder(name, output.show)}")
