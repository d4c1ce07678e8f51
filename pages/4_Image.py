"""The image page: a picture beside captions, and what each of its patches reads as."""

from semhub.ui.media import answer, parts, patches
from semhub.ui.media.answer import Part
from semhub.ui.media.picture import PICTURES, sheet
from semhub.ui.media.source import gallery
from semhub.ui.media.words_of_pictures import colours, nouns
from semhub.ui.shared import first, frame

PAGE = "pages/4_Image.py"
PARTS = (
    Part(
        "image_others",
        "Which other pictures are there?",
        lambda at: sheet(gallery(at.selection.chosen), at.selection.row or 0),
    ),
    parts.near(PICTURES),
    Part(
        "image_said",
        "Do the patches say the words of their own caption?",
        lambda at: nouns(at.model, at.selection, at.positions),
        was="Words of captions",
    ),
    Part(
        "image_plain",
        "Which colour do the patches of a plain colour say?",
        lambda at: colours(at.model, at.selection),
        was="Colour words",
    ),
    *parts.common(PICTURES),
)
with frame.page(), frame.faults():
    answer.draw(patches.LOOK, PAGE, first.screen(), PARTS)
