/** _interpchannels: channels that interpreters of a family send through, with two kinds of ends. */
import { asInt, call, getattrOpt, truth, typeName } from "../objects/abstract.js";
import { E, err, typeError, valueError } from "../objects/errors.js";
import { toFloat } from "../objects/float.js";
import { getsets, slots } from "../objects/function.js";
import { hashInt } from "../objects/hash.js";
import { mkMemoryView } from "../objects/memoryview.js";
import { defineModule } from "../objects/module.js";
import { type PyObj, PyObject, PyType } from "../objects/object.js";
import { structSequence } from "../objects/structseq.js";
import { builtinType, mkList, mkTuple, NotImplemented } from "../objects/types.js";
import { type Interpreter, interp, registerModule } from "../runtime/interpreter.js";
import { exceptionType, raise } from "./exc.js";
import { type Family, self } from "./interp-family.js";
import { type Shared, share, sharers, shareStrictly } from "./interp-share.js";
import { sleepMs } from "./signals.js";
import { nowMs } from "./time.js";

const MODULE = "_interpchannels";
const channel_error = exceptionType(MODULE, "ChannelError", [E.RuntimeError]);
const sub = (name: string): PyType => exceptionType(MODULE, name, [channel_error]);
const not_found = sub("ChannelNotFoundError");
const closed_error = sub("ChannelClosedError");
const empty_error = sub("ChannelEmptyError");
const not_empty_error = sub("ChannelNotEmptyError");

const info = structSequence(
  MODULE,
  "ChannelInfo",
  [
    "open",
    "closing",
    "closed",
    "count",
    "num_interp_send",
    "num_interp_send_released",
    "num_interp_recv",
    "num_interp_recv_released",
  ],
  [
    "num_interp_both",
    "num_interp_both_recv_released",
    "num_interp_both_send_released",
    "num_interp_both_released",
    "send_associated",
    "send_released",
    "recv_associated",
    "recv_released",
  ],
  "What is known of a channel.",
);

// ---- channels ----

const REMOVE = 1;
const REPLACE = 3;
interface Item {
  data: Shared | null;
  readonly from: number;
  readonly unbound: number;
  taken: boolean;
}
/** By interpreter: whether it still has its end. */
type Ends = Map<number, boolean>;
interface Channel {
  readonly unbound: number;
  readonly fallback: number;
  items: Item[];
  state: "open" | "closing" | "closed";
  readonly send: Ends;
  readonly recv: Ends;
}
interface Channels {
  next: number;
  readonly byId: Map<number, Channel>;
}
const known = new WeakMap<Family, Channels>();
function channels(): Channels {
  const { family } = self();
  let c = known.get(family);
  if (c === undefined) {
    c = { next: 0, byId: new Map() };
    known.set(family, c);
    const { byId } = c;
    family.ended.push((id) => {
      for (const x of byId.values()) {
        x.items = x.items.filter((i) => i.from !== id || i.unbound !== REMOVE);
        for (const i of x.items) if (i.from === id) i.data = null;
        for (const ends of [x.send, x.recv]) if (ends.has(id)) ends.set(id, false);
      }
    });
  }
  return c;
}

type End = "both" | "send" | "recv";
class PyChannelId extends PyObject {
  id = 0;
  end: End = "both";
}
const id_type = builtinType("ChannelID", {
  module: MODULE,
  ctor: PyChannelId,
  instantiable: false,
  doc: "The number of a channel, and which of its ends it stands for.",
});
function mkId(id: number, end: End): PyChannelId {
  const o = new PyChannelId(id_type);
  o.id = id;
  o.end = end;
  return o;
}
slots(id_type, {
  __repr__: (c: PyChannelId) => `ChannelID(${c.id}${c.end === "both" ? "" : `, ${c.end}=True`})`,
  __str__: (c: PyChannelId) => String(c.id),
  __int__: (c: PyChannelId) => c.id,
  __index__: (c: PyChannelId) => c.id,
  __hash__: (c: PyChannelId) => hashInt(c.id),
  __eq__: (c: PyChannelId, o: PyObj) => same(c, o) ?? NotImplemented,
  __ne__: (c: PyChannelId, o: PyObj) => {
    const r = same(c, o);
    return r === undefined ? NotImplemented : !r;
  },
});
function same(c: PyChannelId, o: PyObj): boolean | undefined {
  if (o instanceof PyChannelId) return c.id === o.id && c.end === o.end;
  const n = asInt(o);
  return n === undefined ? undefined : n === c.id;
}
getsets(id_type, {
  send: (c: PyChannelId) => mkId(c.id, "send"),
  recv: (c: PyChannelId) => mkId(c.id, "recv"),
  end: (c: PyChannelId) => c.end,
});

function idArg(o: PyObj): number {
  if (o instanceof PyChannelId) return o.id;
  const n = asInt(o);
  if (n === undefined)
    throw typeError(`channel ID must be an int, got ${o === null ? "NoneType" : typeName(o)}`);
  if (n < 0) throw valueError(`channel ID must be a non-negative int, got ${n}`);
  return Number(n);
}
function find(o: PyObj): [number, Channel] {
  const id = idArg(o);
  const c = channels().byId.get(id);
  if (c === undefined) throw raise(not_found, `channel ${id} not found`);
  return [id, c];
}
const flag = (o: PyObj | undefined): boolean => o !== undefined && truth(o);
const number = (o: PyObj | undefined, missing: number, max: number, what: string): number => {
  const n = o === undefined ? -1 : Number(asInt(o) ?? -1);
  if (n < 0) return missing;
  if (n > max || (max === REPLACE && n === 0)) throw valueError(`unsupported ${what} ${n}`);
  return n;
};
const isClosed = (id: number) => raise(closed_error, `channel ${id} is closed`);

/** The end that the running interpreter has, from its first use on. */
function use(id: number, c: Channel, end: "send" | "recv"): void {
  const me = self().id;
  if (c.state === "closed" || (end === "send" && c.state === "closing") || c[end].get(me) === false)
    throw isClosed(id);
  c[end].set(me, true);
}

function put(
  id: PyObj,
  data: (fallback: number, c: Channel) => Shared,
  unbound?: PyObj,
  fallback?: PyObj,
  blocking?: PyObj,
  timeout?: PyObj,
): null {
  const wait = blocking === undefined || truth(blocking);
  let ms = Number.POSITIVE_INFINITY;
  if (timeout !== undefined && timeout !== null) {
    ms = toFloat(timeout) * 1000;
    if (ms < 0) throw valueError("timeout value must be a non-negative number");
  }
  const [n, c] = find(id);
  use(n, c, "send");
  const item: Item = {
    from: self().id,
    unbound: number(unbound, c.unbound, REPLACE, "unboundop"),
    data: data(number(fallback, c.fallback, 1, "fallback"), c),
    taken: false,
  };
  c.items.push(item);
  if (!wait) return null;
  const until = nowMs() + ms;
  while (!item.taken) {
    if (c.state === "closed") throw isClosed(n);
    if (nowMs() >= until) {
      c.items = c.items.filter((x) => x !== item);
      throw err(E.TimeoutError, "timed out");
    }
    sleepMs(1);
  }
  return null;
}
function recv(id: PyObj, missing?: PyObj): PyObj {
  const [n, c] = find(id);
  use(n, c, "recv");
  const item = c.items.shift();
  if (item === undefined) {
    if (missing !== undefined) return mkTuple([missing, null]);
    throw raise(empty_error, `channel ${n} is empty`);
  }
  item.taken = true;
  if (c.state === "closing" && c.items.length === 0) c.state = "closed";
  return mkTuple(item.data === null ? [null, item.unbound] : [item.data(), null]);
}
function close(id: PyObj, send?: PyObj, receive?: PyObj, force?: PyObj): null {
  const [n, c] = find(id);
  if (c.state === "closed") throw isClosed(n);
  const sendOnly = flag(send) && !flag(receive);
  if (c.items.length > 0 && !flag(force)) {
    if (c.state === "closing") throw isClosed(n);
    if (!sendOnly)
      throw raise(not_empty_error, "channel may not be closed if not empty (try force=True)");
    // What was sent may still be received.
    c.state = "closing";
    return null;
  }
  c.items = [];
  c.state = "closed";
  return null;
}
function release(id: PyObj, send?: PyObj, receive?: PyObj): null {
  const [n, c] = find(id);
  if (c.state === "closed") throw isClosed(n);
  const both = flag(send) === flag(receive);
  const me = self().id;
  if (both || flag(send)) c.send.set(me, false);
  if (both || flag(receive)) c.recv.set(me, false);
  if (![...c.send.values(), ...c.recv.values()].includes(true)) c.state = "closed";
  return null;
}

function channelInfo(c: Channel): PyObj {
  const count = { send: [0, 0], recv: [0, 0], both: [0, 0, 0, 0] };
  // Nothing is known any more of who used a closed one.
  const users = c.state === "closed" ? [] : [...c.send.keys(), ...c.recv.keys()];
  for (const id of new Set(users)) {
    const s = c.send.get(id);
    const r = c.recv.get(id);
    if (s !== undefined && r !== undefined) count.both[(s ? 0 : 2) + (r ? 0 : 1)]++;
    else if (s !== undefined) count.send[s ? 0 : 1]++;
    else count.recv[r === true ? 0 : 1]++;
  }
  const me = self().id;
  const mine = [c.send.get(me), c.recv.get(me)].flatMap((x) => [x === true, x === false]);
  const { state } = c;
  return info.make([
    state === "open",
    state === "closing",
    state === "closed",
    c.items.length,
    ...count.send,
    ...count.recv,
    ...count.both,
    ...mine,
  ]);
}

// ---- ends as objects ----

const classes = new WeakMap<Interpreter, { send: PyType; recv: PyType }>();
sharers.push((o: PyObject) => {
  if (o instanceof PyChannelId) return () => mkId(o.id, o.end);
  const c = classes.get(interp());
  for (const end of ["send", "recv"] as const)
    if (c !== undefined && o.cls.isSubtype(c[end])) {
      const id = getattrOpt(o, "id") ?? null;
      return () => {
        const there = classes.get(interp());
        return there === undefined ? id : call(there[end], [id]);
      };
    }
  return undefined;
});

const SEND = "unboundop=-1, fallback=-1, *, blocking=True, timeout=None)";
registerModule("_interpchannels", () =>
  defineModule(
    "_interpchannels",
    "Channels between the interpreters of this process.",
    {
      create: [
        "($module, /, unboundop=-1, fallback=-1)",
        (unbound?: PyObj, fallback?: PyObj) => {
          const all = channels();
          all.byId.set(all.next, {
            unbound: number(unbound, REPLACE, REPLACE, "unboundop"),
            fallback: number(fallback, 1, 1, "fallback"),
            items: [],
            state: "open",
            send: new Map(),
            recv: new Map(),
          });
          return mkId(all.next++, "both");
        },
      ],
      destroy: [
        "($module, /, cid)",
        (id: PyObj) => {
          channels().byId.delete(find(id)[0]);
          return null;
        },
      ],
      list_all: [
        "($module, /)",
        () =>
          mkList(
            [...channels().byId]
              .reverse()
              .map(([id, c]) => mkTuple([mkId(id, "both"), c.unbound, c.fallback])),
          ),
      ],
      list_interpreters: [
        "($module, /, cid, *, send)",
        (id: PyObj, send: PyObj) => {
          const [n, c] = find(id);
          if (c.state === "closed") throw isClosed(n);
          const ends = truth(send) ? c.send : c.recv;
          return mkList([...ends].filter(([, open]) => open).map(([i]) => i));
        },
      ],
      send: [
        `($module, /, cid, obj, ${SEND}`,
        (id: PyObj, o: PyObj, unbound?: PyObj, fallback?: PyObj, wait?: PyObj, timeout?: PyObj) =>
          put(id, (f) => (f === 1 ? share(o) : shareStrictly(o)), unbound, fallback, wait, timeout),
      ],
      send_buffer: [
        `($module, /, cid, obj, ${SEND}`,
        (id: PyObj, o: PyObj, unbound?: PyObj, fallback?: PyObj, wait?: PyObj, timeout?: PyObj) =>
          put(id, () => shareStrictly(mkMemoryView(o)), unbound, fallback, wait, timeout),
      ],
      recv: ["($module, /, cid, default=None)", recv],
      close: ["($module, /, cid, *, send=False, recv=False, force=False)", close],
      release: ["($module, /, cid, *, send=False, recv=False, force=False)", release],
      get_count: ["($module, /, cid)", (id: PyObj) => find(id)[1].items.length],
      get_info: ["($module, /, cid)", (id: PyObj) => channelInfo(find(id)[1])],
      get_channel_defaults: [
        "($module, /, cid)",
        (id: PyObj) => {
          const [, c] = find(id);
          return mkTuple([c.unbound, c.fallback]);
        },
      ],
      _channel_id: [
        "($module, /, id, *, send=False, recv=False, force=False, _resolve=False)",
        (id: PyObj, send?: PyObj, receive?: PyObj, force?: PyObj) => {
          const n = idArg(id);
          if (!flag(force)) find(id);
          return mkId(n, flag(send) === flag(receive) ? "both" : flag(send) ? "send" : "recv");
        },
      ],
      _register_end_types: [
        "($module, /, send, recv)",
        (send: PyObj, receive: PyObj) => {
          if (!(send instanceof PyType) || !(receive instanceof PyType))
            throw typeError("expected a type for both ends");
          classes.set(interp(), { send, recv: receive });
          return null;
        },
      ],
    },
    {
      ChannelError: channel_error,
      ChannelNotFoundError: not_found,
      ChannelClosedError: closed_error,
      ChannelEmptyError: empty_error,
      ChannelNotEmptyError: not_empty_error,
      ChannelID: id_type,
      ChannelInfo: info.type,
    },
  ),
);
