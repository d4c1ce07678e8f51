"""The page Results: records opened, laid over each other, and taken away; no model is loaded."""

from semhub.ui.results import choice, several, single
from semhub.ui.shared import first, frame
from semhub.ui.shared.sections import section

PAGE = "pages/9_Results.py"
with frame.page(), frame.faults():
    screen = first.screen()
    with screen.inputs:
        records = choice.ask(PAGE, screen.notes)
    if len(records) == 1:
        single.draw(screen, *records.items())
    elif records:
        several.draw(screen, records)
    with screen.below:
        section("record_is", "What is a record, and how is one made?", choice.teach)
