"""The text page: the same sentences in two languages, and where a model brings them together."""

import streamlit as st

from semhub import datasets
from semhub.charts.words import METRICS
from semhub.similarity import minimum_items
from semhub.ui import frame, meeting, models, reading, results, rows, trust, world

PAGE = "pages/1_Text.py"
frame.start(PAGE)


def language(label: str, key: str, options: list[str], usual: str) -> str:
    """One of the two languages; a choice that the set lacks falls back to the usual one."""
    if st.session_state.get(key, usual) not in options:
        st.session_state[key] = usual
    return st.selectbox(
        label, options, index=options.index(usual), format_func=lambda c: datasets.NAMES[c],
        key=key, bind="query-params", persist_state="session",
    )  # fmt: skip


def segments(label: str, key: str, options: dict[str, str]) -> str:
    return st.segmented_control(
        label, list(options), format_func=options.get, default=next(iter(options)), required=True,
        key=key, bind="query-params", persist_state="session",
    )  # fmt: skip


st.subheader("Say the same thing in two languages, and watch where it meets", anchor=False)

controls = st.columns([0.27, 0.35, 0.14, 0.14, 0.1], vertical_alignment="top")
with controls[0]:
    name = models.pick()
with controls[1]:
    chosen = segments("Sentences", "set", rows.SETS)
options = rows.columns(chosen)
with controls[2]:
    a = language("Language A", "a", options, "en")
with controls[3]:
    b = language("Language B", "b", options, "zh")
controls[4].space("small")
with controls[4], st.popover("More", width="stretch"):
    pool = segments("Pooling over an item's tokens", "pool", {"mean": "mean", "last": "last"})
    metric = st.selectbox(
        "Metric", list(METRICS), format_func=lambda m: METRICS[m].name, key="metric",
        bind="query-params", persist_state="session",
    )  # fmt: skip
    st.caption(METRICS[metric].says)

st.caption(models.state(name))
found = rows.table(chosen, a, b)
names = datasets.NAMES[a], datasets.NAMES[b]

link = {
    "model": name, "set": rows.SETS[chosen], "a": names[0], "b": names[1], "pool": pool,
    "metric": METRICS[metric].name,
}  # fmt: skip
rows.put_in_link(chosen, found, link)
frame.remember(PAGE, link)

left_out = st.container()
with frame.faults():
    model = models.ready(name) if found.a else None
    if model is not None:
        found, x, y = rows.states(found, model, pool)
    rows.say_what_is_left_out(found, left_out)
    if not found.a:
        rows.teach()
    if model is None or not found.a:
        st.stop()

    world.hint(model, [(a, found.a), (b, found.b)])
    if len(found.a) < (needed := minimum_items(metric)):
        st.info(
            f"{METRICS[metric].name} needs at least {needed} pairs to mean anything, and there "
            f"{'is' if len(found.a) == 1 else 'are'} {len(found.a)}: shown is the plain cosine."
        )
    result = results.comparison(model, found.a, found.b, pool, metric, x, y)
    meeting.meeting(found, result, metric, x, y, names)
    if model.has_head:
        reading.reading(model, found, result.peak[1])
    else:
        reading.without_head(model)
    trust.expander(model, found, result)
