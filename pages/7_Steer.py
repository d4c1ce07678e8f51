"""The steer page: a push found in one data type, and what it changes in another."""

from semhub.ui.shared import first, frame
from semhub.ui.steer import answer, controls

PAGE = "pages/7_Steer.py"
with frame.page(), frame.faults():
    screen = first.screen()
    how = screen.below.expander("How is it pushed?")
    with screen.inputs:
        choices = controls.draw(how, screen.notes)
    frame.remember(PAGE, choices.link)
    answer.draw(choices, screen, how)
