"""An item against a text: the planted winner is found at its layers, and nothing elsewhere."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from transformers import AutoProcessor

from semhub.charts.media.conflict import conflict_answer
from semhub.datasets import conflicts
from semhub.datasets.conflicts import Contradicted
from semhub.errors import InputError
from semhub.experiments.conflict import conflict
from semhub.inputs import Image
from semhub.models.batch import Encoded
from semhub.models.loading import load, untrained
from semhub.models.spelling import apart, spellings_of
from tests.models.multimodal import folder, item, own_inputs
from tests.sentences import assert_one_sentence
from tests.toy_prompts import CONCEPT, PlantedPrompts


class Wide(PlantedPrompts):
    """A picture of any brightness k is the word "ak"."""

    def _seen(self, item: Image):
        return Encoded([self.ids[f"a{item.pixels[0, 0, 0]}"]], [True], modality="image")


def picture(k: int) -> Image:
    return Image(np.full((4, 4, 3), k, dtype=np.uint8))


def against(own: int, other: int) -> Contradicted:
    texts = (f" a{word} ?" for word in (other, own))
    return Contradicted(picture(own), *texts, " ?", f"a{own}", f"a{other}")


PAIRS = [pair for k in range(0, 12, 2) for pair in ((k, k + 1), (k + 1, k))]
ITEMS = [against(*pair) for pair in PAIRS]
FIRST_THEN_TEXT = Wide({2: (CONCEPT, True), 4: (CONCEPT, False)})


def test_a_planted_picture_wins_before_the_layer_at_which_the_text_does():
    found = conflict(FIRST_THEN_TEXT, ITEMS)
    assert found.won("item") == [2, 3] and found.won("text") == [4, 5, 6]
    np.testing.assert_allclose(found.curves["contest"].value, [0, 0, 5, 5, -5, -5, -5], atol=1e-5)
    np.testing.assert_allclose(found.curves["agreement"].value, [0, 0, *[5] * 5], atol=1e-5)
    np.testing.assert_allclose(found.curves["item_alone"].value, [0, 0, *[5] * 5], atol=1e-5)
    assert (found.curves["text_alone"].value[2:] < 0).all()
    answer = conflict_answer(found)
    assert "Layers 2 to 3: the picture wins" in answer and "4 to 6: the text wins" in answer


def test_a_model_that_looks_at_no_picture_has_no_contest():
    found = conflict(Wide({4: (CONCEPT, False)}), ITEMS)
    assert found.moves("text") == [4, 5, 6] and found.moves("item") == []
    assert found.won("text") == [] and "there is no contest" in conflict_answer(found)


def test_a_liking_for_single_words_falls_out():
    class Likes(Wide):
        def unembed(self, state, *, norm=True):
            liked = super().unembed(state, norm=norm).clone()
            liked[..., 2] += 3  # a1, whose partner is a0
            return liked

    found = conflict(Likes({}), ITEMS)
    assert not found.won("item") and not found.won("text")
    np.testing.assert_allclose(found.curves["contest"].value, 0, atol=1e-5)


def test_of_an_untrained_model_nothing_is_claimed():
    found = conflict(untrained("semhub-nano"), conflicts.in_world("image", count=24))
    assert found.has_interval and found.won("item") == found.won("text") == []


@pytest.mark.parametrize(("family", "modality"), [("LLaVA", "image"), ("Qwen2-Audio", "audio")])
def test_the_last_layer_is_what_the_familys_own_model_says(family, modality):
    model = load(folder(family))
    one = conflicts.given(item(modality), "This is a cat.", "dog", "cat", " It is a")
    found = conflict(model, [one])
    inputs = dict(own_inputs(AutoProcessor.from_pretrained(folder(family)), one.item))
    begun = [*inputs.pop("input_ids")[0].tolist(), *model.content_ids([one.contradicts])]
    inputs.pop("attention_mask")

    def slow(spelling) -> float:
        ids = torch.tensor([[*begun, *spelling]])
        with torch.inference_mode():
            logits = model.module(input_ids=ids, attention_mask=ids * 0 + 1, **inputs).logits[0]
        logs = logits[len(begun) - 1 : -1].log_softmax(-1)
        return sum(float(row[token]) for row, token in zip(logs, spelling, strict=True))

    odds = []
    for word, rest in (("dog", "cat"), ("cat", "dog")):
        own = apart(spellings_of(model, word), spellings_of(model, rest))
        odds.append(np.logaddexp.reduce([slow(spelling) for spelling in own]))
    assert found.curves["contest"].value[-1] == pytest.approx(odds[0] - odds[1], abs=1e-3)


def test_one_item_has_no_interval_and_claims_nothing():
    found = conflict(FIRST_THEN_TEXT, ITEMS[:1])
    assert not found.has_interval and found.won("item") == []
    assert "no interval" in conflict_answer(found)


def test_the_embedded_sets_pair_every_item_with_one_that_changes_words():
    for reference, raised in (("world:image", True), ("calls:sound", False)):
        made = conflicts.of_set(reference, raised=raised)
        pairs = [(one.own, one.other) for one in made]
        assert sorted(pairs) == sorted((b, a) for a, b in pairs) and pairs
        for one in made:
            assert one.other in one.contradicts and one.own in one.agrees
            assert one.contradicts.endswith(one.asks)


@pytest.mark.parametrize(
    ("text", "words"),
    [("This is a cat", ("dog", "cow")), ("This is a cat", ("cat", "cat")), ("", ("dog", ""))],
)
def test_a_text_that_does_not_say_its_word_is_refused(text, words):
    with pytest.raises(InputError) as caught:
        conflicts.given(picture(1), text, *words, "")
    assert_one_sentence(str(caught.value))


def test_the_agreeing_text_says_the_items_word_in_its_place():
    made = conflicts.given(picture(1), "A cat is no catfish.", "dog", "cat", " →")
    assert made.agrees == " A dog is no catfish. →" and made.contradicts.startswith(" A cat")
