import threading
import time

import torch
from torch.nn.functional import linear

from semhub.models.running import OneDNNLinear, running


def test_onednn_gives_the_same_sums():
    state, weight, bias = torch.randn(3, 5, 32), torch.randn(7, 32), torch.randn(7)
    expected = linear(state, weight, bias), linear(state, weight)
    with torch.inference_mode(), OneDNNLinear():
        torch.testing.assert_close(linear(state, weight, bias), expected[0])
        torch.testing.assert_close(linear(state, weight), expected[1])


def test_what_onednn_is_not_meant_for_goes_the_usual_way():
    half = torch.randn(4, 8).bfloat16()
    weight = torch.randn(6, 8)
    with OneDNNLinear():
        assert linear(half, half).dtype == torch.bfloat16
        torch.testing.assert_close(linear(torch.randn(0, 8), weight), torch.empty(0, 6))
        torch.testing.assert_close(linear(weight, weight.T.contiguous().T), weight @ weight.T)


def test_only_one_session_runs_the_blocks_at_a_time():
    inside, most = 0, 0
    counted = threading.Lock()

    def session():
        nonlocal inside, most
        with running():
            with counted:
                inside += 1
                most = max(most, inside)
            time.sleep(0.005)
            with counted:
                inside -= 1

    threads = [threading.Thread(target=session) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1
