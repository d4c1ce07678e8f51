"""A model is proved to run by a process of its own in which every network is off."""

from __future__ import annotations

import sys

import pytest

from semhub.readiness.proof import OFF, proved


@pytest.fixture
def instead(tmp_path, monkeypatch):
    """Runs a shell's line in place of Python."""

    def instead(line: str) -> None:
        script = tmp_path / "python"
        script.write_text(f"#!/bin/sh\n{line}\n")
        script.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(script))

    return instead


def test_neither_the_hub_nor_a_registry_is_asked(instead, monkeypatch):
    monkeypatch.setenv("PIP_FIND_LINKS", "/somewhere")
    names = list(OFF)
    values = ":".join(f"${name}" for name in names)
    instead(f'echo \'{{"name": "\'"{values}"\'"}}\'')
    assert proved("any").name == "1:1:"


def test_a_model_that_ends_its_process_is_a_fault_that_names_it(instead):
    instead("echo 'std::bad_alloc' >&2; kill -9 $$")
    proof = proved("any")
    assert proof.fault == "any ended the process that loaded it (std::bad_alloc)."
    instead("exit 3")
    assert "exit code 3" in proved("any").fault


def test_a_model_that_is_not_there_is_a_fault_in_its_own_sentence(tmp_path):
    assert "no folder" in proved(str(tmp_path / "none")).fault
