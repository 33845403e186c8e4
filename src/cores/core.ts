/**
 * A core is a way to lay objects out in memory. Its description says where each field lies; the
 * C++ side (native/layout.h) is driven by it. Offsets count from the object's address.
 */
export const INT_REPR = { digits30: 0, word64: 1 } as const;
export const STR_REPR = { pep393: 0, utf8: 1 } as const;

export interface CoreDescription {
  readonly name: string;
  readonly version: number;
  /** One sentence for people. */
  readonly summary: string;
  /** Bytes before the object's address. */
  readonly prefix: number;
  readonly int: {
    readonly repr: keyof typeof INT_REPR;
    /** word64: the value, and the signed count of limbs when it does not fit. */
    readonly word: number;
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
  /** Where the face of an object that JavaScript owns keeps what C looked at. */
  readonly instance: { readonly mirror: number };
  /** None, True, False, small ints...: counted, or immortal. */
  readonly singletons: "counted" | "immortal";
}

/** The form in which the addon takes a description. */
export function flatten(c: CoreDescription): Record<string, number | string> {
  return {
    name: c.name,
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
    immortal: c.singletons === "immortal" ? 1 : 0,
  };
}
