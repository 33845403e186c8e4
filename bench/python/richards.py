"""An operating system's kernel in small: tasks, packets, a scheduler; polymorphic methods."""


class Packet:
    def __init__(self, link, ident, kind):
        self.link = link
        self.ident = ident
        self.kind = kind
        self.datum = 0
        self.data = [0] * 4

    def append_to(self, queue):
        self.link = None
        if queue is None:
            return self
        p = queue
        while p.link is not None:
            p = p.link
        p.link = self
        return queue


class Task:
    def __init__(self, kernel, ident, priority, queue):
        self.kernel = kernel
        self.ident = ident
        self.priority = priority
        self.queue = queue
        self.waiting = queue is None
        self.held = False
        kernel.tasks.append(self)

    def step(self):
        packet = None
        if self.queue is not None:
            packet = self.queue
            self.queue = packet.link
        self.waiting = False
        self.work(packet)

    def ready(self):
        return not self.held and (not self.waiting or self.queue is not None)

    def send(self, packet):
        k = self.kernel
        k.sent += 1
        t = k.tasks[packet.ident]
        packet.ident = self.ident
        t.queue = packet.append_to(t.queue)


class Idle(Task):
    count = 1500
    control = 1

    def work(self, packet):
        self.count -= 1
        if self.count == 0:
            self.held = True
            return
        if self.control & 1:
            self.control = self.control >> 1 ^ 0xD008
            self.kernel.tasks[4].held = False
        else:
            self.control >>= 1
            self.kernel.tasks[5].held = False


class Worker(Task):
    to = 2
    letter = 0

    def work(self, packet):
        if packet is None:
            self.waiting = True
            return
        self.to = 5 - self.to
        packet.ident = self.to
        packet.datum = 0
        for i in range(4):
            self.letter = self.letter % 26 + 1
            packet.data[i] = 64 + self.letter
        self.send(packet)


class Handler(Task):
    def __init__(self, *args):
        super().__init__(*args)
        self.work_in = None
        self.device_in = None

    def work(self, packet):
        if packet is not None:
            if packet.kind == "work":
                self.work_in = packet.append_to(self.work_in)
            else:
                self.device_in = packet.append_to(self.device_in)
        w = self.work_in
        if w is not None:
            if w.datum >= 4:
                self.work_in = w.link
                self.send(w)
                return
            d = self.device_in
            if d is not None:
                self.device_in = d.link
                d.datum = w.data[w.datum]
                w.datum += 1
                self.send(d)
                return
        self.waiting = True


class Device(Task):
    pending = None

    def work(self, packet):
        if packet is None:
            if self.pending is None:
                self.waiting = True
                return
            p, self.pending = self.pending, None
            self.send(p)
        else:
            self.pending = packet
            self.held = True


class Kernel:
    def __init__(self):
        self.tasks = []
        self.sent = 0


def chain(ident, kind, n):
    p = None
    for _ in range(n):
        p = Packet(p, ident, kind)
    return p


def run():
    k = Kernel()
    Idle(k, 0, 0, None).waiting = False
    Worker(k, 1, 1000, chain(1, "work", 2))
    Handler(k, 2, 2000, chain(4, "device", 3))
    Handler(k, 3, 3000, chain(5, "device", 3))
    Device(k, 4, 4000, None)
    Device(k, 5, 5000, None)
    steps = 0
    while steps < 20000:
        best = None
        for t in k.tasks:
            if t.ready() and (best is None or t.priority > best.priority):
                best = t
        if best is None:
            break
        best.step()
        steps += 1
    return steps, k.sent
