"""RDF in Rust (pyoxigraph): terms, a store, SPARQL, parsing and serialising, pickles."""
import io
import pickle
from pyoxigraph import (BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, Triple, Variable,
                        QueryResultsFormat, parse, serialize)

ex = lambda n: NamedNode("http://example.com/" + n)
a, b, c = ex("a"), ex("b"), ex("c")
print(a, repr(a), a.value, a == ex("a"), a != b, hash(a) == hash(ex("a")), a < b, str(BlankNode("q")))
for v in (Literal("x"), Literal("hé", language="fr"), Literal(3), Literal(2.5), Literal(True), Literal("11", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer"))):
    print(repr(v), v.value, v.language, v.datatype.value.split("#")[-1], pickle.loads(pickle.dumps(v)) == v)
t = Triple(a, b, Literal("o"))
q = Quad(a, b, c, DefaultGraph())
print(t, list(t), t[0], q.subject, q[3], q.triple, Quad(a, b, c) == q, pickle.loads(pickle.dumps(q)) == q)
s, p, o = t
print(s, p, o, t == Triple(s, p, o), len({t, Triple(s, p, o)}))
for bad in (lambda: NamedNode("not an iri"), lambda: Triple(a, Literal("x"), b), lambda: Literal("a", language="!"),
            lambda: q[9], lambda: a < 3, lambda: BlankNode("no good"), lambda: Variable("?x y")):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, e)

store = Store()
for i in range(20):
    store.add(Quad(ex(f"s{i:02}"), ex("p"), Literal(i)))
store.extend([Quad(ex("g"), ex("p"), b, ex("graph"))])
store.bulk_extend(Quad(ex(f"k{i}"), ex("q"), a) for i in range(5))
print(len(store), Quad(ex("s03"), ex("p"), Literal(3)) in store, bool(store))
print(sorted(str(x.subject) for x in store.quads_for_pattern(None, ex("q"), None))[:3])
r = store.query("SELECT ?s ?v WHERE { ?s <http://example.com/p> ?v FILTER(?v > 15) } ORDER BY DESC(?v)")
print([v.value for v in r.variables])
for sol in r:
    print(sol["s"], sol[1].value, len(sol), [x.value for x in sol])
print(bool(store.query("ASK { ?s ?p 3 }")), store.query("SELECT (SUM(?v) AS ?t) { ?s <http://example.com/p> ?v }").__next__()["t"])
print(sorted(str(x) for x in store.query("CONSTRUCT { ?s a <http://example.com/K> } WHERE { ?s <http://example.com/q> ?o }"))[:2])
print(store.query("SELECT ?s { ?s <http://example.com/q> ?o } ORDER BY ?s LIMIT 2").serialize(format=QueryResultsFormat.CSV))
for bad in ("SELECT ?s WHERE {", "nonsense"):
    try:
        store.query(bad)
    except SyntaxError as e:
        print("SyntaxError", str(e).splitlines()[0][:60])
store.update("DELETE WHERE { ?s <http://example.com/q> ?o }")
print(len(store))
store.remove(Quad(ex("s00"), ex("p"), Literal(0)))
text = "@prefix e: <http://example.com/> . e:x e:y 'z', 1, 2.0, true ; e:w [ e:v e:u ] ."
got = list(parse(text, RdfFormat.TURTLE))
print(len(got), sorted(str(x.object) for x in got if x.predicate == ex("y")))
print(serialize([Triple(a, b, c)], format=RdfFormat.N_TRIPLES), RdfFormat.TURTLE.media_type, RdfFormat.from_extension("nt"))
out = io.BytesIO()
serialize([Quad(a, b, Literal("in"), c)], out, RdfFormat.N_QUADS)
print(out.getvalue())
store.load(io.BytesIO(b'<http://example.com/l> <http://example.com/p> "loaded" .'), RdfFormat.N_TRIPLES)
try:
    list(parse("<a> <b .", RdfFormat.N_TRIPLES))
except SyntaxError as e:
    print(type(e).__name__, e.lineno, e.offset)
print(len(store.dump(format=RdfFormat.N_QUADS).splitlines()), store.query("SELECT * {?s ?p 'loaded'}", custom_functions={}).__next__()["s"])
f = store.query("SELECT (<http://example.com/f>(?v) AS ?r) { ?s <http://example.com/p> ?v } ORDER BY ?v LIMIT 3",
                custom_functions={ex("f"): lambda v: Literal(v.value + "!")})
print(sorted(x["r"].value for x in f))
store.clear()
print(len(store), pickle.loads(pickle.dumps(a)), Variable("x"))
