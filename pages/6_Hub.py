"""The hub page: all data types of one model at once, layer by layer, and a second model beside."""

import streamlit as st

from semhub.ui.hub import (
    before,
    beside,
    controls,
    curves,
    matrices,
    model_map,
    pairs,
    queries,
    recorded,
    screen,
    trust,
    view,
)  # fmt: skip
from semhub.ui.shared import first, frame, keep, models
from semhub.ui.shared.sections import section
from semhub.ui.shared.trust import ASKS

PAGE = "pages/6_Hub.py"
with frame.page():
    screen.style()
    places = first.screen()
    with places.below:
        drawing = screen.Places(places.answer, st.empty())
        items, second = st.container(), st.container()
    with places.inputs:
        choices = controls.draw()
    frame.remember(PAGE, choices.link)
    if len(choices.spokes) < 2:
        places.working().info("Choose at least two data types: the hub is where they meet.")
        st.stop()

    with places.notes, frame.faults():
        before.draw(drawing, choices)
        model = models.ready(choices.model)
        if model is None:
            st.stop()
        seen = queries.hub_of(model, choices)
        recorded.answered(choices, model)
        with items.expander("Which items are drawn, and how?"):
            drawn = view.view(seen, queries.spokes_of(choices))
        before.draw_layout(drawing, choices, drawn.drawn)
        layout = drawn.layout(seen)
        pairs.follow_click(seen.hub)
        layer = screen.chosen_layer(seen.hub)
        screen.draw(drawing, seen.called, seen.hub, layout, layer=layer)
        before.keep(choices, drawn.drawn, seen.called, seen.numbers, layout)

        with second:
            chosen, link = controls.beside(choices.model)
            second = st.container()
        pairs.open_linked("hub_pairs")
        with places.below:
            section(
                "hub_pairs", f"Which data types find each other at layer {layer}?",
                lambda: matrices.section(seen, choices.spokes, layer),
            )  # fmt: skip
            section("hub_meet", "Where do all pairs meet?", lambda: curves.curves(seen, layer))
            section(
                model_map.SECTION, "Do its layers lie like another model's, of any sense?",
                lambda: model_map.section(model, choices),
            )  # fmt: skip
            section("hub_trust", ASKS, lambda: trust.draw(model, choices, seen, drawn, layout))
            keep.this(
                "hub", model, seen.hub, trust.items(seen),
                command=trust.command(model, choices, seen), layout=layout,
            )  # fmt: skip
        link |= screen.link() | pairs.link(seen.hub) | model_map.link()
        frame.remember(PAGE, choices.link | drawn.link | link)
        if chosen:
            with second, frame.faults():
                beside.draw(chosen, choices, seen, drawn, layer)
