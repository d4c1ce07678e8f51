"""What lies outside the embedded model's world is said to, and nothing else is."""

from __future__ import annotations

import numpy as np
import pytest

from semhub import datasets
from semhub.inputs import Audio, Image
from semhub.models.catalogue import EMBEDDED
from semhub.models.loading import load
from semhub.states.extraction import extract
from semhub.statistics.outlying import Population
from semhub.world.held_out import pictures, scenes
from tests.media import RATE, noise, tone


@pytest.fixture(scope="module")
def nano():
    return load(EMBEDDED)


def share_outside(model, world: list, others: list) -> float:
    """How many of the others lie outside of what the world's own states are."""
    layer = model.n_layers // 2
    return float(
        Population.of(extract(model, world)[layer]).outlying(extract(model, others)[layer]).mean()
    )


def photographs() -> list[Image]:
    """The two photographs that scikit-learn ships, whole and in parts."""
    from sklearn.datasets import load_sample_images

    whole = load_sample_images().images
    height, width = 200, 300
    parts = [photo[y : y + height, x : x + width] for photo in whole
             for y in (0, 200) for x in (0, 150, 300)]  # fmt: skip
    return [Image(np.ascontiguousarray(pixels)) for pixels in [*whole, *parts]]


def test_held_out_pictures_of_its_world_are_inside_and_photographs_outside(nano):
    world = datasets.column("world:image")
    held = [Image(np.asarray(drawn)) for drawn in pictures(scenes(200, seed=7), 7)]
    assert share_outside(nano, world, held) <= 0.05
    assert share_outside(nano, world, photographs()) == 1
    assert share_outside(nano, world, [Image(noise(60, 60)), Image(noise(90, 40))]) == 1


def test_held_out_speech_of_its_world_is_inside_and_noise_outside(nano):
    spoken = datasets.column("world:speech")
    assert share_outside(nano, spoken[::2], spoken[1::2]) <= 0.05
    hiss = 0.1 * np.random.default_rng(0).standard_normal(2 * RATE).astype(np.float32)
    others = [Audio(hiss, RATE), *(Audio(tone(1.5, hertz=h), RATE) for h in (200, 440, 2_000))]
    assert share_outside(nano, spoken, others) == 1
