"""The page Results: records opened, laid over each other, and taken away; no model is loaded."""

from semhub.ui.results import choice, several, single
from semhub.ui.shared import first, frame

PAGE = "pages/9_Results.py"
with frame.page(), frame.faults():
    screen = first.screen()
    with screen.inputs:
        records = choice.ask(PAGE, screen.notes)
    if not records:
        with screen.answer.container():
            choice.empty()
    elif len(records) == 1:
        single.draw(screen, *records.items())
    else:
        several.draw(screen, records)
