"""A one-way constraint solver: chains of equalities and scalings replanned again and again."""


class Variable:
    def __init__(self, name, value):
        self.name = name
        self.value = value
        self.constraints = []
        self.determined = None
        self.strength = 6
        self.stay = True


class Constraint:
    def __init__(self, strength, *variables):
        self.strength = strength
        self.variables = variables
        for v in variables:
            v.constraints.append(self)

    def output(self):
        return self.variables[-1]

    def inputs(self):
        return self.variables[:-1]


class Stay(Constraint):
    def execute(self):
        pass


class Edit(Constraint):
    def execute(self):
        pass


class Equal(Constraint):
    def execute(self):
        self.variables[1].value = self.variables[0].value


class Scale(Constraint):
    def execute(self):
        src, factor, offset, dst = self.variables
        dst.value = src.value * factor.value + offset.value


def plan(sources):
    todo = list(sources)
    out = []
    mark = set()
    while todo:
        c = todo.pop()
        v = c.output()
        if id(c) in mark:
            continue
        mark.add(id(c))
        v.determined = c
        v.strength = min(c.strength, *(i.strength for i in c.inputs())) if c.inputs() else c.strength
        out.append(c)
        for d in v.constraints:
            if d is not c and d.output() is not v and v in d.inputs():
                todo.append(d)
    return out


def run(n=60):
    chain = [Variable(f"v{i}", 0) for i in range(n)]
    for a, b in zip(chain, chain[1:]):
        Equal(2, a, b)
    factor, offset = Variable("f", 10), Variable("o", 1000)
    pairs = []
    for i in range(n):
        s, d = Variable(f"s{i}", i), Variable(f"d{i}", i)
        Stay(4, s)
        Scale(2, s, factor, offset, d)
        pairs.append((s, d))
    edit = Edit(1, chain[0])
    total = 0
    for k in range(12):
        p = plan([edit])
        chain[0].value = k
        for c in p:
            c.execute()
        total += chain[-1].value
        factor.value = k
        for s, d in pairs:
            for c in plan([s.constraints[0]]):
                c.execute()
            total += d.value
    return total
