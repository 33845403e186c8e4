/** Loads every built-in type, in an order in which each finds what it builds on. */
import "./object.js";
import "./hashtable.js";
import "./types.js";
import "./errors.js";
import "./function.js";
import "./abstract.js";
import "./type.js";
import "./objecttype.js";
import "./functype.js";
import "./codetype.js";
import "./exceptions.js";
import "./property.js";
import "./slice.js";
import "./list.js";
import "./tuple.js";
import "./dict.js";
import "./set.js";
import "./int.js";
import "./float.js";
import "./complex.js";
import "./str.js";
import "./bytes.js";
import "./bytearray.js";
import "./memoryview.js";
import "./iter.js";
import "./super.js";
import "./generator.js";
import "./module.js";
import "./namespace.js";
import "./genericalias.js";
import "./template.js";
import "./typevar.js";
import "./frametype.js";

import {
  enumerate_type,
  filter_type,
  map_type,
  range_type,
  reversed_type,
  zip_type,
} from "./iter.js";
import { addMakers } from "./type.js";
import {
  bool_type,
  bytes_type,
  float_type,
  frozenset_type,
  int_type,
  str_type,
  tuple_type,
} from "./types.js";

addMakers([bool_type, bytes_type, float_type, frozenset_type, int_type, str_type, tuple_type]);
addMakers([enumerate_type, filter_type, map_type, range_type, reversed_type, zip_type]);
