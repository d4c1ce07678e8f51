import numpy as np
import pytest
import torch

from semhub.errors import InputError
from semhub.inputs import Text
from semhub.states.extraction import Memory, extract, positions, positions_of_all
from tests.toy import PlantedHub, hooks_of


def items(*lines):
    return [Text(line) for line in lines]


def test_states_are_the_known_ones_at_every_layer():
    model = PlantedHub(meets_at=2)
    states = extract(model, items("a3", "b3"))
    own = model.embedding[[model.ids["a3"], model.ids["b3"]]].numpy()
    meaning = np.stack([model.meaning[3].numpy()] * 2)
    np.testing.assert_allclose(states, np.stack([own, own, meaning, meaning, meaning]))


def test_mean_pooling_averages_the_items_own_positions_only():
    model = PlantedHub()
    long, short = extract(model, items("a1 a2 a3 a4", "a1"), token_budget=100)[0]
    np.testing.assert_allclose(long, model.embedding[1 + np.arange(1, 5)].mean(0), atol=1e-6)
    np.testing.assert_allclose(short, model.embedding[2], atol=1e-6)


def test_last_pooling_takes_the_last_own_position_of_a_padded_item():
    model = PlantedHub()
    states = extract(model, items("a1 a2 a3 a4", "a5 a6"), pool="last")[0]
    np.testing.assert_allclose(states, model.embedding[[5, 7]], atol=1e-6)


@pytest.mark.parametrize("budget", [1, 3, 7, 1000])
def test_the_token_budget_changes_no_number_and_no_order(budget):
    model = PlantedHub()
    lines = items("a1 a2", "b1", "a5 a6 a7 a8", "a9", "b2 b3 b4", "a1")
    np.testing.assert_allclose(
        extract(model, lines, token_budget=budget),
        np.concatenate([extract(model, [line]) for line in lines], axis=1),
        atol=1e-6,
    )


def test_no_batch_goes_over_the_token_budget():
    model = PlantedHub()
    sizes = []
    run = model.forward
    model.forward = lambda batch: (sizes.append(batch.ids.numel()), run(batch))
    extract(model, items("a1 a2 a3", "a4", "a5", "a6 a7", "b1"), token_budget=4)
    assert max(sizes) <= 4 and len(sizes) >= 3


def test_an_item_that_stands_twice_is_run_once():
    model = PlantedHub()
    states = extract(model, items("a1", "a2", "a1"))
    assert model.forwards == 2
    np.testing.assert_array_equal(states[:, 0], states[:, 2])


def test_after_an_edit_only_the_new_item_is_run():
    model, memory = PlantedHub(), Memory()
    extract(model, items("a1", "a2", "a3"), memory=memory)
    model.forwards = 0
    extract(model, items("a1", "a4", "a3"), memory=memory)
    assert model.forwards == 1


def test_memory_does_not_mix_up_pooling():
    model, memory = PlantedHub(), Memory()
    mean = extract(model, items("a1 a2"), memory=memory)
    last = extract(model, items("a1 a2"), memory=memory, pool="last")
    assert not np.allclose(mean, last)


def test_memory_stays_within_its_limit_and_drops_the_oldest():
    model = PlantedHub()
    one = extract(model, items("a1"))[:, 0].nbytes
    memory = Memory(limit=2 * one)
    for word in ("a1", "a2", "a1", "a3"):  # a1 was used again, so a2 is the oldest
        extract(model, items(word), memory=memory)
    model.forwards = 0
    extract(model, items("a1", "a3"), memory=memory)
    assert model.forwards == 0
    extract(model, items("a2"), memory=memory)
    assert model.forwards == 1


def test_what_is_kept_of_an_item_holds_no_other_items_states():
    memory = Memory()
    extract(PlantedHub(), items("a1", "a2", "a3"), memory=memory)
    assert all(state.base is None for state in memory._kept.values())


def test_progress_rises_to_the_total():
    seen = []
    extract(
        PlantedHub(), items("a1", "a2 a3"), token_budget=2, progress=lambda *at: seen.append(at)
    )
    done = [at for at, _total in seen]
    assert done == sorted(done) and seen[-1] == (8, 8)


def test_a_run_that_is_stopped_leaves_no_hooks_and_frees_the_model():
    class Stop(Exception):
        pass

    def stop(done, _total):
        if done == 2:
            raise Stop

    model = PlantedHub()
    with pytest.raises(Stop):
        extract(model, items("a1"), progress=stop)
    assert hooks_of(model) == 0
    assert extract(model, items("a1")).shape == (5, 1, 32)  # the semaphore was given back


def test_a_run_that_is_stopped_leaves_what_it_had_read_in_memory():
    def stop(done, _total):
        if done == 8:  # both of the first batch
            raise KeyboardInterrupt

    model, memory, lines = PlantedHub(), Memory(), items("a1 a2", "b1 b2", "a3")
    model.thread_safe = False  # so that no other thread runs the second batch meanwhile
    with pytest.raises(KeyboardInterrupt):
        extract(model, lines, token_budget=4, memory=memory, progress=stop)
    model.forwards = 0
    again = extract(model, lines, memory=memory)
    assert model.forwards == 1
    np.testing.assert_array_equal(again, extract(model, lines))


def test_a_run_leaves_no_hooks():
    model = PlantedHub()
    extract(model, items("a1"))
    positions(model, Text("a1"))
    assert hooks_of(model) == 0


def test_positions_gives_every_layer_and_position():
    model = PlantedHub(meets_at=1)
    batch, states = positions(model, Text("a1 b2"))
    assert batch.content.tolist() == [[True, True]]
    torch.testing.assert_close(states[0], model.embedding[[2, model.ids["b2"]]])
    torch.testing.assert_close(states[4], model.meaning[[1, 2]])


def test_positions_of_all_are_those_of_each_and_progress_counts_items():
    model, seen = PlantedHub(), []
    texts = [Text(" ".join(f"a{k}" for k in range(length))) for length in (2, 5, 1)]
    found = positions_of_all(model, texts, progress=lambda *done: seen.append(done))
    for text, (content, states) in zip(texts, found, strict=True):
        batch, alone = positions(model, text)
        assert torch.equal(states, alone) and torch.equal(content, batch.content[0])
    assert seen == sorted(seen) and seen[-1] == (3, 3)


def test_without_items_there_is_one_sentence():
    with pytest.raises(InputError, match="give at least one item"):
        extract(PlantedHub(), [])
