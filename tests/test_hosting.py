"""The files of a host agree with each other and with the app."""

from __future__ import annotations

import json
import os
import re
import runpy
from pathlib import Path

import pytest
import streamlit
import yaml

from semhub import resources
from semhub.models import catalogue

ROOT = Path(__file__).parents[1]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
SET = dict(re.findall(r"^(?:ENV|ARG) (\w+)=(.*)$", DOCKERFILE, re.MULTILINE))
IMAGE = runpy.run_path(str(ROOT / ".ci" / "image"), run_name="image")
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]["semhub"]


def front_matter() -> dict:
    """What a Space reads at the top of the README."""
    return yaml.safe_load((ROOT / "README.md").read_text(encoding="utf-8").split("---\n")[1])


def test_every_place_names_one_port():
    port = SET["STREAMLIT_SERVER_PORT"]
    assert f"\nEXPOSE {port}\n" in DOCKERFILE
    assert COMPOSE["ports"] == [f"{port}:{port}"]


def test_the_health_check_asks_the_port_of_the_server_at_streamlit_s_own_path():
    [check] = re.findall(r"^HEALTHCHECK .*CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    script = (ROOT / json.loads(check)[0]).read_text()
    assert 'os.environ["STREAMLIT_SERVER_PORT"]' in script and '"/_stcore/health"' in script


def test_streamlit_knows_every_option_that_is_set():
    known = {
        "STREAMLIT_" + re.sub(r"([A-Z])", r"_\1", key).replace(".", "_").upper()
        for key in streamlit.config.get_config_options()
    }
    options = {name for name in (*SET, *COMPOSE["environment"]) if name.startswith("STREAMLIT_")}
    assert len(options) == 5 and options <= known


def test_strangers_get_the_public_mode_and_no_network():
    assert SET["SEMHUB_PUBLIC"] == SET["HF_HUB_OFFLINE"] == "1"
    assert SET["STREAMLIT_LOGGER_HIDE_WELCOME_MESSAGE"] == "true"  # it asks for an address
    # They are set once the models are there.
    assert DOCKERFILE.index("docker/models") < DOCKERFILE.index("ENV HF_HUB_OFFLINE")


def test_uploads_work_in_the_iframe_of_a_space_and_on_plain_http():
    cookie = "STREAMLIT_SERVER_XSRF_COOKIE_SAME_SITE"
    assert SET[cookie] == "none" and COMPOSE["environment"][cookie] == "lax"


def test_the_image_belongs_to_user_1000_and_starts_the_app():
    assert "--uid 1000" in DOCKERFILE and "\nUSER user\n" in DOCKERFILE
    [command] = re.findall(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    assert json.loads(command)[-1] == resources.APP.name


@pytest.mark.parametrize("script", ["packages", "models", "healthy"])
def test_what_the_dockerfile_runs_can_be_run(script):
    assert f"docker/{script}" in DOCKERFILE
    assert os.access(ROOT / "docker" / script, os.X_OK)


def test_the_image_has_all_that_the_app_reads_and_nothing_of_the_tests():
    ignored = IMAGE["ignored"]
    read = [
        resources.APP, resources.ICON, resources.RECORDED, *resources.FONTS.rglob("*.woff2"),
        ROOT / "pages", ROOT / "semhub", ROOT / ".streamlit" / "config.toml",
        ROOT / "requirements.txt", ROOT / "pyproject.toml", ROOT / "docker" / "healthy",
        *(catalogue.CHECKPOINTS / catalogue.EMBEDDED).rglob("*"),
    ]  # fmt: skip
    assert not [path for path in read if any(map(ignored, within(path)))]
    assert ignored(ROOT / "tests") and ignored(ROOT / ".git") and ignored(ROOT / ".venv-ci")
    assert ignored(ROOT / "semhub" / "models" / "__pycache__")


def within(path: Path) -> list[Path]:
    """A path and the folders that it lies in, below the repository."""
    return [place for place in (path, *path.parents) if ROOT in place.parents]


def test_torch_comes_from_the_index_of_the_cpu_in_the_versions_that_are_pinned():
    assert SET["TORCH"].endswith("/whl/cpu")
    assert '--index-url "$TORCH" "${torch[@]}"' in (ROOT / "docker" / "packages").read_text()


def test_models_are_those_of_the_talk_unless_others_are_named():
    [preset] = re.findall(r"--preset (\w+)", SET["MODELS"])
    assert preset in catalogue.PRESETS
    assert COMPOSE["build"]["args"]["MODELS"] == "${MODELS:-" + SET["MODELS"].strip('"') + "}"


def test_models_lie_where_the_volume_of_compose_is_mounted():
    [volume] = COMPOSE["volumes"]
    place = volume.partition(":")[2]
    assert SET["SEMHUB_CACHE"].startswith(place) and SET["HF_HOME"].startswith(place)


def test_the_readme_begins_with_what_a_space_reads():
    read = front_matter()
    assert (read["sdk"], read["app_port"]) == ("docker", int(SET["STREAMLIT_SERVER_PORT"]))
    assert {"title", "emoji", "colorFrom", "colorTo", "license"} <= read.keys()
