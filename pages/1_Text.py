"""The text page: the same sentences in two languages, and where a model brings them together."""

from semhub.ui.code.hard_negatives import contrast_of_any
from semhub.ui.shared import controls, exhibit, first, frame
from semhub.ui.text import answer, patching
from semhub.ui.text.answer import Part
from semhub.ui.text.topics import TEXT

PAGE = "pages/1_Text.py"
PARTS = (
    Part("frame", "Is it the content, or the frame?", contrast_of_any),
    Part("patch", "What goes over with a state?", patching.draw, patching.applies),
    Part("real", "What does a real decoder show?", exhibit.beside, exhibit.is_beside),
)
with frame.page(), frame.faults():
    screen = first.screen()
    with screen.inputs:
        choices = controls.draw(TEXT, screen.below)
    frame.remember(PAGE, choices.link)
    answer.draw(choices, screen, PARTS)
