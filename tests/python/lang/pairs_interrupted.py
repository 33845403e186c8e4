"""Loops over pairs, while signal handlers and other threads loop over pairs of their own."""
import signal
import sys
import threading
import time

handled = 0


def handler(*args):
    global handled
    for k, v in {"a": 1, "b": 2}.items():
        handled += v


def count(n):
    wrong = 0
    for i, x in enumerate(range(n)):
        if i != x:
            wrong += 1
    for a, b in zip(range(n), range(1, n + 1)):
        if a is None or a + 1 != b:
            wrong += 1
    return wrong


signal.signal(signal.SIGALRM, handler)
signal.setitimer(signal.ITIMER_REAL, 0.0005, 0.0005)
end = time.monotonic() + 1
wrong = 0
while time.monotonic() < end:
    wrong += count(20000)
signal.setitimer(signal.ITIMER_REAL, 0)
print(wrong, handled > 30)
sys.setswitchinterval(1e-5)
results = []
threads = [threading.Thread(target=lambda: results.append(sum(count(20000) for _ in range(20)))) for _ in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(results)
