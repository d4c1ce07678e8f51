"""The page Story: the semantic hub in ten recorded steps, or a speaker's own; for a talk."""

from semhub.ui.shared import first, frame
from semhub.ui.story import page

with frame.page(), frame.faults():
    page.draw(first.screen())
