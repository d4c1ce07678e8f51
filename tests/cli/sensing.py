"""The toy model, able to see and to hear: it takes a picture or a sound for what it is called."""

from __future__ import annotations

from semhub.inputs import Text
from tests.toy import PlantedHub


class Sensing(PlantedHub):
    """`PlantedHub` for which a picture or a sound labelled "b3" is the word "b3"."""

    modalities = ("text", "image", "audio")

    def encode(self, items):
        return super().encode([Text(item.label) for item in items])

    def tokens(self, item):
        return super().tokens(Text(item.label))

    def content_ids(self, texts):
        return iter(self.ids.values())
