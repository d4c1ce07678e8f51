"""The experiments on pictures and sounds, in the order of the paper."""

from __future__ import annotations

from semhub.paper.experiment import Experiment

_LAST = "the last token's state"
_CALIBRATED = (
    "the model's usual pooling, each side's own centre taken off, retrieval and the centred gap "
    "with their nulls"
)
_RAW = "by the head without a norm"
_NEAREST = "nearest words in context (cosine) in place of the head"

MEDIA = (
    Experiment(
        "caption-similarity",
        "4",
        "Are pictures nearer to their own captions than to others'?",
        f"the gap of {_LAST} (Eq. 1), of 1,000 pictures of COCO and a caption of each; a picture "
        "stands alone or behind a question, and its last token's state is taken; here of the "
        "embedded pictures.",
        f"Here: {_CALIBRATED}.",
        "pictures",
        ("concepts:image", "concepts:en"),
        frozenset({"image"}),
        takes="two sides",
    ),
    Experiment(
        "caption-nouns",
        "4",
        "Are patches read as nouns of their own caption more than as those of another?",
        f"on COCO, the probability of the first token of each noun, the mean over patches, then "
        f"the sum over nouns (of the other caption made up to as many), {_RAW}; the other caption "
        "is the one with the fewest words in common, and here the next one without a noun in "
        "common.",
        f"Here: {_NEAREST}, the mean over nouns and patches, and the share of pictures in which "
        "its own nouns lead.",
        "pictures",
        ("concepts:image",),
        frozenset({"head", "image"}),
    ),
    Experiment(
        "colours",
        "4",
        "Are the patches of a plain colour read as the colour's word?",
        f"plain red, green, blue and black behind a question, the share of patches at which the "
        f"first token of the colour's word is the likeliest of all, and that of “white”, {_RAW}; "
        "here without the question.",
        f"Here: eight colours, {_NEAREST}, the word that is preferred, and all of them "
        "in a matrix.",
        "pictures",
        (),
        frozenset({"head", "image"}),
    ),
    Experiment(
        "segments",
        "4",
        "Are the patches on an object read as its word?",
        f"on the panoptic masks of COCO, the patches on an object by more than half, the geometric "
        f"mean over them of the probability of the first token of its word and of a random other "
        f"one, the mean over a picture's objects, {_RAW}; here of embedded pictures with the masks "
        "of what was drawn.",
        f"Here: {_NEAREST}, the mean over patches, and the share of pictures in which the word "
        "leads. Beside the paper's control stands the same word outside the object.",
        "pictures",
        ("concepts:image",),
        frozenset({"head", "image"}),
        takes="masks",
    ),
    Experiment(
        "sound-similarity",
        "4",
        "Are sounds nearer to the names of what makes them than to other names?",
        f"the mean cosine of a sound of VGGSound with its label less that with all others, of "
        f"{_LAST}; here of ten animals' calls, one each (Eq. 1), and of speech.",
        f"Here: {_CALIBRATED}.",
        "sounds",
        ("calls:sound", "calls:en"),
        frozenset({"audio"}),
        takes="two sides",
    ),
    Experiment(
        "sound-lens",
        "4",
        "Are the positions of a sound read as the word for what makes it?",
        f"on VGGSound, the geometric mean over positions and over the words of a label of the "
        f"probability of each word's first token, against those of a random label without a word "
        f"in common, {_RAW}; here of animals' calls.",
        f"Here: {_NEAREST}, the mean over positions, and how often the right animal's word is read "
        "more than elsewhere.",
        "sounds",
        ("calls:sound",),
        frozenset({"head", "audio"}),
        takes="two sides",
    ),
    Experiment(
        "colour-steering",
        "5",
        "Does half a picture turn green where its states are pushed from red to green?",
        "pictures of two plain halves, the states of one replaced by the difference of the rows of "
        "two colours' words in the head, at all layers from one on, and the two colours that the "
        "model then names; here from red to green, from the first layer and from the middle, and "
        "how likely the colour's word is; an embedded model sees an animal in one half.",
        "Here: the difference of English sentences is added at one layer, and beside it the same "
        "in the other half, reversed, and random ones.",
        "pictures",
        (),
        frozenset({"head", "image"}),
    ),
    Experiment(
        "animal-steering",
        "5",
        "Is an animal that is heard taken for another where its states are pushed?",
        "animals of VGGSound, the difference of the rows of two animals' words in the head added "
        "along the sound behind 14 of 32 blocks, 10 to 100 times, and how likely “Yes” becomes to "
        "“Is this animal a mammal?”; here a dog, beside random pushes.",
        "Here: the difference of English sentences is added at the last position, from a dog to a "
        "cat, with controls.",
        "sounds",
        (),
        frozenset({"head", "audio"}),
    ),
)
