"""Sight and hearing: how a scene is sensed, and what the model's tower makes of it.

A picture and a spoken sentence show all six slots of a scene, an animal's call only the thing.
Training items keep the split of `world.held_out`.
"""

from training.senses.hearing import Hearing
from training.senses.sense import SHOWN, Sample, Sense, SensoryInput
from training.senses.sight import Sight

SENSES: dict[str, type] = {"pictures": Sight, "speech": Hearing}

__all__ = ["SENSES", "SHOWN", "Hearing", "Sample", "Sense", "SensoryInput", "Sight"]
