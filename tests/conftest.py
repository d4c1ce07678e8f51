from semhub.threads import wait_passively

wait_passively()
