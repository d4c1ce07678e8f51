"""A tokenizer with tokens that the model has no embedding for: texts without them still work."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path

import numpy as np
import pytest

from semhub.inputs import Text
from semhub.lenses.reading import read
from semhub.models.loading import load, untrained
from semhub.states.extraction import extract
from tests.sentences import said
from tests.tiny import bert_folder, byte_level_tokenizer, llama_folder, wordpiece_tokenizer

PLAIN = [Text("The cat sleeps."), Text("One")]


def with_tokens(folder: Path, tokenizer) -> str:
    """A folder whose tokenizer was given tokens after its model was made."""
    tokenizer = deepcopy(tokenizer)
    tokenizer.add_special_tokens({"pad_token": "[LATE]"})
    tokenizer.add_tokens(["flurb"])
    tokenizer.save_pretrained(folder)
    return str(folder)


@pytest.fixture
def llama(tmp_path) -> str:
    return with_tokens(llama_folder(tmp_path), byte_level_tokenizer())


def test_texts_without_such_a_token_have_the_states_they_had(tmp_path, llama):
    before = extract(load(str(llama_folder(tmp_path / "plain"))), PLAIN)
    np.testing.assert_array_equal(extract(load(llama), PLAIN), before)


BOTH = pytest.mark.parametrize(
    ("write", "tokenizer"),
    [(llama_folder, byte_level_tokenizer), (bert_folder, wordpiece_tokenizer)],
)


@BOTH
def test_the_name_of_such_a_control_token_is_text(tmp_path, write, tokenizer):
    model = load(with_tokens(write(tmp_path), tokenizer()))
    assert extract(model, [Text("a [LATE] sleeps")]).shape[1] == 1


@pytest.mark.parametrize("token", ["flurb"])
@BOTH
def test_such_a_token_is_named_and_its_text_refused(tmp_path, token, write, tokenizer):
    model = load(with_tokens(write(tmp_path), tokenizer()))
    sentence = said(lambda: extract(model, [*PLAIN, Text(f"a {token} sleeps")]))
    assert f"“a {token} sleeps” holds the token “{token}”" in sentence
    assert f"has embeddings for {len(tokenizer())} only" in sentence
    assert extract(model, PLAIN).shape[1] == 2


def test_the_lens_reads_and_tracks_without_such_a_token(llama):
    model = load(llama)
    assert "holds the token “flurb”" in said(lambda: read(model, Text("a flurb")))
    assert max(sum(model.spellings("flurb"), ()), default=0) < model.vocabulary_size
    assert list(model.content_ids(["flurb"])) == []


def test_a_padding_token_beyond_the_embedding_in_the_config_is_no_obstacle(llama):
    path = Path(llama) / "config.json"
    config = json.loads(path.read_text()) | {"pad_token_id": len(byte_level_tokenizer())}
    path.write_text(json.dumps(config))
    model = load(llama)
    alone = np.concatenate([extract(model, [text]) for text in PLAIN], axis=1)
    np.testing.assert_allclose(extract(model, PLAIN), alone, atol=1e-5)
    assert untrained(llama).check.passed


def test_a_start_token_beyond_the_embedding_is_refused_at_load(tmp_path):
    from tokenizers import processors

    tokenizer = deepcopy(byte_level_tokenizer())
    tokenizer.add_special_tokens({"bos_token": "[START]"})
    tokenizer.backend_tokenizer.post_processor = processors.TemplateProcessing(
        single="[START] $A", special_tokens=[("[START]", tokenizer.bos_token_id)]
    )
    folder = llama_folder(tmp_path)
    tokenizer.save_pretrained(folder)
    assert "holds the token “[START]”" in said(lambda: load(str(folder)))
