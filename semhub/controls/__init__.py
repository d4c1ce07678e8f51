"""Standing controls: what the same metric reads where there is nothing of the sentences' meaning.

A curve of pairs that mean the same is evidence of meaning only as far as it stands above these:
wrong partners as long as the right ones, length alone, spelling alone, an untrained twin, the
words of a sentence each alone, and its words in random order. They cost at most half of the result
that they stand beside (`python -m benchmarks.controls`), so the last three are of some of the
pairs.
"""

from semhub.controls.control import NAMES, SENTENCES, Control, Controls
from semhub.controls.standing import controls

__all__ = ["NAMES", "SENTENCES", "Control", "Controls", "controls"]
