"""Linear layers by oneDNN: the same sums, where no gradients are taken, in every thread."""

import threading
from copy import copy

import pytest
import torch
from torch import nn
from torch.nn.functional import linear

from semhub.inputs import Text
from semhub.models import linear as by_model
from semhub.models.linear import OneDNNLinear, by_onednn
from semhub.models.loading import load
from semhub.states import batches
from semhub.states.extraction import extract
from tests.models.towers.made import TEXTS, clap_folder
from tests.tiny import bert_folder

pytestmark = pytest.mark.skipif(
    not torch.backends.mkldnn.is_available(), reason="PyTorch without oneDNN"
)


@pytest.fixture
def products(monkeypatch) -> list[int]:
    """The threads in which oneDNN worked out a product, one entry for each."""
    threads, product = [], by_model.product

    def counted(*tensors):
        threads.append(threading.get_ident())
        return product(*tensors)

    monkeypatch.setattr(by_model, "product", counted)
    return threads


@pytest.mark.parametrize("bias", [True, False])
def test_onednn_gives_the_same_sums(products, bias):
    layer, state = nn.Linear(32, 7, bias=bias), torch.randn(3, 5, 32)
    by_onednn(nn.Sequential(layer))
    with torch.inference_mode():
        torch.testing.assert_close(layer(state), linear(state, layer.weight, layer.bias))
    assert len(products) == 1


def test_what_onednn_is_not_meant_for_goes_the_usual_way(products):
    layer, half, turned = nn.Linear(8, 6), nn.Linear(8, 6).bfloat16(), nn.Linear(6, 8)
    turned.weight = nn.Parameter(layer.weight.detach().T)
    for one in (layer, half, turned):
        by_onednn(one)
    with torch.inference_mode():
        assert half(torch.randn(4, 8).bfloat16()).dtype == torch.bfloat16
        torch.testing.assert_close(layer(torch.randn(0, 8)), torch.empty(0, 6))
        turned(torch.randn(4, 6))
    assert products == []


def test_a_module_is_saved_and_copied_as_any_other(products, tmp_path):
    layer, state = nn.Linear(8, 6), torch.randn(4, 8)
    by_onednn(layer)
    torch.save(layer, tmp_path / "layer")
    again = torch.load(tmp_path / "layer", weights_only=False)
    with torch.inference_mode():
        torch.testing.assert_close(again(input=state), layer(state))
        other = copy(layer)
        other.weight = nn.Parameter(torch.zeros(6, 8))
        torch.testing.assert_close(other(state), layer.bias.expand(4, 6))


def test_gradients_are_those_of_a_usual_layer(products):
    layer, state = nn.Linear(8, 6), torch.randn(4, 8, requires_grad=True)
    by_onednn(layer)
    layer(state).square().sum().backward()
    expected = 2 * linear(state, layer.weight, layer.bias) @ layer.weight
    torch.testing.assert_close(state.grad, expected.detach())
    assert products == []


def test_a_models_passes_use_it_in_every_thread(monkeypatch, products):
    monkeypatch.setattr(batches, "cores", lambda: 2)
    model, meet = load("semhub-nano"), threading.Barrier(2, timeout=20)
    products.clear()
    run = model.forward
    model.forward = lambda batch: (meet.wait(), run(batch))
    texts = [Text("A red dog sleeps."), Text("四只小小的紫色的狗在街上很累。")]
    extract(model, texts, token_budget=2)  # a batch each
    assert len(set(products)) == 2
    assert len(products) == 2 * linears(model)


def test_encoders_and_towers_use_it_too(tmp_path, products):
    encoder = load(str(bert_folder(tmp_path / "bert")))
    towers = load(str(clap_folder(tmp_path / "clap")))
    for model in (encoder, towers.text):
        products.clear()
        extract(model, [TEXTS[0]])
        assert len(products) >= linears(model) > 0


def linears(model) -> int:
    layers = [layer for block in model.blocks for layer in block.modules()]
    return sum(type(layer) is OneDNNLinear for layer in layers)
