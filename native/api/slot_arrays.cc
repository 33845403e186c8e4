// Types and modules described by arrays of slots alone (PEP 820, level 3.15), and what a binary
// states about its ABI.
#include <stdlib.h>
#include <vector>
#include "../faces.h"
#include "../modules.h"
#include "../types.h"
#include "api.h"

struct PySlot {
  uint16_t sl_id, sl_flags;
  uint32_t sl_reserved;
  union {
    void* sl_ptr;
    Py_ssize_t sl_size;
    int64_t sl_int64;
    uint64_t sl_uint64;
  };
};

using namespace moult;

// The stable ABI known here goes up to this version, though the host calls itself 3.14.
static const uint32_t STABLE_MIN = 0x03020000;
// With `--abi` both are that level.
static uint32_t level_or(uint32_t minor) {
  return 0x03000000u | (g->core->abi ? (uint32_t)g->core->abi : minor) << 16;
}

enum { INFO_STABLE = 1, INFO_GIL = 2, INFO_FREETHREADED = 4, INFO_INTERNAL = 8 };

// 0, or -1 with ImportError: the binary was not built for a host like this one.
MOULT_EXPORT int PyABIInfo_Check(PyABIInfo* info, const char* module_name) {
  const uint32_t STABLE_MAX = level_or(15), HOST = level_or(14);
  if (!module_name) module_name = "(unknown)";
  if (info->abiinfo_major_version == 0) return 0;
  auto refuse = [&](const char* why, unsigned a, unsigned b) {
    char text[200];
    snprintf(text, sizeof text, why, a, b);
    PyErr_Format(PyExc_ImportError, "%s: %s", module_name, text);
    return -1;
  };
  if (info->abiinfo_major_version > 1) return refuse("PyABIInfo version too high", 0, 0);
  if (info->flags & INFO_INTERNAL && info->build_version && info->build_version != HOST)
    return refuse("incompatible internal ABI (0x%x != 0x%x)", info->build_version, HOST);
  uint32_t v = info->abi_version;
  unsigned major = v >> 24, minor = v >> 16 & 255;
  if (v && info->flags & INFO_STABLE) {
    if (v >> 16 > STABLE_MAX >> 16)
      return refuse("incompatible future stable ABI version (%u.%u)", major, minor);
    if (v < STABLE_MIN) return refuse("invalid stable ABI version (%u.%u)", major, minor);
  } else if (v && v >> 16 != HOST >> 16) {
    return refuse("incompatible ABI version (%u.%u)", major, minor);
  }
  if (g->core->faces && !(info->flags & INFO_FREETHREADED))
    return refuse("incompatible with free-threaded CPython", 0, 0);
  if (!g->core->faces && (info->flags & (INFO_GIL | INFO_FREETHREADED)) == INFO_FREETHREADED)
    return refuse("only compatible with free-threaded CPython", 0, 0);
  return 0;
}

// ---- reading the arrays ----

namespace {

enum Where { TYPE, MODULE };
enum {
  SLOT_OPTIONAL = 1,
  SLOT_SUBSLOTS = 92,
  TP_SLOTS = 93,
  MOD_SLOTS,
  TP_NAME,
  TP_BASICSIZE,
  TP_EXTRA_BASICSIZE,
  TP_ITEMSIZE,
  TP_FLAGS,
  MOD_NAME,
  MOD_DOC,
  MOD_STATE_SIZE,
  MOD_METHODS,
  MOD_STATE_TRAVERSE,
  MOD_STATE_CLEAR,
  MOD_STATE_FREE,
  TP_METACLASS,
  TP_MODULE,
  MOD_ABI,
  MOD_TOKEN,
  MOD_CREATE = 84,
  MOD_EXEC = 85,
  MOD_INTERPRETERS = 86,
  MOD_GIL = 87,
  NUM_IDS = 111,
  SLOT_INVALID = 0xffff,
  MAX_NESTING = 5,
};

struct SlotId {
  const char* name;
  Where where;
};
struct SlotIds {
  SlotId of[NUM_IDS] = {};
  SlotIds() {
#define SLOT_ID(n, name, where) of[n] = {name, where};
#include "../slot_ids.def"
#undef SLOT_ID
  }
};
const SlotIds ids;

// Old numbers that 3.15 gave another one (contract, PEP 820).
int current_number(int n, Where where) {
  if (n >= 1 && n <= 4) return n + (where == MODULE ? 83 : 87);
  return n;
}

struct SlotReader {
  explicit SlotReader(Where w) : where(w) {}
  Where where;
  PySlot found[NUM_IDS] = {};
  bool has[NUM_IDS] = {};
  std::vector<PyType_Slot> old_types;  // of Py_tp_slots
  const char* name = nullptr;          // for messages

  const char* noun() const { return where == TYPE ? "type" : "module"; }

  bool read(const PySlot* s, int depth) {
    if (depth > MAX_NESTING) {
      PyErr_Format(PyExc_SystemError, "%s: slots nested too deeply", noun());
      return false;
    }
    for (; s->sl_id; s++) {
      if (s->sl_id == SLOT_INVALID) {
        PyErr_SetString(PyExc_SystemError, "invalid slot (Py_slot_invalid, 65535)");
        return false;
      }
      if (s->sl_id == SLOT_SUBSLOTS) {
        if (s->sl_ptr && !read((const PySlot*)s->sl_ptr, depth + 1)) return false;
        continue;
      }
      if (s->sl_id < NUM_IDS && s->sl_id == (where == TYPE ? TP_SLOTS : MOD_SLOTS)) {
        if (!read_old(s->sl_ptr, depth)) return false;
        continue;
      }
      if (!add(current_number(s->sl_id, where), *s)) return false;
    }
    return true;
  }

  bool read_old(const void* p, int depth) {
    for (const PyType_Slot* s = (const PyType_Slot*)p; s && s->slot; s++) {
      if (where == TYPE) {
        old_types.push_back(*s);
        continue;
      }
      PySlot one[2] = {};
      one[0].sl_id = (uint16_t)s->slot;
      one[0].sl_ptr = s->pfunc;
      if (!read(one, depth + 1)) return false;
    }
    return true;
  }

  bool add(int n, const PySlot& s) {
    if (n >= NUM_IDS || !ids.of[n].name) {
      if (s.sl_flags & SLOT_OPTIONAL) return true;
      PyErr_Format(PyExc_SystemError, "unknown %s slot ID %d", noun(), n);
      return false;
    }
    const SlotId& id = ids.of[n];
    if (id.where != where) {
      PyErr_Format(PyExc_SystemError, "invalid %s slot %d (%s)", noun(), n, id.name);
      return false;
    }
    if (n == MOD_ABI) {
      has[n] = true;
      return PyABIInfo_Check((PyABIInfo*)s.sl_ptr, name) == 0;
    }
    if (has[n]) {
      if (where == TYPE && has[TP_NAME])
        PyErr_Format(PyExc_SystemError, "type %s has multiple %s (%d) slots",
                     (const char*)found[TP_NAME].sl_ptr, id.name, n);
      else
        PyErr_Format(PyExc_SystemError, "%s %s has multiple %s slots", noun(), name, id.name);
      return false;
    }
    if (where == MODULE && !s.sl_ptr && n != MOD_INTERPRETERS && n != MOD_GIL &&
        n != MOD_STATE_SIZE) {
      PyErr_Format(PyExc_SystemError, "NULL not allowed for slot %s", id.name);
      return false;
    }
    has[n] = true;
    found[n] = s;
    return true;
  }
};

}  // namespace

// New reference. Everything is copied but what PyType_FromSpec does not copy either.
MOULT_EXPORT PyObject* PyType_FromSlots(const PySlot* slots) {
  SlotReader r(TYPE);
  r.name = "type";
  if (!r.read(slots, 0)) return nullptr;
  if (!r.has[TP_NAME]) {
    PyErr_SetString(PyExc_SystemError, "Py_tp_name slot is required.");
    return nullptr;
  }
  PyType_Spec spec{};
  spec.name = (const char*)r.found[TP_NAME].sl_ptr;
  if (r.has[TP_BASICSIZE] && r.has[TP_EXTRA_BASICSIZE])
    return PyErr_Format(PyExc_SystemError,
                        "type %s: Py_tp_basicsize and Py_tp_extra_basicsize are mutually exclusive",
                        spec.name);
  spec.basicsize = (int)(r.has[TP_EXTRA_BASICSIZE] ? -r.found[TP_EXTRA_BASICSIZE].sl_size
                                                   : r.found[TP_BASICSIZE].sl_size);
  spec.itemsize = (int)r.found[TP_ITEMSIZE].sl_size;
  spec.flags = (unsigned)r.found[TP_FLAGS].sl_uint64;
  std::vector<PyType_Slot> old;
  for (int n = 1; n < NUM_IDS; n++)
    if (r.has[n] && (n < MOD_CREATE || (n > MOD_GIL && n < SLOT_SUBSLOTS)))
      old.push_back({n, r.found[n].sl_ptr});
  old.insert(old.end(), r.old_types.begin(), r.old_types.end());
  old.push_back({0, nullptr});
  spec.slots = old.data();
  void* metaclass = r.found[TP_METACLASS].sl_ptr;
  void* module = r.found[TP_MODULE].sl_ptr;
  if (g->core->faces) {
    metaclass = face_in_soft(metaclass, metaclass);
    module = face_in_soft(module, module);
  }
  return type_from_spec((MType*)metaclass, (PyObject*)module, &spec, nullptr);
}

// New reference: the module, or what its create slot makes. PyModule_Exec is still to be called.
MOULT_EXPORT PyObject* PyModule_FromSlotsAndSpec(const PySlot* slots, PyObject* spec) {
  Ref nameobj(PyObject_GetAttrString(spec, "name"));
  const char* name = nameobj ? PyUnicode_AsUTF8AndSize(nameobj, nullptr) : nullptr;
  if (!name) return nullptr;
  SlotReader r(MODULE);
  r.name = name;
  if (!r.read(slots, 0)) return nullptr;
  if (!r.has[MOD_ABI])
    return PyErr_Format(PyExc_SystemError,
                        "module %s does not define Py_mod_abi, which is mandatory for modules "
                        "defined from slots only.",
                        name);
  Py_ssize_t size = r.found[MOD_STATE_SIZE].sl_size;
  if (size < 0)
    return PyErr_Format(PyExc_SystemError,
                        "module %s: m_size may not be negative for multi-phase initialization",
                        name);
  ModuleParts parts{};
  parts.token = r.has[MOD_TOKEN] ? r.found[MOD_TOKEN].sl_ptr : (const void*)slots;
  parts.create = r.found[MOD_CREATE].sl_ptr;
  if (g->core->faces) parts.create = face_entry(parts.create, "or>O");
  parts.doc = (const char*)r.found[MOD_DOC].sl_ptr;
  parts.methods = (PyMethodDef*)r.found[MOD_METHODS].sl_ptr;
  parts.state_size = size;
  parts.executed = r.has[MOD_EXEC];
  parts.hooks = {(traverseproc)r.found[MOD_STATE_TRAVERSE].sl_ptr,
                 (inquiry)r.found[MOD_STATE_CLEAR].sl_ptr,
                 (freefunc)r.found[MOD_STATE_FREE].sl_ptr};
  parts.stateful =
      size > 0 || r.has[MOD_STATE_TRAVERSE] || r.has[MOD_STATE_CLEAR] || r.has[MOD_STATE_FREE];
  PyObject* m = make_module(parts, nameobj, name, spec);
  if (!m || !isinstance(m, PyModule_Type)) return m;
  ModuleRec* rec = module_rec(m);
  rec->exec = r.found[MOD_EXEC].sl_ptr;
  if (g->core->faces) rec->exec = face_entry(rec->exec, "o>r");
  if (!module_state(m, size)) {
    decref(m);
    return nullptr;
  }
  return m;
}

static ModuleRec* module_of(PyObject* m) {
  if (m && isinstance(m, PyModule_Type)) return module_rec(m);
  if (m) type_error("expected module, got %s", type_name(m));
  return nullptr;
}

// Runs the exec slots, of either kind of description. 0, or -1 with an error set.
MOULT_EXPORT int PyModule_Exec(PyObject* m) {
  ModuleRec* r = module_of(m);
  if (!r) return -1;
  if (r->def) return PyModule_ExecDef(m, r->def);
  if (!r->exec) return 0;
  Ref nameobj(up_obj(OP_module_name, m));
  const char* name = nameobj ? PyUnicode_AsUTF8AndSize(nameobj, nullptr) : nullptr;
  return name && run_exec_slot(m, r->exec, name) ? 0 : -1;
}
MOULT_EXPORT int PyModule_GetStateSize(PyObject* m, Py_ssize_t* size) {
  *size = -1;
  ModuleRec* r = module_of(m);
  if (!r) return -1;
  *size = r->state_size;
  return 0;
}
MOULT_EXPORT int PyModule_GetToken(PyObject* m, void** token) {
  *token = nullptr;
  ModuleRec* r = module_of(m);
  if (!r) return -1;
  *token = (void*)r->token;
  return 0;
}
MOULT_EXPORT int PyModule_GetToken_DuringGC(PyObject* m, void** token) {
  *token = isinstance(m, PyModule_Type) ? (void*)module_rec(m)->token : nullptr;
  return *token ? 0 : -1;
}
MOULT_EXPORT void* PyModule_GetState_DuringGC(PyObject* m) {
  return isinstance(m, PyModule_Type) ? module_rec(m)->state : nullptr;
}
