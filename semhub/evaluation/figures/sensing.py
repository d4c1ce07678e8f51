"""What the embedded model makes of pictures and sounds: retrieval, and what it says of them.

On the held-out scenes of `dataset.scenes`. A picture and a spoken sentence say all that the text
says; an animal's call says the thing alone, and is matched among the names of all that call.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

import numpy as np

from semhub.errors import InputError
from semhub.evaluation.figures.push import push_figure
from semhub.evaluation.figures.readout import Share, first_piece
from semhub.evaluation.figures.retrieval import Figure, inner_layers, retrieval, words_of
from semhub.experiments.verdict import METRIC
from semhub.inputs import Audio, Image, Input, Text
from semhub.models.protocol import Model
from semhub.pools import Pool
from semhub.similarity import Pair, minimum_items
from semhub.similarity.retrieval import Acc1
from semhub.states.extraction import Memory, Progress, extract
from semhub.statistics.clusters import Clusters
from semhub.steering import Question, answers
from semhub.world.held_out import calling_rows, calls, pictures, scenes, speech
from semhub.world.recipes import ARROW
from semhub.world.renderings import GRAMMARS
from semhub.world.renderings.sound import CALLING
from semhub.world.renderings.waveform import RATE
from semhub.world.scenes import CLASSES, SLOTS, Scene

SPOKEN = ("en", "zh", "es")
DESCRIBED = {"image": SLOTS, "speech": SLOTS, "sound": ("thing",)}
"""What is described -> what of its scene can be said of it: a call says nothing but the thing."""

PAIRS = (
    ("en", "image"), ("zh", "image"), ("es", "image"), ("code", "image"),
    ("en", "speech"), ("zh", "speech"), ("es", "speech"),
    ("zh", "speech-zh"), ("es", "speech-es"), ("image", "speech"), ("image", "speech-zh"),
)  # fmt: skip
PUSHED = ("thing", "colour")
CALL_SETS = 8
LEAST = minimum_items(METRIC)
"""Animals of a set, among which one can be found."""

Columns = Mapping[str, Sequence[Input]]


def sensory_columns(drawn: Sequence[Scene], seed: int) -> dict[str, list[Input]]:
    """Return the scenes drawn, and spoken in each of `SPOKEN`; English speech is just "speech"."""
    found = {"image": items_of("image", drawn, seed), "speech": items_of("speech", drawn, seed)}
    for language in SPOKEN[1:]:
        found[f"speech-{language}"] = _sounds(speech(drawn, language, seed))
    return found


def items_of(name: str, drawn: Sequence[Scene], seed: int) -> list[Input]:
    """Return the scenes as items of a kind of `DESCRIBED`; only those of `calling` have a "sound".

    Raises InputError if espeak-ng, which speaks, is not installed.
    """
    if name == "image":
        return [Image(np.asarray(picture)) for picture in pictures(drawn, seed)]
    return _sounds(speech(drawn, "en", seed) if name == "speech" else calls(drawn, seed))


def _sounds(sounds: Sequence[np.ndarray]) -> list[Input]:
    return [Audio(sound, RATE) for sound in sounds]


def calling(drawn: Sequence[Scene]) -> list[Scene]:
    """Return the scenes whose animal calls. Raises InputError if they show fewer than `LEAST`."""
    if len(calling_rows(drawn)) < LEAST:
        raise InputError(
            f"In {len(drawn)} rows fewer than {LEAST} animals call; ask for more rows."
        )
    return [scene for scene in drawn if scene.thing in CALLING]


def matched(
    model: Model,
    columns: Columns,
    a: str,
    b: str,
    pool: Pool,
    memory: Memory,
    words: Clusters | None,
) -> Figure:
    """Measure retrieval@1 between two columns, at the best inner layer."""
    return retrieval(model, columns[a], columns[b], f"{a} with {b}", pool, memory, words)


def matched_calls(
    model: Model, drawn: Sequence[Scene], language: str, seed: int, pool: Pool
) -> Figure:
    """Measure retrieval@1 between names and calls of animals, each animal once a set, over all
    sets.

    All calls of an animal are variations of one recording, so the interval is over animals.
    """
    left, hits, animals, sizes = list(drawn), [], [], []
    for turn in range(CALL_SETS):
        chosen = [left[row] for row in calling_rows(left)]
        if len(chosen) < LEAST:
            break
        left = [scene for scene in left if scene not in chosen]
        texts = [Text(GRAMMARS[language].keyword_list(["thing"], scene)) for scene in chosen]
        sounds = [Audio(sound, RATE) for sound in calls(chosen, seed + turn)]
        states = extract(model, [*texts, *sounds], pool=pool)
        sides = zip(states[:, : len(chosen)], states[:, len(chosen) :], strict=True)
        hits.append([Acc1(Pair(x, y)).by_item for x, y in sides])
        animals += [scene.thing for scene in chosen]
        sizes.append(len(chosen))
    found, n = np.concatenate(hits, axis=1), sum(sizes)
    curve = found.mean(axis=1)
    layer = max(inner_layers(model.n_layers), key=lambda k: curve[k])
    share = Share.over(found[layer], np.array(animals))
    rounded = [round(float(v), 4) for v in curve]
    return Figure(
        f"{language} with sound", share.value, share.low, share.high, layer, rounded,
        len(sizes) / n, n,
    )  # fmt: skip


def described(
    model: Model,
    language: str,
    slot: str,
    drawn: Sequence[Scene],
    items: Sequence[Input],
    opens: bool = True,
) -> Share:
    """Return how often the right word of `slot`'s class is preferred after an item.

    With `opens` the list begins in `language` with another word of the scene, so that the
    model knows which language to go on in. Words that share their first piece with another are
    left out.
    """
    grammar = GRAMMARS[language]
    values = [str(value) for value in CLASSES[slot]]
    pieces = [first_piece(model, language, slot, value) for value in values]
    opened = "count" if slot != "count" else "size"
    said = [scene.meanings()[slot] for scene in drawn]
    clear = [i for i, word in enumerate(said) if pieces.count(pieces[values.index(word)]) == 1]
    begun = [
        f"{ARROW} {grammar.keyword_list([opened], drawn[i])}{grammar.comma.rstrip()}"
        if opens
        else ARROW
        for i in clear
    ]
    questions = [Question(items[i], text) for i, text in zip(clear, begun, strict=True)]
    words = [[[(piece,)] for piece in pieces]] * len(questions)
    preferred = answers(model, questions, words)[0].argmax(axis=1).tolist()
    return Share.of([values[best] == said[i] for best, i in zip(preferred, clear, strict=True)])


def described_shares(
    model: Model,
    name: str,
    languages: Sequence[str],
    drawn: Sequence[Scene],
    items: Sequence[Input],
    progress: Progress | None = None,
) -> dict[str, Share]:
    """Return `slot in language` -> how often items of that kind of `DESCRIBED` are described right.

    progress: called with items times slots times languages, done and in all.
    """
    found: dict[str, Share] = {}
    asked = [(language, slot) for language in languages for slot in DESCRIBED[name]]
    for language, slot in asked:
        # Nothing else of the scene could open the list after a call.
        opens = len(DESCRIBED[name]) > 1
        found[f"{slot} in {language}"] = described(model, language, slot, drawn, items, opens)
        if progress:
            progress(len(found) * len(items), len(asked) * len(items))
    return found


def sense_figures(model: Model, pivot: str, rows: int, seed: int) -> dict:
    """Measure retrieval with pictures and sounds, their description in each language, and pushes.

    Raises InputError if the rows hold fewer than `LEAST` animals that call.
    """
    drawn = scenes(rows, seed)
    scenes_of = {"image": drawn, "speech": drawn, "sound": calling(drawn)}
    languages = list(dict.fromkeys((pivot, *SPOKEN)))
    columns: dict[str, list[Input]] = sensory_columns(drawn, seed)
    for name in (*languages, "code"):
        columns[name] = [Text(GRAMMARS[name].sentence(scene)) for scene in drawn]
    columns["sound"] = items_of("sound", scenes_of["sound"], seed)
    memory, words = Memory(), words_of(drawn)
    asked = [(name, slot, list(zip(scenes_of[name], columns[name], strict=True)))
             for name, slots in DESCRIBED.items() for slot in PUSHED if slot in slots]  # fmt: skip
    return {
        "retrieval": {
            pool: [
                *(asdict(matched(model, columns, a, b, pool, memory, words)) for a, b in PAIRS),
                *(asdict(matched_calls(model, drawn, name, seed, pool)) for name in languages),
            ]
            for pool in ("unit", "mean")
        },
        "described": {
            name: {
                what: asdict(share)
                for what, share in described_shares(
                    model, name, languages, scenes_of[name], columns[name]
                ).items()
            }
            for name in DESCRIBED
        },
        "push": [
            asdict(push_figure(model, f"{slot} in {name}", given, pivot, slot, pivot, seed))
            for name, slot, given in asked
        ],
    }
