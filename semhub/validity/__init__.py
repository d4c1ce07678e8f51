"""Does the instrument see a hub where there is one, and none where there is none?

simulated.py   states whose truth is known, without a model
replaced.py    states that hold nothing but an item's length, or its spelling
suite.py       all checks: simulated states, the embedded models, real ones where on disk
one_model.py   what can be checked of any one model
result.py      what came out of a check
"""

from semhub.validity.one_model import checks_of
from semhub.validity.result import Check
from semhub.validity.suite import checks

__all__ = ["Check", "checks", "checks_of"]
