import threading, time, sys, queue, os, socket, signal
res=[]
def f(n):
    for i in range(3):
        res.append((n,i)); time.sleep(0.01)
ts=[threading.Thread(target=f,args=(k,)) for k in range(3)]
for t in ts: t.start()
for t in ts: t.join()
print(len(res), sorted(res))
lock=threading.Lock()
c=0
def g():
    global c
    for i in range(5000):
        with lock: c+=1
ts=[threading.Thread(target=g) for k in range(4)]
for t in ts: t.start()
for t in ts: t.join()
print(c)
q=queue.Queue(3)
def prod():
    for i in range(100): q.put(i)
    q.put(None)
threading.Thread(target=prod).start()
s=0
while (x:=q.get()) is not None: s+=x
print(s)
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(4) as ex:
    print(list(ex.map(lambda x:x*x, range(10))))
l=threading.local(); l.x=1
def h():
    print(hasattr(l,'x')); l.x=5; print(l.x, l.__dict__)
t=threading.Thread(target=h); t.start(); t.join(); print(l.x)
class Mine(threading.local):
    made=0
    def __init__(self, a): self.a=a; Mine.made+=1
m=Mine([1])
t=threading.Thread(target=lambda: (print(m.a), setattr(m,"b",2))); t.start(); t.join()
print(m.made, hasattr(m,"b"))
stop=False
def spin():
    while not stop: pass
t=threading.Thread(target=spin); t.start()
time.sleep(0.05); stop=True; t.join(); print("spun")
# blocking calls let others run
a,b=socket.socketpair()
def rd(): print("got", a.recv(10))
t=threading.Thread(target=rd); t.start(); time.sleep(0.05); b.send(b"hi"); t.join()
r,w=os.pipe()
def rp(): print("pipe", os.read(r,10))
t=threading.Thread(target=rp); t.start(); time.sleep(0.05); os.write(w,b"yo"); t.join()
f=os.fdopen(r,'rb'); g=os.fdopen(w,'wb',0)
def rl(): print("line", f.readline())
t=threading.Thread(target=rl); t.start(); time.sleep(0.05); g.write(b"abc\n"); t.join()
e=threading.Event()
threading.Timer(0.05,e.set).start()
print(e.wait(5))
l=threading.Lock(); l.acquire(); t0=time.monotonic(); print(l.acquire(timeout=0.1), time.monotonic()-t0>=0.09)
bar=threading.Barrier(3)
got=[]
def bb(): got.append(bar.wait())
ts=[threading.Thread(target=bb) for _ in range(3)]
for t in ts: t.start()
for t in ts: t.join()
print(sorted(got))
c=threading.Condition(); n=[0]
def cons():
    with c:
        while n[0]<5: c.wait()
    print("cons")
t=threading.Thread(target=cons); t.start()
for i in range(5):
    with c: n[0]+=1; c.notify_all()
t.join()
# signals: handled by the main thread, whoever sends them
def h(s,f): print("sig",s, threading.current_thread() is threading.main_thread())
signal.signal(signal.SIGALRM,h)
signal.setitimer(signal.ITIMER_REAL,0.05)
end=time.time()+0.3
while time.time()<end: pass
def k():
    time.sleep(0.1); os.kill(os.getpid(),signal.SIGINT)
threading.Thread(target=k).start()
try:
    while True: pass
except KeyboardInterrupt: print("KI")
try:
    threading.Thread(target=k).start()
    time.sleep(5)
except KeyboardInterrupt: print("KI2")
try:
    threading.Thread(target=k).start()
    l.acquire()
except KeyboardInterrupt: print("KI3")
import asyncio
async def am():
    print(await asyncio.to_thread(lambda: threading.current_thread() is threading.main_thread()))
    loop=asyncio.get_running_loop()
    fut=loop.create_future()
    threading.Timer(0.02, lambda: loop.call_soon_threadsafe(fut.set_result,7)).start()
    print(await fut)
asyncio.run(am())
def rec(n): return 0 if n==0 else 1+rec(n-1)
def deep():
    try: rec(10**6)
    except RecursionError as e: print("RE")
t=threading.Thread(target=deep); t.start(); t.join()
# errors, in CPython's words
def tryit(f):
    try: print(f())
    except BaseException as e: print(type(e).__name__, e)
tryit(lambda: threading.Lock().release())
tryit(lambda: threading.RLock().release())
tryit(lambda: threading.Thread().join())
t=threading.Thread(target=lambda: None); t.start(); t.join()
tryit(t.start)
tryit(lambda: threading.current_thread().join())
tryit(lambda: threading.Lock().acquire(False, 1))
tryit(lambda: threading.Lock().acquire(True, -2))
tryit(lambda: threading.Semaphore(-1))
tryit(lambda: threading.BoundedSemaphore(1).release())
tryit(lambda: threading.local(1))
r=threading.RLock()
with r:
    with r:
        out=[]
        t=threading.Thread(target=lambda: out.append(r.acquire(blocking=False))); t.start(); t.join()
        print(out)
# exceptions in threads
def hook(a): print("hook", a.exc_type.__name__, a.exc_value, a.thread.name)
threading.excepthook=hook
t=threading.Thread(target=lambda: 1/0, name="worker"); t.start(); t.join()
# what belongs to a thread: handled exception, contextvars
import contextvars
v=contextvars.ContextVar("v", default=0)
v.set(1)
seen=[]
def look():
    seen.append((v.get(), sys.exc_info()[0])); v.set(2)
try: 1/0
except ZeroDivisionError:
    t=threading.Thread(target=look); t.start(); t.join()
print(seen, v.get())
# many threads, one counter, a lock in between
class Acc:
    def __init__(self): self.n=0; self.l=threading.Lock()
    def add(self, k):
        with self.l: self.n+=k
a=Acc()
def work():
    for i in range(500): a.add(i)
ts=[threading.Thread(target=work) for _ in range(16)]
[t.start() for t in ts]; [t.join() for t in ts]
print(a.n)
from concurrent.futures import as_completed, wait, FIRST_COMPLETED
with ThreadPoolExecutor(3) as ex:
    fs=[ex.submit(pow, 2, k) for k in range(6)]
    print(sorted(f.result() for f in as_completed(fs)))
    f=ex.submit(lambda: {}["x"])
    print(repr(f.exception()))
print(threading.main_thread() is threading.current_thread(), threading.active_count())
