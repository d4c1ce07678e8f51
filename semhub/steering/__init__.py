"""Push what a model is thinking along a direction, and see what it then says.

    found = direction(model, texts(["The dog runs."]), texts(["The cat runs."]))
    result = steer(model, found, Question(Text("狗在跑"), " →"), Choice("dog", "cat"), layer=7)

direction.py finds a direction in what spans.py reads, head_rows.py in the head, choice.py the
tokens of the words, family.py controls nearer than random directions; asking.py and answers.py put
the questions, by rerun.py in few passes; effect.py joins them with the controls of a plan.py into a
result.py, of which each part is a change.py.
presets.py has pushes to begin with, region.py half a picture to put them in.
hooks.py pushes any pass of a notebook's own, and continuation.py goes on with the text.
"""

from semhub.steering.answers import Push, answers
from semhub.steering.asking import Places, Question, label
from semhub.steering.change import Band, Effect
from semhub.steering.choice import Choice
from semhub.steering.continuation import Continuation, continuation
from semhub.steering.direction import Direction, between, direction
from semhub.steering.effect import steer
from semhub.steering.family import CONTROLS, Family, family
from semhub.steering.head_rows import head_direction
from semhub.steering.hooks import apply_push
from semhub.steering.plan import RANDOM_DIRECTIONS
from semhub.steering.presets import PRESETS, Preset
from semhub.steering.region import HALVES, within
from semhub.steering.result import Point, Steering, Sweep

__all__ = [
    "CONTROLS",
    "HALVES",
    "PRESETS",
    "RANDOM_DIRECTIONS",
    "Band",
    "Choice",
    "Continuation",
    "Direction",
    "Effect",
    "Family",
    "Places",
    "Point",
    "Preset",
    "Push",
    "Question",
    "Steering",
    "Sweep",
    "answers",
    "apply_push",
    "between",
    "continuation",
    "direction",
    "family",
    "head_direction",
    "label",
    "steer",
    "within",
]  # fmt: skip
