"""Every family takes the same path: load check, compare, lens; each held against the slow way."""

import json
from functools import cache

import numpy as np
import pytest
import torch
import transformers

from semhub.cli import main
from semhub.inputs import Text
from semhub.lenses.reading import read
from semhub.models.loading import load
from semhub.states.extraction import every_state, extract
from tests import reference
from tests.models.families import DECODERS, ENCODERS, MASKED
from tests.tiny import byte_level_tokenizer, write_folder

ENGLISH = [
    "The cat sleeps.",
    "I like bread and milk.",
    "Red",
    "It rains today, and it is cold!",
    "The dog runs fast.",
    "She reads a long book in the garden.",
    "One",
    "Two birds sing.",
    "We go home.",
    "A house on a hill",
    "He eats rice.",
    "Blue sky",
    "Open the door!",
]
OTHER = [
    "猫在睡觉。",
    "Ich mag Brot und Milch.",
    "أحمر",
    "今日は雨です。",
    "Der Hund rennt.",
    "она читает книгу",
    "एक",
    "两只鸟在唱歌。",
    "Wir gehen nach Hause.",
    "بيت على تل",
    "Er isst Reis.",
    "青い空",
    "开门！",
]


@pytest.fixture(scope="session")
def folders(tmp_path_factory):
    made = {}

    def folder(family: str) -> str:
        if family not in made:
            tokenizer = byte_level_tokenizer()
            config = (DECODERS | ENCODERS | MASKED)[family](len(tokenizer))
            kind = transformers.AutoModelForMaskedLM if family in MASKED else None
            path = tmp_path_factory.mktemp("model")
            made[family] = str(write_folder(path, config, tokenizer, kind=kind))
        return made[family]

    return folder


@pytest.fixture(scope="session")
def loaded(folders):
    """The model of a family, for tests that only read with it."""
    return cache(lambda family: load(folders(family)))


@pytest.mark.parametrize("family", [*DECODERS, *MASKED])
def test_the_load_check_passes(loaded, family):
    model = loaded(family)
    assert model.check.passed and model.check.error < 1e-5
    assert "gives the model's own logits" in model.check.sentence


@pytest.mark.parametrize("pool", ["unit", "mean"])
@pytest.mark.parametrize("family", [*DECODERS, *ENCODERS])
def test_compare_agrees_with_output_hidden_states_one_item_at_a_time(
    folders, family, pool, tmp_path, capsys
):
    folder = folders(family)
    for name, lines in (("a.txt", ENGLISH), ("b.txt", OTHER)):
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    sides = [str(tmp_path / "a.txt"), str(tmp_path / "b.txt")]
    assert (
        main(
            [
                "compare",
                "--model",
                folder,
                *sides,
                "--pool",
                pool,
                "--metrics",
                "all",
                "--json",
                "-",
            ]
        )
        == 0
    )
    result = json.loads(capsys.readouterr().out)

    kind = transformers.AutoModelForCausalLM if family in DECODERS else transformers.AutoModel
    module = kind.from_pretrained(folder, dtype=torch.float32).eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    # The last entry of a decoder's hidden_states is normed already; ours is the residual stream.
    layers = module.config.num_hidden_layers + (family in ENCODERS)
    x, y = (
        np.stack([reference.states(module, tokenizer, t, layers, pool) for t in side], axis=1)
        for side in (ENGLISH, OTHER)
    )
    for metric, slow in reference.METRICS.items():
        expected = [slow(x[k].astype(float), y[k].astype(float)) for k in range(layers)]
        ours = result["metrics"][metric]["value"][:layers]
        np.testing.assert_allclose(ours, expected, atol=1e-3, err_msg=metric)


@pytest.mark.parametrize("family", MASKED)
def test_the_states_of_an_encoder_with_its_head_are_the_familys_own(folders, family):
    model = load(folders(family))
    batch = model.collate(model.encode([Text("The cat 猫 sleeps.")]))
    ours = every_state(model, batch)
    with torch.inference_mode():
        output = model.module(batch.ids, output_hidden_states=True)
    for state, own in zip(ours[:-1], output.hidden_states, strict=False):
        torch.testing.assert_close(state, own, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("family", [*DECODERS, *MASKED])
def test_last_lens_row_is_the_models_own_output(loaded, family):
    model = loaded(family)
    text = "The cat 猫 sleeps."
    reading = read(model, Text(text), top=5)
    ids = model.collate(model.encode([Text(text)])).ids
    with torch.inference_mode():
        own = model.module(ids).logits[0].softmax(-1).topk(5)
    np.testing.assert_allclose(reading.scores[-1], own.values, atol=1e-5)
    np.testing.assert_array_equal(reading.tokens[-1][:, 0], own.indices[:, 0])


@pytest.mark.parametrize("family", DECODERS)
def test_the_papers_lens_reads_inner_layers_without_the_norm(loaded, family):
    model = loaded(family)
    logit, paper = (
        read(model, Text("The cat sleeps."), kind=kind).scores for kind in ("logit", "paper")
    )
    assert not np.allclose(logit[1], paper[1])
    np.testing.assert_allclose(logit[-1], paper[-1])


@pytest.mark.parametrize("family", [*DECODERS, *ENCODERS, *MASKED])
def test_padding_batch_and_order_change_no_number(loaded, family):
    model = loaded(family)
    items = [Text(line) for line in ENGLISH + OTHER]
    together = extract(model, items, token_budget=4096)
    backwards = extract(model, items[::-1], token_budget=64)[:, ::-1]
    np.testing.assert_allclose(together, backwards, atol=2e-5 * np.abs(together).max())


def test_the_tokenizers_padding_side_changes_no_number(folders):
    model = load(folders("GPT-2"))
    items = [Text(line) for line in ENGLISH]
    right = extract(model, items)
    model.text.tokenizer.padding_side = "left"
    np.testing.assert_array_equal(right, extract(model, items))


@pytest.mark.parametrize("family", ENCODERS)
def test_an_encoder_says_that_it_cannot_be_read_as_words(loaded, family):
    model = loaded(family)
    assert not model.has_head and model.check.passed is None
    with pytest.raises(Exception, match="model without a head"):
        read(model, Text("The cat sleeps."))


def test_a_readout_that_is_not_the_models_own_switches_the_lens_off(folders, monkeypatch):
    monkeypatch.setattr("semhub.models.decoder.readout_of", lambda *_: lambda state: state @ BAD)
    generator = torch.Generator().manual_seed(0)
    tokenizer = byte_level_tokenizer()
    BAD = torch.randn(32, len(tokenizer), generator=generator)
    model = load(folders("Llama"))
    assert model.check.passed is False and "switched off" in model.check.sentence
    with pytest.raises(Exception, match="does not give its own logits"):
        read(model, Text("The cat sleeps."))
