"""Signals that are sent to other threads than the main one, which handles them all."""
import os
import signal
import threading
import time

main = threading.get_ident()
seen = []


def handler(n, frame):
    seen.append((n, threading.get_ident() == main))


signal.signal(signal.SIGUSR2, handler)
signal.signal(signal.SIGALRM, handler)


def raises():
    signal.raise_signal(signal.SIGUSR2)


def run(f):
    t = threading.Thread(target=f)
    t.start()
    t.join()


def wait(n):
    for _ in range(500):
        if len(seen) >= n:
            break
        time.sleep(0.01)
    print(seen)


run(raises)
wait(1)

# One that waits in a call of the system.
waiting = threading.Event()
r, w = os.pipe()


def reads():
    waiting.set()
    print("read", os.read(r, 5))


t = threading.Thread(target=reads)
t.start()
waiting.wait()
time.sleep(0.05)
signal.pthread_kill(t.ident, signal.SIGUSR2)
wait(2)
os.write(w, b"done")
t.join()


# The mask is inherited, and a thread's own.
def mask():
    print("inherited", signal.SIGALRM in signal.pthread_sigmask(signal.SIG_BLOCK, []))
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2])
    signal.raise_signal(signal.SIGUSR2)
    print("pending", signal.SIGUSR2 in signal.sigpending())
    print("waited for", signal.sigwait([signal.SIGUSR2]))


signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
run(mask)
print(signal.SIGUSR2 in signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGALRM]))
wait(2)


# Only the main thread may set handlers and the file for waking.
def sets():
    for f in (lambda: signal.signal(signal.SIGUSR2, handler), lambda: signal.set_wakeup_fd(-1)):
        try:
            f()
        except ValueError as e:
            print(e)


run(sets)

# What is sent to the process comes to the main thread, whoever sends it.
run(lambda: os.kill(os.getpid(), signal.SIGUSR2))
wait(3)
try:
    signal.pthread_kill(main, signal.SIGALRM)
    time.sleep(0.1)
finally:
    print(seen)


# An exception of a handler is raised in the main thread, wherever that waits.
def raiser(n, frame):
    raise LookupError(n)


signal.signal(signal.SIGUSR2, raiser)
lock = threading.Lock()
lock.acquire()
t = threading.Thread(target=lambda: (time.sleep(0.1), os.kill(os.getpid(), signal.SIGUSR2)))
t.start()
try:
    lock.acquire()
except LookupError as e:
    print("raised", e)
t.join()
