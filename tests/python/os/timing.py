"""time, signal, atexit, threading as far as one thread goes."""
import _thread, atexit, os, signal, sys, threading, time


def show(label, f):
    try:
        print(label, f())
    except BaseException as e:
        print(label, type(e).__name__, e)


print(time.gmtime(0), time.gmtime(1e9).tm_zone, time.gmtime(-1)[:6])
print(time.strftime("%Y-%m-%d %H:%M:%S %a %A %b %B %j %U %W %p %I %y %e %% %Z %z", time.gmtime(1700000000)))
print(time.asctime(time.gmtime(86400 * 365)), time.strptime("2024-02-29 12:34:56", "%Y-%m-%d %H:%M:%S")[:9])
for tz in ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "EST5EDT,M3.2.0,M11.1.0", "UTC"):
    os.environ["TZ"] = tz
    time.tzset()
    t = time.localtime(1720000000)
    print(tz, time.tzname, time.timezone, time.altzone, time.daylight, t[3:6], t.tm_zone, t.tm_gmtoff, time.mktime(t))
a = time.monotonic()
time.sleep(0.02)
print(0.015 < time.monotonic() - a < 1, time.perf_counter() > 0, abs(time.time() - time.time_ns() / 1e9) < 1)
print(time.get_clock_info("monotonic"), time.process_time() > 0, time.clock_gettime(time.CLOCK_MONOTONIC) > 0)
show("negative", lambda: time.sleep(-1))
show("range", lambda: time.gmtime(1e30))

# signals
def handler(n, frame):
    print("got", signal.Signals(n).name, frame.f_code.co_name)


print(signal.getsignal(signal.SIGINT), signal.signal(signal.SIGUSR1, handler))
os.kill(os.getpid(), signal.SIGUSR1)
signal.raise_signal(signal.SIGUSR1)
signal.signal(signal.SIGALRM, handler)
signal.setitimer(signal.ITIMER_REAL, 0.02)
time.sleep(0.1)


class Alarm(Exception):
    pass


def raiser(n, frame):
    raise Alarm("late")


signal.signal(signal.SIGALRM, raiser)
signal.setitimer(signal.ITIMER_REAL, 0.02)
show("sleep", lambda: time.sleep(10))
r, w = os.pipe()
signal.setitimer(signal.ITIMER_REAL, 0.02)
show("read", lambda: os.read(r, 1))
signal.setitimer(signal.ITIMER_REAL, 0.02)
show("lock", lambda: (lock := threading.Lock(), lock.acquire(), lock.acquire()))
show("interrupt", lambda: os.kill(os.getpid(), signal.SIGINT))
show("main", lambda: _thread.interrupt_main())
print(signal.strsignal(15), len(signal.valid_signals()), signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1]))
signal.raise_signal(signal.SIGUSR1)
print(signal.sigpending())
signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGUSR1])
signal.signal(signal.SIGUSR1, signal.SIG_IGN)
os.kill(os.getpid(), signal.SIGUSR1)
print(signal.getsignal(signal.SIGUSR1))

# one thread
lock = threading.Lock()
with lock:
    print(lock.locked(), lock.acquire(False), lock.acquire(timeout=0.01))
print(lock.locked())
show("release", lambda: lock.release())
rl = threading.RLock()
with rl, rl:
    print(rl._recursion_count())
cond = threading.Condition()
with cond:
    print(cond.wait(timeout=0.01))
ev = threading.Event()
print(ev.wait(0.01), ev.set(), ev.wait())
sem = threading.Semaphore(2)
print(sem.acquire(), sem.acquire(), sem.acquire(blocking=False))
local = threading.local()
local.x = 5
print(local.x, hasattr(local, "y"), local.__dict__)
print(threading.current_thread().name, threading.main_thread() is threading.current_thread(), threading.active_count())
print(threading.get_ident() == threading.main_thread().ident)

atexit.register(print, "last")
atexit.register(lambda: print("first"))


@atexit.register
def gone():
    print("never")


atexit.unregister(gone)
print("end")
