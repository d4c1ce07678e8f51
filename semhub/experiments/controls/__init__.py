"""Standing controls: what the same metric reads where there is nothing of the sentences' meaning.

A curve of pairs that mean the same is evidence of meaning only as far as it stands above these:
wrong partners as long as the right ones, length alone, spelling alone, an untrained twin, the
words of a sentence each alone, and its words in random order. The last three are of some of the
pairs, so that all cost about half of the result that they stand beside, or less (`python -m
benchmarks controls`).
"""

from semhub.experiments.controls.control import NAMES, SENTENCES, Control, Controls
from semhub.experiments.controls.standing import controls

__all__ = ["NAMES", "SENTENCES", "Control", "Controls", "controls"]
