"""What Ollama and LM Studio keep on a machine, written by hand."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

MODEL = "application/vnd.ollama.image.model"


def into_ollama(store: Path, file: Path, name: str = "registry.ollama.ai/library/tiny/1b") -> Path:
    """Put a GGUF file into a store of Ollama. Return its manifest."""
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    (store / "blobs").mkdir(parents=True, exist_ok=True)
    shutil.copy(file, store / "blobs" / f"sha256-{digest}")
    layers = [
        {"mediaType": "application/vnd.ollama.image.license", "digest": "sha256:" + "1" * 64},
        {"mediaType": MODEL, "digest": f"sha256:{digest}", "size": file.stat().st_size},
    ]
    return write_manifest(store, name, json.dumps({"schemaVersion": 2, "layers": layers}))


def write_manifest(store: Path, name: str, content: str) -> Path:
    manifest = store / "manifests" / name
    manifest.parent.mkdir(parents=True, exist_ok=True)
    manifest.write_text(content)
    return manifest
