"""Which text of a data set lies nearest to one item of a person's own, at one layer."""

from __future__ import annotations

import numpy as np

from semhub.similarity import cosine


def nearest(item: np.ndarray, alike: np.ndarray, texts: np.ndarray) -> int:
    """Return the row of `texts` that lies nearest to an item, by cosine.

    item: (width,) its pooled state at one layer. alike: (n, width) states of items in the same
    language, whose mean is that language's centre; it is subtracted from the item. texts: (m,
    width) states of what is searched, in another data type; their own mean is subtracted.
    """
    own, theirs = item - alike.mean(axis=0), texts - texts.mean(axis=0)
    return int(cosine(own[None], theirs)[0].argmax())
