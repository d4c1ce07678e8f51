"""`models` lists the catalogue; `fetch` puts models on disk."""

from __future__ import annotations

import argparse

from semhub import json_file
from semhub.cli import output
from semhub.errors import InputError


def add(commands: argparse._SubParsersAction) -> None:
    models = commands.add_parser("models", help="list known models, and which are on disk")
    models.add_argument("--sees", action="store_true", help="those that take pictures")
    models.add_argument("--hears", action="store_true", help="those that take sounds")
    models.add_argument(
        "--fits", action="store_true", help="those whose weights this machine's memory can hold"
    )
    output.add_json(models)
    models.set_defaults(run=_models)

    fetch = commands.add_parser("fetch", help="download models, to use them without a network")
    fetch.add_argument(
        "name", nargs="*", metavar="M", help="catalogue name, Hugging Face id or .gguf"
    )
    fetch.add_argument(
        "--preset",
        choices=("talk",),
        help="fetch a list of models, and prove with the network off that each of them, and of "
        "those that are named, loads and runs; talk: what the pages and the story show",
    )
    fetch.add_argument(
        "--revision", metavar="R", help="commit, branch or tag of a model of the Hugging Face hub"
    )
    fetch.set_defaults(run=_fetch)


def _models(options: argparse.Namespace) -> None:
    from semhub.models import room, stores
    from semhub.models.catalogue import chosen
    from semhub.models.entry import memory

    kept = stores.stored()
    rows = [
        {
            "id": entry.name,
            "modalities": list(entry.modalities),
            "parameters": entry.parameters,
            "licence": entry.licence,
            "sources": list(entry.sources),
            "head": entry.has_head,
            "on_disk": entry.on_disk,
            "fits": entry.fits,
            "about": entry.about,
            "how": entry.how,
            "pages": list(entry.pages),
            "seen": entry.seen,
        }
        for entry in chosen(sees=options.sees, hears=options.hears, fits=options.fits)
    ]
    if options.json:
        rows += [
            {
                "id": one.name,
                "modalities": ["text"],
                "parameters": None,
                "licence": None,
                "head": True,
                "on_disk": True,
                "fits": 2 * one.size <= memory(),
                "about": f"Kept by {one.keeper}.",
                "how": "",
                "bytes": one.size,
            }
            for one in kept
        ]
        return json_file.write(rows, options.json)
    for row in rows:
        state = "on disk" if row["on_disk"] else f"not here: {row['how']}"
        fits = "" if row["fits"] else ", too large for this machine"
        millions = row["parameters"] / 1e6
        size = f"{millions:,.0f}M" if millions >= 10 else f"{millions:.1f}M"
        print(f"{row['id']}  ({size} parameters, {row['licence']}{fits})")
        takes = ", ".join(row["modalities"])
        if row["sources"]:
            takes += f" beside {' or '.join(row['sources'])}"
        seen = f"; looked at on {row['seen']}" if row["seen"] else ""
        print(f"    {row['about']}\n    {takes}; {state}{seen}")
    for one in kept:
        print(f"{one.name}  ({room.written(one.size)})\n    Kept by {one.keeper}.")
    if not rows and not kept:
        print("No model that is listed is such; any Hugging Face id or folder can be given too.")


def _fetch(options: argparse.Namespace) -> int:
    """Return 0 where all is here, and with a preset, where all has run; else 1."""
    from semhub.models.catalogue import PRESETS, folder

    if options.preset:
        if options.revision:
            raise InputError("A preset has revisions of its own; name a model for --revision.")
        return _proved([*PRESETS[options.preset], *options.name])
    if not options.name:
        raise InputError(
            "Name a model, or give --preset talk; see `python -m semhub fetch --help`."
        )
    for name in options.name:
        print(f"{name}: {folder(name, output.show, revision=options.revision)}")
    return 0


def _proved(names: list[str]) -> int:
    """Bring each model and have it run a sentence, a line each. One that fails stops no other."""
    from semhub.models.catalogue import folder
    from semhub.readiness.proof import Proof, proved

    proofs = []
    for name in names:
        try:
            folder(name, output.show)
            proof = proved(name)
        except InputError as error:
            proof = Proof(name, fault=str(error))
        proofs.append(proof)
        ran = (
            f"a sentence ran through its {proof.layers} layers with the network off "
            f"({proof.seconds:.1f} s with loading)"
        )
        print(f"{'FAILED' if proof.fault else 'ready'}  {name}: {proof.fault or ran}", flush=True)
    return 1 if any(proof.fault for proof in proofs) else 0
