"""The page Emergence: the hub forming while the embedded model learns, and models without one."""

from semhub.ui import emergence
from semhub.ui.shared import first, frame

PAGE = "pages/8_Emergence.py"
with frame.page(), frame.faults():
    screen = first.screen()
    if not emergence.history():
        emergence.explain_missing(screen)
    else:
        with screen.inputs:
            choices = emergence.controls()
        frame.remember(PAGE, choices.link)
        emergence.draw(choices, screen)
