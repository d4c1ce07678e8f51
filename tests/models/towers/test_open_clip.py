"""open_clip's towers: the library's own states and joint space."""

from __future__ import annotations

import numpy as np
import open_clip
import PIL.Image
import pytest
import torch
from open_clip.transform import PreprocessCfg, image_transform_v2

from semhub.experiments.comparison import compare
from semhub.inputs import Text
from semhub.models.loading import load
from semhub.states import batches
from semhub.states.extraction import extract
from tests.models.towers.made import PICTURES, SOUNDS, TEXTS
from tests.sentences import said

TRANSFORMERS = ["semhub-vit", "semhub-custom", "semhub-coca", "semhub-bert"]


@pytest.fixture(scope="module")
def made(files):
    """Towers of an architecture, and the library's own module and tokenizer beside them."""
    kept = {}

    def of(name: str):
        if name not in kept:
            module = open_clip.create_model(name, pretrained=str(files[name])).eval()
            towers = load(f"open_clip:{name}/{files[name]}")
            kept[name] = towers, module, open_clip.get_tokenizer(name)
        return kept[name]

    return of


def watched(blocks, run) -> list[torch.Tensor]:
    """What enters the first of `blocks` and what leaves each, while `run()` runs."""
    states = []
    handles = [blocks[0].register_forward_pre_hook(lambda _m, args: states.append(args[0]))]
    for block in blocks:
        handles.append(
            block.register_forward_hook(
                lambda _m, _a, out: states.append(out[0] if isinstance(out, tuple) else out)
            )
        )
    with torch.inference_mode():
        run()
    for handle in handles:
        handle.remove()
    return states


def pixels(module, picture) -> torch.Tensor:
    transform = image_transform_v2(PreprocessCfg(**module.visual.preprocess_cfg), is_train=False)
    return transform(PIL.Image.fromarray(picture.pixels))[None]


def text_blocks(name: str, module):
    if name == "semhub-bert":
        return module.text.transformer.encoder.layer
    return getattr(module, "text", module).transformer.resblocks


@pytest.mark.parametrize("name", TRANSFORMERS)
def test_picture_states_are_the_mean_over_patches_at_every_block(made, name):
    towers, module, _ = made(name)
    ours = extract(towers.image, PICTURES)
    for i, picture in enumerate(PICTURES):
        x = pixels(module, picture)
        states = watched(module.visual.transformer.resblocks, lambda x=x: module.encode_image(x))
        slow = [state[0, 1:].mean(0).numpy() for state in states]  # the class position comes first
        np.testing.assert_allclose(ours[:, i], slow, atol=1e-5)
    assert ours.shape == (4, 5, 48)


@pytest.mark.parametrize("name", TRANSFORMERS)
def test_text_states_are_the_mean_over_the_texts_own_tokens_at_every_block(made, name):
    towers, module, tokenizer = made(name)
    ours = extract(towers.text, TEXTS)
    for i, item in enumerate(TEXTS):
        if name == "semhub-bert":
            own = len(tokenizer.tokenizer(item.text, add_special_tokens=False).input_ids)
        else:
            own = len(tokenizer.encode(item.text))
        ids = tokenizer([item.text])
        states = watched(text_blocks(name, module), lambda ids=ids: module.encode_text(ids))
        slow = [state[0, 1 : 1 + own].mean(0).numpy() for state in states]
        np.testing.assert_allclose(ours[:, i], slow, atol=1e-5)


def test_blocks_are_those_that_the_library_hands_out(made):
    towers, module, tokenizer = made("semhub-vit")
    with torch.inference_mode():
        found = module.forward_intermediates(
            pixels(module, PICTURES[0]), tokenizer(["a cat"]), image_output_fmt="NLC"
        )
    for key, states in (
        ("image_intermediates", extract(towers.image, PICTURES[:1])),
        ("text_intermediates", extract(towers.text, [Text("a cat")])),
    ):
        own = slice(1, 3) if key.startswith("text") else slice(None)
        slow = [state[0, own].mean(0).numpy() for state in found[key]]
        np.testing.assert_allclose(states[1:, 0], slow, atol=1e-5)


def test_the_passes_of_a_tower_do_not_overlap(made):
    """Those of stages would set off each other's hooks."""
    towers, _, _ = made("semhub-resnet")
    assert batches._threads(towers.image) == batches._threads(towers.text) == 1


def test_a_tower_of_stages_gives_the_mean_of_each_map_with_zeros_behind_it(made):
    towers, module, _ = made("semhub-resnet")
    visual = module.visual
    blocks = [*visual.layer1, *visual.layer2, *visual.layer3, *visual.layer4]
    ours = extract(towers.image, PICTURES)
    assert ours.shape == (6, 5, 256)
    for i, picture in enumerate(PICTURES):
        x = pixels(module, picture)
        for k, state in enumerate(watched(blocks, lambda x=x: module.encode_image(x))):
            width = state.shape[1]
            slow = state[0].flatten(1).mean(1).numpy()
            np.testing.assert_allclose(ours[k, i, :width], slow, atol=1e-5)
            assert not ours[k, i, width:].any()


@pytest.mark.parametrize("name", [*TRANSFORMERS, "semhub-resnet"])
def test_the_joint_space_is_the_librarys_own(made, name, monkeypatch):
    monkeypatch.setattr("semhub.models.towers.tower.JOINT_BATCH", 2)
    towers, module, tokenizer = made(name)
    with torch.inference_mode():
        seen = module.encode_image(
            torch.cat([pixels(module, picture) for picture in PICTURES]), normalize=True
        )
        read = module.encode_text(tokenizer([item.text for item in TEXTS]), normalize=True)
    steps = []
    ours = towers.joint(PICTURES, lambda *step: steps.append(step))
    np.testing.assert_allclose(ours, seen, atol=1e-5)
    assert steps == [(2, 5), (4, 5), (5, 5)]
    np.testing.assert_allclose(towers.joint(TEXTS), read, atol=1e-5)


@pytest.mark.parametrize("name", ["semhub-vit", "semhub-resnet"])
def test_batch_and_order_change_no_number(made, name):
    towers, *_ = made(name)
    for tower, items in ((towers.image, PICTURES), (towers.text, TEXTS)):
        together = extract(tower, items, token_budget=10**6)
        alone = extract(tower, items[::-1], token_budget=1)[:, ::-1]
        np.testing.assert_allclose(together, alone, atol=1e-5)


def test_a_mark_whose_id_is_that_of_padding_is_still_a_token(made):
    towers, *_ = made("semhub-vit")
    [encoded] = towers.text.encode([Text("!☃")])
    ids = encoded.inputs["text"][0]
    assert ids[1] == 0 == ids[-1]
    assert [i for i, own in enumerate(encoded.content) if own] == [1, 2, 3]


def test_hooks_leave_nothing_behind(made):
    towers, *_ = made("semhub-resnet")
    extract(towers.image, PICTURES[:1])
    assert not any(m._forward_hooks or m._forward_pre_hooks for m in towers.image.module.modules())


def test_a_tower_has_no_words(made):
    towers, *_ = made("semhub-vit")
    assert not towers.text.has_head and towers.text.check.passed is None
    assert "has no head" in said(towers.image.require_head)


def test_two_towers_are_no_model_with_one_curve(made):
    towers, *_ = made("semhub-vit")
    for call in (lambda: compare(towers, TEXTS, TEXTS), lambda: towers.encode(TEXTS)):
        assert "two towers with layers of their own" in said(call)


@pytest.mark.parametrize("name", ["semhub-vit", "semhub-bert"])
def test_a_text_that_would_be_cut_is_refused(made, name):
    towers, *_ = made(name)
    assert "reads 20 with those for start and end" in said(
        lambda: towers.text.encode([Text("word " * 19)])
    )
    assert sum(towers.text.encode([Text("a " * 18)])[0].content) == 18


def test_an_item_goes_to_its_own_tower_only(made):
    towers, *_ = made("semhub-vit")
    assert "reads no image" in said(lambda: towers.text.encode(PICTURES))
    assert "reads no text" in said(lambda: towers.image.encode(TEXTS))
    assert "none for audio" in said(lambda: towers.joint(SOUNDS))


def test_a_control_token_that_is_typed_is_refused(made):
    towers = made("semhub-vit")[0]
    text = Text("a dog <end_of_text> and a cat")
    assert "control token" in said(lambda: towers.text.encode([text]))
