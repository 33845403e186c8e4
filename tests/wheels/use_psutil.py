import os
import signal
import sys

import psutil


def attempt(f, *args, **kw):
    try:
        print(repr(f(*args, **kw)))
    except BaseException as e:
        print(type(e).__name__, str(e)[:90])


p = psutil.Process()
print(p.pid == os.getpid(), p.is_running(), p.ppid() == os.getppid())
print(type(p.name()).__name__, isinstance(p.cmdline(), list), p.cwd() == os.getcwd())
print(p.status() in (psutil.STATUS_RUNNING, psutil.STATUS_SLEEPING), p.username() != "")
m = p.memory_info()
print(m.rss > 0, m.vms >= m.rss, m._fields[:3])
t = p.cpu_times()
print(t.user >= 0, t._fields[:2], p.create_time() > 0)
print(p.num_threads() >= 1, p.num_fds() > 2, p.nice() == os.getpriority(os.PRIO_PROCESS, 0))
print(sorted(p.cpu_affinity()) == sorted(os.sched_getaffinity(0)))
print(p.ionice().ioclass in list(psutil.IOPRIO_CLASS_NONE.__class__), p.uids()._fields, p.gids().real == os.getgid())
print(p.rlimit(psutil.RLIMIT_NOFILE)[0] > 0, psutil.RLIM_INFINITY)
v = psutil.virtual_memory()
print(v.total > v.available > 0, 0 <= v.percent <= 100, v._fields[:5])
s = psutil.swap_memory()
print(s.total >= s.used >= 0, s._fields)
print(psutil.cpu_count() >= 1, len(psutil.cpu_times(percpu=True)) >= 1, psutil.cpu_times()._fields[:4])
print(psutil.boot_time() > 0, psutil.cpu_stats()._fields, len(psutil.getloadavg()))
d = psutil.disk_usage("/")
print(d.total >= d.used, d._fields)
print(isinstance(psutil.disk_partitions(all=True), list), isinstance(psutil.disk_io_counters(perdisk=True), dict))
print("lo" in psutil.net_if_addrs(), psutil.net_if_stats()["lo"].mtu > 0, isinstance(psutil.net_io_counters(pernic=True), dict))
print(os.getpid() in psutil.pids(), psutil.pid_exists(os.getpid()), psutil.pid_exists(2**30))
attempt(psutil.Process, 2**30)
attempt(psutil.Process, -1)
attempt(psutil.Process, "text")
attempt(psutil.disk_usage, "/no/such/folder")
print(psutil.Process(os.getpid()) == p, hash(p) == hash(psutil.Process(os.getpid())))
print(issubclass(psutil.NoSuchProcess, psutil.Error), psutil.NoSuchProcess(5, "n"))
print(psutil.AccessDenied(pid=5).msg, psutil.TimeoutExpired(3, pid=9))
with p.oneshot():
    print(p.name() == p.as_dict(["name"])["name"], sorted(p.as_dict(["pid", "ppid"])))
print(psutil._common.bytes2human(10000), psutil.LINUX, psutil.WINDOWS)
