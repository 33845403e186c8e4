"""Templates in Rust (minijinja): loaders, filters and tests from Python, errors with their place."""
import minijinja
from minijinja import Environment, Markup, safe, TemplateError, eval_expr, render_str

env = Environment(templates={
    "base.html": "<title>{% block title %}x{% endblock %}</title>{% block body %}{% endblock %}",
    "page.html": "{% extends 'base.html' %}{% block title %}{{ name|upper }}{% endblock %}"
                 "{% block body %}{% for i in items %}{{ loop.index }}:{{ i }};{% else %}none{% endfor %}{% endblock %}",
})
print(env.render_template("page.html", name="world", items=[1, "<b>", None, True, 2.5]))
print(env.render_template("page.html", name="x", items=[]))
print(render_str("{{ a + b }} {{ d.k }} {{ l[1] }} {{ o.attr }}", a=1, b=2, d={"k": "v"}, l=(1, 2),
                 o=type("O", (), {"attr": "from object"})()))
print(eval_expr("a * 2 + len(x)|int if false else a * 2", a=21, x=[1]))
print(eval_expr("[1, 'two', 3.0, none, {'k': true}]"))


@env.filter if hasattr(env, "filter") else lambda f: env.add_filter(f.__name__, f)
def shout(value, times=1):
    return str(value).upper() + "!" * times


@env.test if hasattr(env, "test") else lambda f: env.add_test(f.__name__, f)
def small(n):
    return n < 10


@env.function if hasattr(env, "function") else lambda f: env.add_global(f.__name__, f)
def add(a, b, **kw):
    return [a + b, sorted(kw.items())]


print(env.render_str("{{ 'hi'|shout(times=3) }} {{ 3 is small }} {{ 30 is small }} {{ add(1, 2, z=3) }}"))
env.add_filter("boom", lambda v: 1 // 0)
for src in ("{{ 1|boom }}", "{% if %}", "{{ missing.attr.deep }}", "{{ 1|nofilter }}", "{% include 'none' %}"):
    try:
        print(env.render_str(src, "t.html"))
    except Exception as e:
        print(type(e).__mro__[0].__name__, getattr(e, "kind", None), getattr(e, "line", None), type(e.__cause__).__name__)
print(env.render_str("{{ v }}", "x.html", v="<&>"), env.render_str("{{ v }}", "x.html", v=Markup("<&>")))
print(repr(safe("<i>")), type(safe("<i>")).__name__)


class Seq:
    def __getitem__(self, i):
        if i > 3:
            raise IndexError
        return i * i

    def __len__(self):
        return 4


env2 = Environment(loader=lambda n: {"a": "A{{ x }}", "b": "{% include 'a' %}B"}.get(n), undefined_behavior="strict",
                   trim_blocks=True, lstrip_blocks=True, finalizer=lambda v: "-" if v is None else v)
print(env2.render_template("b", x=1), env2.render_template("a", x=None))
for n, kw in (("zzz", {}), ("a", {})):
    try:
        print(env2.render_template(n, **kw))
    except TemplateError as e:
        print(e.kind, e.name, str(e).splitlines()[0])
print(env.render_str("{% for k, v in d|items %}{{ k }}={{ v }},{% endfor %}{{ s }}", d={"a": 1, "b": [2]}, s=(1, 2)))
print(env.render_str("{% for x in g %}{{ x }} {% endfor %}", g=(i for i in range(4))))
env.add_global("conf", {"deep": {"er": [1, {"x": "y"}]}})
print(env.render_str("{{ conf.deep.er[1].x }} {{ conf }}"))
import threading
out = []
ts = [threading.Thread(target=lambda i=i: out.append(env.render_template("page.html", name=f"t{i}", items=range(i)))) for i in range(8)]
[t.start() for t in ts]; [t.join() for t in ts]
print(sorted(out)[0], len(out))
