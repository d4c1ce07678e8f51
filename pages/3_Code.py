"""The code page: programs, sums and logical forms beside the words that say the same."""

from semhub.ui.code import next_word
from semhub.ui.code.hard_negatives import contrast
from semhub.ui.shared import controls, first, frame
from semhub.ui.text import answer, topics
from semhub.ui.text.answer import Part

PAGE = "pages/3_Code.py"
CONTRAST = Part("changed", "Does a changed meaning move it away?", contrast)


def _next_word(experiments):
    asks = "Which word does it think of before it writes code?"
    return Part("next", asks, next_word.next_word_of(experiments), next_word.applies)


KINDS = {
    "Code": (topics.CODE, (CONTRAST, _next_word(next_word.CODE))),
    "Arithmetic": (topics.ARITHMETIC, (CONTRAST, _next_word(next_word.SUMS))),
    "Logic": (topics.LOGIC, (CONTRAST,)),
}
with frame.page(), frame.faults():
    screen = first.screen()
    with screen.inputs:
        kind = controls.choice("In words, and as", "tab", {name: name for name in KINDS})
        topic, parts = KINDS[kind]
        choices = controls.draw(topic, screen.below)
    frame.remember(PAGE, {"tab": kind, **choices.link})
    answer.draw(choices, screen, parts)
