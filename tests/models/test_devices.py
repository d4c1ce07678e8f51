"""A GPU is used where the model gives there what it gives on the CPU, and is left where not."""

from __future__ import annotations

import pytest
import torch

from semhub.errors import InputError
from semhub.models import devices
from semhub.models.adapter import Adapter
from semhub.models.loading import load
from semhub.models.options import Options
from tests.sentences import assert_one_sentence
from tests.tiny import bert_folder, llama_folder

GPU = torch.device("mps", 0)


@pytest.fixture(scope="module")
def llama(tmp_path_factory) -> str:
    return str(llama_folder(tmp_path_factory.mktemp("llama")))


@pytest.fixture(scope="module")
def bert(tmp_path_factory) -> str:
    return str(bert_folder(tmp_path_factory.mktemp("bert")))


@pytest.fixture
def planted(monkeypatch):
    """Gives this machine a GPU that does to a model's weights what `planted(change)` says; it
    computes on the CPU."""
    monkeypatch.setattr(devices, "accelerators", lambda: [GPU])
    monkeypatch.setattr(devices, "room_on", lambda device: float("inf"))
    brought = []

    def plant(change) -> list:
        def to(model, device) -> None:
            brought.append(device)
            with torch.no_grad():
                change(model.module)

        monkeypatch.setattr(Adapter, "to", to)
        return brought

    return plant


def nothing(module) -> None:
    """A GPU that computes as the CPU does."""


def a_wrong_layer(module) -> None:
    """Numbers of one block that are a little off, as Apple's GPU was seen to give."""
    weight = next(w for name, w in module.named_parameters() if "layer" in name and w.dim() == 2)
    weight.mul_(1.2)


def no_numbers(module) -> None:
    next(module.parameters()).fill_(float("nan"))


def a_wrong_head(module) -> None:
    head = module.get_output_embeddings()
    head.weight = torch.nn.Parameter(head.weight.roll(1, 0))


def no_room(module) -> None:
    raise torch.OutOfMemoryError("the GPU has no memory left.")


def test_auto_takes_a_gpu_that_gives_the_cpus_states(planted, llama):
    brought = planted(nothing)
    model = load(llama)
    assert brought == [GPU]
    assert "On mps:0 it gives the CPU's states of a probe (largest difference 0e+00)" in (
        model.check.sentence
    )


@pytest.mark.parametrize("fault", [a_wrong_layer, a_wrong_head, no_numbers, no_room])
def test_auto_leaves_a_gpu_that_gives_other_numbers_and_says_so(planted, llama, fault):
    plain = load(llama, device="cpu")
    planted(fault)
    model = load(llama)
    assert "It does not run on mps:0, since there" in model.check.sentence
    assert model.device.type == "cpu"
    ours, theirs = model.module.state_dict(), plain.module.state_dict()
    assert all(torch.equal(ours[name], theirs[name]) for name in theirs)


def test_an_encoder_is_held_against_the_cpu_too(planted, bert):
    planted(a_wrong_layer)
    assert "text states at layer 1 of a probe differ" in load(bert).check.sentence


def test_a_gpu_that_was_asked_for_and_gives_other_numbers_is_refused(planted, llama, monkeypatch):
    planted(a_wrong_layer)
    monkeypatch.setattr(devices, "places", lambda device: [GPU])
    with pytest.raises(InputError) as caught:
        load(llama, device="mps")
    assert_one_sentence(str(caught.value))
    assert "is not run on mps:0" in str(caught.value) and "use auto or cpu" in str(caught.value)


def test_the_first_of_cuda_apple_and_cpu_that_is_here_is_tried_first(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "current_device", lambda: 1)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert [str(one) for one in devices.places("auto")] == ["cuda:1", "mps:0", "cpu"]
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert [str(one) for one in devices.places("auto")] == ["mps:0", "cpu"]


def test_a_device_where_nothing_has_a_value_is_refused(llama):
    with pytest.raises(InputError, match="no device “meta”"):
        load(llama, device="meta")


def test_options_are_written_as_the_command_line_has_them():
    assert Options().words == []
    assert Options("cpu", "bfloat16", "v1", True).words == [
        "--device", "cpu", "--dtype", "bfloat16", "--revision", "v1", "--chat",
    ]  # fmt: skip


def test_a_processor_of_another_number_is_refused():
    with pytest.raises(InputError, match="no device “cpu:3”"):
        devices.places("cpu:3")
    assert [one.type for one in devices.places("cpu:0")] == ["cpu"]
