/**
 * A core is a way to lay objects out in memory. Its description says where each field lies; the
 * C++ side (native/layout.h) is driven by it. Offsets count from the object's address.
 */
export const INT_REPR = { digits30: 0, word64: 1, tagged30: 2 } as const;
export const STR_REPR = { pep393: 0, utf8: 1 } as const;
/**
 * What extensions hold as a PyObject*: the object's address, a handle that is none, or the address
 * of a header of which ob_refcnt and ob_type are the end. The latter two need binaries built for
 * abi3t (native/faces.h).
 */
export const FACES = { address: 0, handle: 1, "split-header": 2 } as const;
/** Whether None, True, small ints... are counted, or the word that says they are immortal. */
export const SINGLETONS = {
  counted: 0,
  immortal: 1,
  "immortal-3.12": 2,
  "immortal-3.14": 3,
} as const;

export interface CoreDescription {
  readonly name: string;
  readonly version: number;
  /** One sentence for people. */
  readonly summary: string;
  /** Bytes before the object's address. */
  readonly prefix: number;
  readonly int: {
    readonly repr: keyof typeof INT_REPR;
    /** word64: the value. */
    readonly word: number;
    /**
     * word64: the signed count of limbs when the value does not fit. digits30: the signed count of
     * digits. tagged30: the count of digits above three bits that hold the sign.
     */
    readonly count: number;
    /** Digits (30 bits each) or limbs (64 bits each). */
    readonly digits: number;
  };
  readonly float: { readonly value: number };
  readonly str: {
    readonly repr: keyof typeof STR_REPR;
    readonly length: number;
    /** utf8: the number of bytes. pep393: the length of the cached UTF-8. */
    readonly bytes: number;
    /** pep393: kind and flags; the pointer to the cached UTF-8. */
    readonly state: number;
    readonly utf8: number;
    readonly data: number;
    /** pep393: where text beyond ASCII starts. */
    readonly dataWide: number;
  };
  readonly bytes: { readonly data: number };
  readonly tuple: { readonly items: number };
  readonly list: { readonly items: number; readonly allocated: number; readonly mirror: number };
  /**
   * Where the face of an object that JavaScript owns keeps what C looked at; within the prefix when
   * negative.
   */
  readonly instance: { readonly mirror: number };
  readonly singletons: keyof typeof SINGLETONS;
  /** Left out: "address". */
  readonly faces?: keyof typeof FACES;
  /** For a core that looks for binaries which reach outside the contract. */
  readonly hunt?: {
    /** What the layout was drawn from. */
    readonly seed: number;
    /** Bytes of freed blocks that wait, overwritten, until they are used again. */
    readonly quarantine: number;
  };
}

/** The minor version of a level of the limited API: 3.2 to 3.15. */
export type AbiLevel = number;
export const ABI_LEVELS: { readonly min: AbiLevel; readonly max: AbiLevel } = { min: 2, max: 15 };

/** How that version of CPython marks what lives for ever. */
function immortality(c: CoreDescription, abi: AbiLevel): keyof typeof SINGLETONS {
  if (abi < 12) return "counted";
  if (abi < 14) return "immortal-3.12";
  return c.singletons === "immortal" ? "immortal" : "immortal-3.14";
}

/** The form in which the addon takes a description. */
export function flatten(c: CoreDescription, abi?: AbiLevel): Record<string, number | string> {
  return {
    name: c.name,
    abi: abi ?? 0,
    prefix: c.prefix,
    int_repr: INT_REPR[c.int.repr],
    int_word: c.int.word,
    int_count: c.int.count,
    int_digits: c.int.digits,
    float_value: c.float.value,
    str_repr: STR_REPR[c.str.repr],
    str_length: c.str.length,
    str_bytes: c.str.bytes,
    str_state: c.str.state,
    str_utf8: c.str.utf8,
    str_data: c.str.data,
    str_data_wide: c.str.dataWide,
    bytes_data: c.bytes.data,
    tuple_items: c.tuple.items,
    list_items: c.list.items,
    list_alloc: c.list.allocated,
    list_ext: c.list.mirror,
    instance_ext: c.instance.mirror,
    immortal: SINGLETONS[abi === undefined ? c.singletons : immortality(c, abi)],
    hunt: c.hunt === undefined ? 0 : 1,
    seed: c.hunt?.seed ?? 0,
    quarantine: c.hunt?.quarantine ?? 0,
    faces: FACES[c.faces ?? "address"],
  };
}
