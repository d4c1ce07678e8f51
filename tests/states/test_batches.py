"""Batches: what runs side by side, what is encoded meanwhile, and who may run between."""

import threading
import time
from contextlib import contextmanager
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from semhub.inputs import Image, Text
from semhub.models.exclusive import exclusive
from semhub.models.loading import load
from semhub.states import batches
from semhub.states.extraction import every_state, extract, positions_of_all
from semhub.steering import apply_push
from semhub.steering.spans import span_means
from tests.tiny import llama_folder
from tests.toy import PlantedHub, hooks_of
from tests.toy_picture import RED, SIDE, PlantedPicture

LINES = [Text(f"a{k % 10} b{k // 10}") for k in range(40)]


def test_batches_side_by_side_have_the_states_of_one_after_the_other(monkeypatch):
    alone = extract(PlantedHub(), LINES, token_budget=6)
    monkeypatch.setattr(batches, "cores", lambda: 3)
    calls = []
    beside = extract(PlantedHub(), LINES, token_budget=6, progress=lambda *told: calls.append(told))
    np.testing.assert_array_equal(beside, alone)
    done, totals = zip(*calls, strict=True)
    assert list(done) == sorted(done) and done[-1] == totals[-1]


@pytest.mark.parametrize(("width", "beside"), [(batches.NARROW, True), (513, False)])
def test_only_a_narrow_model_runs_side_by_side_and_only_its_caller_hears_of_it(
    monkeypatch, width, beside
):
    monkeypatch.setattr(batches, "cores", lambda: 2)
    model, here, heard = PlantedHub(), threading.get_ident(), set()
    threads = batches._threads(SimpleNamespace(device=model.device, width=width, thread_safe=True))
    monkeypatch.setattr(batches, "_threads", lambda _model: threads)
    meet = threading.Barrier(1 + beside, timeout=20)  # of two, one thread alone would never pass
    run = model.forward
    model.forward = lambda batch: (meet.wait(), run(batch))
    extract(model, LINES[:8], token_budget=2, progress=lambda *_: heard.add(threading.get_ident()))
    assert heard == {here}


def test_a_model_whose_passes_leave_something_in_the_module_runs_one_at_a_time(monkeypatch):
    monkeypatch.setattr(batches, "cores", lambda: 2)
    model, threads = PlantedHub(), set()
    model.thread_safe, run = False, model.forward
    model.forward = lambda batch: (threads.add(threading.get_ident()), run(batch))
    extract(model, LINES, token_budget=2)
    assert threads == {threading.get_ident()}


def test_a_run_side_by_side_that_is_stopped_leaves_no_hooks_and_frees_the_model(monkeypatch):
    monkeypatch.setattr(batches, "cores", lambda: 2)
    model = PlantedHub()

    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        extract(model, LINES, token_budget=6, progress=stop)
    assert hooks_of(model) == 0
    assert extract(model, LINES[:2]).shape[1] == 2


def pictures(n: int) -> list[Image]:
    """Red ones, each wider by a patch."""
    return [Image(np.full((SIDE, SIDE * (1 + k), 3), RED, np.uint8)) for k in range(n)]


def test_while_a_round_runs_the_next_items_are_encoded(monkeypatch):
    monkeypatch.setattr(batches, "PORTION", 1)
    monkeypatch.setattr(batches, "cores", lambda: 1)
    model, second = PlantedPicture(), threading.Event()
    encode, forward, portions = model.encode, model.forward, []

    def counted(given):
        portions.append(len(given))
        if len(portions) == 2:
            second.set()
        return encode(given)

    def waiting(batch):
        assert second.wait(timeout=20)  # which would never come if one thread did both
        forward(batch)

    model.encode, model.forward = counted, waiting
    assert extract(model, pictures(4)).shape[1] == 4


def test_texts_are_encoded_by_portions_the_longest_first(monkeypatch):
    monkeypatch.setattr(batches, "TEXTS", 3)
    model, portions = PlantedHub(), []
    encode = model.encode
    model.encode = lambda given: (portions.append([item.text for item in given]), encode(given))[1]
    texts = [" ".join(["a0"] * length) for length in (2, 5, 1, 4, 3)]
    states = extract(model, [Text(text) for text in texts])
    assert [[len(text.split()) for text in portion] for portion in portions] == [[5, 4, 3], [2, 1]]
    assert states.shape[1] == 5


def test_within_a_run_of_ones_own_items_are_encoded_by_the_same_thread(monkeypatch):
    """Another would wait for it, where a family runs the model to encode."""
    monkeypatch.setattr(batches, "PORTION", 1)
    model, threads = PlantedPicture(), set()
    encode = model.encode
    model.encode = lambda given: (threads.add(threading.get_ident()), encode(given))[1]
    with exclusive():
        extract(model, pictures(3))
    assert threads == {threading.get_ident()}


@pytest.mark.parametrize("threads", [1, 2])
def test_only_two_portions_of_pictures_are_ever_encoded_and_not_yet_run(monkeypatch, threads):
    monkeypatch.setattr(batches, "PORTION", 3)
    monkeypatch.setattr(batches, "cores", lambda: threads)
    model, counting, alive, most = PlantedPicture(), threading.Lock(), 0, 0
    encode, forward = model.encode, model.forward

    def counted(given):
        nonlocal alive, most
        with counting:
            alive += len(given)
            most = max(most, alive)
        return encode(given)

    def run(batch):
        nonlocal alive
        forward(batch)
        with counting:
            alive -= len(batch.ids)

    model.encode, model.forward = counted, run
    extract(model, pictures(20))
    assert alive == 0 and 3 * threads < most <= 2 * 3 * threads


@pytest.mark.parametrize(("share", "batches_each"), [(2 / 3, 2), (4 / 3, 1)])
def test_a_round_ends_by_the_clock_and_another_session_may_run(monkeypatch, share, batches_each):
    rounds, clock, model = [], SimpleNamespace(now=0.0), PlantedHub()
    forward = model.forward

    @contextmanager
    def counted():
        rounds.append(0)
        with exclusive():
            yield

    def run(batch):
        clock.now += share * batches.ROUND
        rounds[-1] += 1
        forward(batch)

    model.forward = run
    monkeypatch.setattr(batches, "exclusive", counted)
    monkeypatch.setattr(batches, "time", SimpleNamespace(monotonic=lambda: clock.now))
    monkeypatch.setattr(batches, "cores", lambda: 1)
    extract(model, LINES[:8], token_budget=2)  # a batch each
    assert rounds == [batches_each] * (8 // batches_each)


def test_while_a_long_run_goes_on_another_session_comes_in_between(monkeypatch):
    monkeypatch.setattr(batches, "cores", lambda: 1)
    monkeypatch.setattr(batches, "ROUND", 0.0)
    model, order, begun = PlantedHub(), [], threading.Event()
    forward = model.forward

    def run(batch):
        order.append("long")
        begun.set()
        time.sleep(0.01)
        forward(batch)

    def other():
        begun.wait(20)
        with exclusive():
            order.append("other")

    model.forward = run
    session = threading.Thread(target=other)
    session.start()
    extract(model, LINES, token_budget=2)
    session.join()
    assert order.index("other") < len(order) - 1


@pytest.mark.parametrize(
    ("weights", "positions"),
    [(1_000_000, 1024), (21_000_000, 380), (10**9, batches.FEWEST)],
)
def test_a_batch_of_a_heavy_model_is_small(weights, positions):
    block = SimpleNamespace(parameters=lambda: [torch.empty(weights // 2, device="meta")] * 2)
    model = SimpleNamespace(device=torch.device("cpu"), blocks=[block])
    assert batches.budget_of(model) == positions


def test_every_thread_runs_without_gradients(monkeypatch):
    monkeypatch.setattr(batches, "cores", lambda: 2)
    model, meet, seen = PlantedHub(), threading.Barrier(2, timeout=20), {}
    forward = model.forward

    def run(batch):
        meet.wait()
        seen[threading.get_ident()] = torch.is_inference_mode_enabled()
        forward(batch)

    model.forward = run
    extract(model, LINES[:8], token_budget=2)
    assert list(seen.values()) == [True, True]


@pytest.mark.parametrize(
    ("lengths", "budget", "beside", "rows"),
    [
        ([9, 8, 3, 2, 1], 10, 1, [[9], [8], [3, 2, 1]]),  # in the order given, up to the budget
        ([20, 3, 3], 10, 1, [[20], [3, 3]]),  # alone, where it is longer
        ([200] * 4, 1000, 2, [[200, 200], [200, 200]]),  # one for each thread
        ([200] * 7, 1000, 1, [[200] * 4, [200] * 3]),  # about equally long
        ([100] * 5, 1000, 2, [[100] * 5]),  # too short for two
    ],
)
def test_texts_are_cut_into_rows_within_the_budget_about_equally_long(
    lengths, budget, beside, rows
):
    assert [lengths[part] for part in batches._rows(lengths, budget, beside)] == rows


TEXTS = [Text(" ".join(["The cat sleeps."] * k)) for k in (1, 7, 2, 5, 3, 6, 4)]


def passes_of(model) -> list[torch.Tensor]:
    """The tokens of every pass from now on."""
    seen, forward = [], model.forward
    model.forward = lambda batch: (seen.append(batch.ids), forward(batch))
    return seen


def test_a_model_that_joins_texts_runs_real_tokens_alone(tmp_path):
    model = load(str(llama_folder(tmp_path)))
    tokens = sum(map(len, model.encode(TEXTS)))
    seen = passes_of(model)
    extract(model, TEXTS)
    assert sum(ids.numel() for ids in seen) == tokens
    assert {len(ids) for ids in seen} == {1}
    assert max(ids.numel() for ids in seen) <= batches.budget_of(model, True)


def test_results_stand_in_the_order_of_the_items_whatever_the_rows(tmp_path):
    model = load(str(llama_folder(tmp_path)))
    whole = extract(model, TEXTS)
    for budget in (1, 30, 64):
        np.testing.assert_allclose(extract(model, TEXTS, token_budget=budget), whole, atol=1e-5)
    backwards = extract(model, TEXTS[::-1])
    np.testing.assert_allclose(backwards[:, ::-1], whole, atol=1e-5)


def test_states_at_all_positions_are_taken_from_rows_too(tmp_path):
    model = load(str(llama_folder(tmp_path)))
    seen = passes_of(model)
    together = positions_of_all(model, TEXTS)
    assert {len(ids) for ids in seen} == {1} and len(seen) < len(TEXTS)
    for text, (content, states) in zip(TEXTS, together, strict=True):
        [(own_content, own)] = positions_of_all(model, [text])
        assert torch.equal(content, own_content)
        torch.testing.assert_close(states, own, atol=1e-5, rtol=1e-4)


def test_who_hears_of_a_row_may_run_another_model_meanwhile(tmp_path):
    model, other = (load(str(llama_folder(tmp_path / f"{k}", seed=k))) for k in range(2))
    texts, found = [*TEXTS, Text("One")], []

    def hear(done: int, _total: int) -> None:
        if done == len(texts):  # within the pass, behind its first block
            found.append(every_state(other, other.collate(other.encode(texts))))

    assert model.joins
    heard = extract(model, texts, progress=hear)
    np.testing.assert_allclose(heard, extract(model, texts), atol=1e-6)
    torch.testing.assert_close(found, [every_state(other, other.collate(other.encode(texts)))])


def test_who_watches_padded_batches_gets_no_row(tmp_path):
    model = load(str(llama_folder(tmp_path)))
    seen = passes_of(model)
    span_means(model, TEXTS)
    assert {len(ids) for ids in seen} == {len(TEXTS)}


def test_a_model_that_is_pushed_at_places_of_a_batch_runs_padded(tmp_path):
    model = load(str(llama_folder(tmp_path)))
    batch = model.collate(model.encode(TEXTS[:2]))
    push = torch.ones(len(batch.ids), model.width)
    with apply_push(model, {1: push}, where=batch.content):
        extract(model, TEXTS[1::-1], pool="mean")


@pytest.mark.parametrize(
    ("weights", "width", "positions"),
    [(1_000_000, 64, 1024), (100_000_000, 512, 240), (100_000_000, 513, 720), (10**9, 512, 128)],
)
def test_a_row_of_a_heavy_model_is_short_and_cores_share_a_wide_ones(
    monkeypatch, weights, width, positions
):
    monkeypatch.setattr(batches, "cores", lambda: 3)
    block = SimpleNamespace(parameters=lambda: [torch.empty(weights, device="meta")])
    model = SimpleNamespace(device=torch.device("cpu"), blocks=[block], width=width)
    assert batches.budget_of(model, True) == positions
