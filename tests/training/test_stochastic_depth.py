"""Blocks are left out with the stated probability, and only inside."""

from random import Random

import torch
from torch import nn

from training.stochastic_depth import stochastic_depth


class PlusOne(nn.Module):
    def forward(self, state):
        return state + 1


def run(blocks, probability, rng):
    state, path = torch.zeros(1), []
    with stochastic_depth(blocks, probability, rng):
        for block in blocks:
            before, state = state, block(state)
            path.append(bool(state != before))
    return path


def test_each_block_is_left_out_as_often_as_asked():
    blocks, rng = [PlusOne() for _ in range(4)], Random(0)
    ran = torch.tensor([run(blocks, 0.3, rng) for _ in range(4_000)]).float().mean(0)
    torch.testing.assert_close(ran, torch.full((4,), 0.7), atol=0.03, rtol=0)


def test_nothing_is_left_out_afterwards_or_without_a_probability():
    blocks = [PlusOne() for _ in range(4)]
    assert not any(run(blocks, 1.0, Random(0)))
    assert all(run(blocks, 0.0, Random(0)))
