"""The answer of the page Steer: the push on the first screen, and the sections below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from semhub.charts.steering.controls import PUSHES
from semhub.charts.steering.shares import shares
from semhub.charts.steering.strength import strength_curve
from semhub.charts.steering.sweep import sweep_map
from semhub.models.saying import says_next
from semhub.ui.shared import figure, first, keep, models
from semhub.ui.shared.drawn import drawn
from semhub.ui.shared.export import footer
from semhub.ui.shared.frame import faults
from semhub.ui.shared.sections import section
from semhub.ui.shared.trust import ASKS
from semhub.ui.steer import controls, failed, look, own, preset, results, trust
from semhub.ui.steer.controls import MAP

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from semhub.models.protocol import Model
    from semhub.steering import Steering
    from semhub.ui.shared.first import Screen
    from semhub.ui.steer.controls import Choices, Push
    from semhub.ui.steer.experiment import Experiment

CURVE, SWEEP = "steer_curve", "steer_sweep"


def draw(choices: Choices, screen: Screen, how: DeltaGenerator) -> None:
    """Draw the whole answer, or the sentence of an `InputError`.

    how: the section for the choices that few change.
    """
    with screen.working() as place, faults():
        with screen.notes:
            model = models.ready(choices.model, place)
            if model is None:
                return
            if not says_next(model):
                controls.without_answer(model)
                return
        experiment = _experiment(model, choices, screen)
        if experiment is None:
            return
        with screen.inputs:
            push = controls.push(model, experiment, choices.seed, how)
        result = results.pushed(
            model, experiment, push.layers, push.strength, push.beside, push.seed
        )
        look.continuations(model, experiment, result.point, look.chosen(experiment))
        with screen.answer.container():
            look.look(model, experiment, result, push.beside)
        with screen.below:
            _sections(model, experiment, result, push)


def _experiment(model: Model, choices: Choices, screen: Screen) -> Experiment | None:
    """Make the experiment; None where a person's own lacks something."""
    if choices.preset != controls.OWN:
        return preset.experiment(model, choices.preset, choices.spoke)
    with screen.inputs:
        asked = own.fields(model)
    if asked is not None:
        return own.experiment(model, asked, choices.pool, choices.places, choices.others)
    with screen.working():
        first.question("What would you push?")
        own.teach()
    return None


def _sections(model: Model, experiment: Experiment, result: Steering, push: Push) -> None:
    section("steer_answers", "What do the answers become?", lambda: _shares(result, push.beside))
    section("steer_hard", "How hard must one push?", lambda: _curve(model, experiment, push))
    section(SWEEP, "At which layer must one push?", lambda: _sweep(model, experiment, push))
    section("steer_failed", failed.ASKS, lambda: failed.draw(model))
    section(
        "trust", ASKS, lambda: trust.draw(model, experiment, result, push.beside, push.seed)
    )  # fmt: skip
    keep.this("steer", model, result, {"questions": [one.item for one in experiment.questions]})


def _drawn(
    chart: alt.TopLevelMixin, key: str, alt_text: str, says: str, name: str, result: Steering,
    **options,
) -> None:  # fmt: skip
    """Draw a chart in a section that is named by its question, with its sentence and footer."""
    figure.figure(chart, key, alt_text, **options)
    footer(says, name, chart, result.to_dict())


def _shares(result: Steering, beside: str) -> None:
    _drawn(
        shares(result, beside), "steer_shares", "Share of answers that changed, by push",
        "The number at the right is the share of answers that changed at all. The new answer may "
        "be right as well: another word for the same thing, or another valid answer.",
        "semhub-steer-answers", result,
    )  # fmt: skip


def _curve(model: Model, experiment: Experiment, push: Push) -> None:
    result = results.curve(model, experiment, push.layers, push.beside, push.seed)
    _drawn(
        drawn(strength_curve, result, abs(push.strength), push.beside), CURVE,
        "Mean change by strength, with its controls",
        f"The band around the push is a 95% interval over items; the grey band holds "
        f"{PUSHES[push.beside]} of the same length at each strength, and the dashed line is their "
        "mean.",
        "semhub-steer-strength", result,
    )  # fmt: skip


def _sweep(model: Model, experiment: Experiment, push: Push) -> None:
    result = results.sweep(model, experiment, push.seed)
    _drawn(
        drawn(sweep_map, result.sweep, result.n, push.layers, push.strength), MAP,
        "Mean change by layer and strength",
        "Each cell is the mean change of the log-odds, in nats, when that layer alone is pushed: "
        "blue moves answers the intended way, orange the other way. At early layers the texts may "
        "hardly differ yet, so a natural difference is tiny. Click a cell to push at that layer.",
        "semhub-steer-layers", result, on_select="rerun",
    )  # fmt: skip
