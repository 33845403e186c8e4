// Cycles through both worlds. Blocks tell what they hold (tp_traverse, items, what mirrors keep);
// V8 knows the rest. `gc.collect()` (src/bridge/collect.ts) goes in three steps:
//
//   prepare  counts for each block the references found from other blocks. A block with more
//            counts than were found (and its wrapper's) is held by C: it and all it reaches stay
//            as they are. The rest are candidates. Their edges are handed to JavaScript, which
//            hangs them on the wrappers, and handles of candidate mirrors turn weak.
//   V8       collects: wrappers of candidates die unless JavaScript's objects reach them.
//            Modules and heap types are lent to JavaScript: its object has one count of theirs.
//            Their handles turn weak too, and when V8 has collected them they end (gc_end).
//   finish   what no surviving wrapper reaches is garbage: weak references are cleared, objects
//            finalized (then another round decides, for they may have come back), else cleared.
#include <unordered_map>
#include <vector>
#include "api/api.h"
#include "border.h"
#include "calls.h"
#include "containers.h"
#include "modules.h"
#include "types.h"

namespace moult {

namespace {

struct Node {
  PyObject* o;
  int64_t found = 0;
  uint32_t first = 0, n = 0;  // edges
  bool alive = false, seen = false;
};

struct Graph {
  std::vector<Node> nodes;
  std::vector<uint32_t> edges;
  std::unordered_map<PyObject*, uint32_t> index;
  bool traversing = false;
};
// From prepare to finish control stays with one thread; other isolates have threads of their own.
thread_local Graph graph;

bool wrapped(Meta* m) { return m->handle && m->flags & F_WRAPPED; }

ModuleRec* live_module(PyObject* o, Meta* m) {
  if ((m->flags & K_MASK) != K_MIRROR || o->ob_type->shape != SH_MODULE) return nullptr;
  MirrorExt* x = instance_ext(o);
  return x && x->module && !x->module->ended ? x->module : nullptr;
}
bool is_class(PyObject* o, Meta* m) {
  return (m->flags & (K_MASK | F_ENDED)) == K_TYPE && ((MType*)o)->has(Py_TPFLAGS_HEAPTYPE);
}
// Modules and classes: JavaScript's object has one count of the block, and keeps what that refers
// to.
bool lent(PyObject* o, Meta* m) { return m->handle && (live_module(o, m) || is_class(o, m)); }

// Only blocks that can be part of a cycle.
bool takes_part(PyObject* o, Meta* m) {
  // What another core laid out belongs to another interpreter.
  if (!of_this_core(m)) return false;
  switch (m->flags & K_MASK) {
    case K_NATIVE:
      return m->flags & F_TRACKED && !(m->flags & F_DYING);
    case K_MIRROR:
      return o->ob_type->shape != SH_BYTES;
    case K_VALUE:
      return o->ob_type->shape == SH_TUPLE || o->ob_type->shape == SH_LIST;
    case K_TYPE:
      return is_class(o, m);
    default:
      return false;
  }
}

int visit(PyObject* o, void*) {
  auto it = graph.index.find(o);
  if (it == graph.index.end()) return 0;
  graph.nodes[it->second].found++;
  graph.edges.push_back(it->second);
  return 0;
}
void visit_all(PyObject** p, Py_ssize_t n) {
  for (Py_ssize_t i = 0; p && i < n; i++)
    if (p[i]) visit(p[i], nullptr);
}

void visit_ext(MirrorExt* x) {
  if (!x) return;
  if (x->value) visit(x->value, nullptr);
  kept_visit(x->kept, visit);
  visit_all(x->items, x->nitems);
  visit_all(x->pairs, x->pair_n * 2);
}

void visit_class(MType* t) {
  for (PyObject* o : {t->module, (PyObject*)t->dict, (PyObject*)t->slots[Py_tp_bases]})
    if (o) visit(o, nullptr);
  for (uint32_t i = 0; i < t->nmro; i++)
    if (t->mro[i] != t) visit((PyObject*)t->mro[i], nullptr);
  kept_visit(t->kept, visit);
}

void visit_module(ModuleRec* r) {
  if (r->dict) visit(r->dict, nullptr);
  InInterp in(r->interp);
  if (has_state(r) && r->hooks.traverse) r->hooks.traverse(r->module, visit, nullptr);
}

void traverse(Node& n) {
  PyObject* o = n.o;
  MType* t = o->ob_type;
  n.first = (uint32_t)graph.edges.size();
  // Instances of C types visit their type themselves, as tp_traverse must.
  if (kind(o) != K_NATIVE && t->has(Py_TPFLAGS_HEAPTYPE)) visit((PyObject*)t, nullptr);
  if (kind(o) == K_NATIVE) {
    traverseproc f = ready(t)->slot<traverseproc>(Py_tp_traverse);
    if (f) f(o, visit, nullptr);
    visit_ext(known_ext(o));
  } else if (kind(o) == K_TYPE) {
    visit_class((MType*)o);
  } else if (t->shape == SH_TUPLE) {
    visit_all(tuple_items(o), ob_size(o));
    kept_visit(tuple_kept(o), visit);
  } else if (t->shape == SH_LIST) {
    if (kind(o) == K_VALUE || !list_ext(o))
      visit_all(list_items(o), ob_size(o));
    else
      visit_ext(list_ext(o));
  } else {
    visit_ext(instance_ext(o));
    if (ModuleRec* r = live_module(o, meta(o))) visit_module(r);
  }
  n.n = (uint32_t)graph.edges.size() - n.first;
}

void mark(uint32_t start) {
  std::vector<uint32_t> todo{start};
  graph.nodes[start].alive = true;
  while (!todo.empty()) {
    const Node& n = graph.nodes[todo.back()];
    todo.pop_back();
    for (uint32_t i = 0; i < n.n; i++) {
      Node& m = graph.nodes[graph.edges[n.first + i]];
      if (m.alive) continue;
      m.alive = true;
      todo.push_back(graph.edges[n.first + i]);
    }
  }
}

// What a wrapped candidate reaches without passing another wrapper.
void reach(uint32_t start, std::vector<uint32_t>* out) {
  std::vector<uint32_t> todo{start}, undo;
  while (!todo.empty()) {
    const Node& n = graph.nodes[todo.back()];
    todo.pop_back();
    for (uint32_t i = 0; i < n.n; i++) {
      uint32_t k = graph.edges[n.first + i];
      Node& m = graph.nodes[k];
      if (m.seen || m.alive) continue;
      m.seen = true;
      undo.push_back(k);
      Meta* meta_ = meta(m.o);
      if (wrapped(meta_)) {
        out->push_back(meta_->handle | GC_WRAPPER);
        continue;
      }
      if (lent(m.o, meta_)) {
        out->push_back(meta_->handle);
        continue;
      }
      if (meta_->handle && kind(meta_) == K_MIRROR) out->push_back(meta_->handle);
      todo.push_back(k);
    }
  }
  for (uint32_t k : undo) graph.nodes[k].seen = false;
}

}  // namespace

void gc_prepare(std::vector<uint32_t>* edges, std::vector<uint32_t>* weak) {
  graph.nodes.clear();
  graph.edges.clear();
  graph.index.clear();
  drop_retired();
  heap_each(
      [](PyObject* o, Meta* m, void*) {
        if (!takes_part(o, m) || immortal(o)) return;
        graph.index[o] = (uint32_t)graph.nodes.size();
        Node n;
        n.o = o;
        graph.nodes.push_back(n);
      },
      nullptr);
  graph.traversing = true;
  for (Node& n : graph.nodes) traverse(n);
  graph.traversing = false;
  for (uint32_t i = 0; i < graph.nodes.size(); i++) {
    Node& n = graph.nodes[i];
    if (n.alive) continue;
    Meta* m = meta(n.o);
    if (count_of(n.o) > n.found + (wrapped(m) || lent(n.o, m) ? 1 : 0)) mark(i);
  }
  for (uint32_t i = 0; i < graph.nodes.size(); i++) {
    Node& n = graph.nodes[i];
    if (n.alive) continue;
    Meta* m = meta(n.o);
    if (wrapped(m) || lent(n.o, m)) {
      size_t at = edges->size();
      edges->push_back(m->handle);
      edges->push_back(0);
      reach(i, edges);
      (*edges)[at + 1] = (uint32_t)(edges->size() - at - 2);
      if (m->flags & F_STRONG) weaken_wrapper(m->handle);
    }
    if (m->handle && !wrapped(m) && (kind(m) == K_MIRROR || kind(m) == K_TYPE))
      weak->push_back(m->handle);
  }
}

bool gc_traversing() { return graph.traversing; }

void gc_lost(uint32_t handle) { meta(g->handles[handle])->flags |= F_LOST; }

void gc_end(uint32_t handle) {
  PyObject* o = g->handles[handle];
  Meta* m = o ? meta(o) : nullptr;
  if (!m || !(m->flags & F_LOST)) return;
  m->flags &= ~F_LOST;
  SavedError keep;
  if (ModuleRec* r = live_module(o, m)) {
    free_sites(&r->sites);
    module_end(r);
  } else if (is_class(o, m)) {
    m->flags |= F_ENDED;
    drop_stored((MType*)o);
    decref(o);
  }
}

// Gives the number of garbage objects; *again when finalizers ran.
uint32_t gc_finish(bool* again) {
  std::vector<PyObject*> garbage, lists;
  for (uint32_t i = 0; i < graph.nodes.size(); i++) {
    Node& n = graph.nodes[i];
    Meta* m = meta(n.o);
    if (lent(n.o, m) ? m->flags & F_LOST : !wrapped(m)) continue;
    if (m->flags & F_STRONG) strengthen_wrapper(m->handle);
    if (!n.alive) mark(i);
  }
  for (Node& n : graph.nodes) {
    if (n.alive || lent(n.o, meta(n.o))) continue;
    incref(n.o);
    (kind(n.o) == K_NATIVE ? garbage : lists).push_back(n.o);
  }
  SavedError keep;
  for (PyObject* o : garbage)
    if (meta(o)->flags & F_WEAKREFS) clear_weakrefs(o);
  for (PyObject* o : garbage) {
    destructor f = ready(o->ob_type)->slot<destructor>(Py_tp_finalize);
    Meta* m = meta(o);
    if (!f || m->flags & F_FINALIZED) continue;
    m->flags |= F_FINALIZED;
    f(o);
    *again = true;
  }
  if (!*again) {
    for (PyObject* o : garbage) {
      inquiry f = ready(o->ob_type)->slot<inquiry>(Py_tp_clear);
      if (f && count_of(o) > 1) {
        f(o);
        PyErr_Clear();
      }
    }
    for (PyObject* o : lists) {
      MType* t = o->ob_type;
      if (t->shape == SH_TUPLE) continue;
      if (kind(o) == K_VALUE) {
        Py_ssize_t n = ob_size(o);
        ob_size(o) = 0;
        for (Py_ssize_t i = 0; i < n; i++) xdecref(list_items(o)[i]);
      } else {
        forget_cached(o);
      }
    }
  }
  uint32_t n = (uint32_t)garbage.size();
  for (PyObject* o : garbage) decref(o);
  for (PyObject* o : lists) decref(o);
  graph.nodes.clear();
  graph.index.clear();
  collected();
  return n;
}

}  // namespace moult
