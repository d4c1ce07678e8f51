"""The package that is built installs what the app needs, and asks for what was tested."""

from __future__ import annotations

import runpy
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from semhub import resources
from semhub.cli import main

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def pinned(file: str = "requirements.txt") -> dict[str, Requirement]:
    lines = (ROOT / file).read_text().splitlines()
    found = [Requirement(line) for line in lines if line.strip() and not line.startswith("-r ")]
    return {requirement.name: requirement for requirement in found}


def test_the_package_asks_for_the_same_libraries_as_requirements_txt_pins():
    asked = {r.name: r for r in map(Requirement, PROJECT["project"]["dependencies"])}
    assert asked.keys() == pinned().keys()
    for name, pin in pinned().items():
        (version,) = pin.specifier
        assert asked[name].specifier.contains(version.version), name
        assert str(asked[name].marker) == str(pin.marker)


def test_the_extra_of_ray_asks_for_what_requirements_ray_txt_pins():
    [asked] = map(Requirement, PROJECT["project"]["optional-dependencies"]["ray"])
    [pin] = pinned("requirements-ray.txt").values()
    (version,) = pin.specifier
    assert asked.name == pin.name and asked.specifier.contains(version.version)


def test_in_a_clone_resources_are_those_of_the_clone():
    assert resources.ROOT == ROOT
    for path in (resources.APP, resources.ICON, resources.FONTS, resources.CHECKPOINTS):
        assert path.exists()


def test_in_an_installed_package_resources_are_those_that_it_ships(tmp_path):
    package = tmp_path / "semhub"
    (package / "shipped").mkdir(parents=True)
    (package / "__init__.py").touch()
    code = (ROOT / "semhub" / "resources.py").read_text()
    (package / "resources.py").write_text(code)
    done = subprocess.run(
        [sys.executable, "-c", "from semhub import resources; print(resources.APP)"],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == str(package / "shipped" / "app.py")


def test_all_that_resources_name_is_in_the_wheel():
    wheel = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    shipped = {*wheel["sources"].values(), *wheel["force-include"].values()}
    for path in (resources.APP, resources.ICON, resources.FONTS, resources.CHECKPOINTS):
        top = path.relative_to(ROOT).parts[0]
        assert f"semhub/shipped/{top}" in shipped


def test_the_app_is_started_in_this_process_with_what_stands_behind(monkeypatch):
    started = []
    monkeypatch.setattr(sys, "argv", [])
    monkeypatch.setattr(runpy, "run_module", lambda name, run_name: started.append(name))
    assert main(["app", "--", "--server.port", "8600"]) == 0
    assert started == ["streamlit"]
    assert sys.argv == ["streamlit", "run", str(ROOT / "app.py"), "--server.port", "8600"]


@pytest.mark.parametrize("part", ["pages", ".streamlit/config.toml", "static/icon.png"])
def test_what_streamlit_looks_for_beside_the_app_is_there(part):
    assert (resources.APP.parent / part).exists()
