"""The audio page: a sound beside captions, and what each of its moments reads as."""

from semhub.ui.media import answer, parts, timeline
from semhub.ui.media.sound import SOUNDS
from semhub.ui.shared import first, frame

PAGE = "pages/5_Audio.py"
PARTS = (parts.near(SOUNDS), *parts.common(SOUNDS))
with frame.page(), frame.faults():
    answer.draw(timeline.LOOK, PAGE, first.screen(), PARTS)
