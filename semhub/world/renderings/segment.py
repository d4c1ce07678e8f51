"""A piece of a sentence that knows which part of the meaning it says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from semhub.world.scenes import Scene


@dataclass(frozen=True)
class Segment:
    """`text` says `slot` of the frame; slot "" is grammar and means nothing by itself."""

    slot: str
    text: str


@dataclass(frozen=True)
class Style:
    """Choices that leave the meaning alone: "the" for "a", the place first."""

    definite: bool = False
    place_first: bool = False


PLAIN = Style()


@dataclass(frozen=True)
class Grammar:
    """How one language or notation writes scenes.

    `segments` gives the sentence in order; `joiner` stands between segments, `stop` ends
    the sentence; `gap` stands between two sentences, `comma` between two keywords;
    `capitals` says whether a sentence begins with a capital letter. `keywords` gives each
    said slot as a word by itself.
    """

    name: str
    segments: Callable[[Scene, Style], list[Segment]]
    keywords: dict[tuple[str, str], str]
    joiner: str = " "
    stop: str = "."
    gap: str = " "
    comma: str = ", "
    capitals: bool = True

    def sentence(self, scene: Scene, style: Style = PLAIN) -> str:
        return self.write(self.segments(scene, style))

    def write(self, segments: list[Segment]) -> str:
        text = self.joiner.join(segment.text for segment in segments if segment.text)
        if self.capitals:
            text = text[:1].upper() + text[1:]
        return text + self.stop

    def keyword_list(self, slots: list[str], scene: Scene) -> str:
        """Return the words for `slots` of the scene, in that order, with commas."""
        meanings = scene.meanings()
        words = [self.keywords[slot, meanings[slot]] for slot in slots]
        return self.comma.join(words)


def keyword_table(**classes: dict[str, str]) -> dict[tuple[str, str], str]:
    """Return `{("thing", "dog"): "perro"}` from `thing={"dog": "perro"}`."""
    return {(slot, value): word for slot, words in classes.items() for value, word in words.items()}


def words(classes: tuple[str, ...], text: str) -> dict[str, str]:
    """Return the comma-separated `text` as the words for `classes`, in their order."""
    listed = [word.strip() for word in text.split(",")]
    if len(listed) != len(classes):
        raise ValueError(f"{len(classes)} words are needed, {len(listed)} are given: {text}")
    return dict(zip(classes, listed, strict=True))
