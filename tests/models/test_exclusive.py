import threading
import time

from semhub.models.exclusive import exclusive


def test_only_one_session_runs_the_blocks_at_a_time():
    inside, most = 0, 0
    counted = threading.Lock()

    def session():
        nonlocal inside, most
        with exclusive():
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
