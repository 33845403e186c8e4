/** Which operators begin with which character. */
import { T } from "./kinds.js";

/**
 * What may follow one character: `second` alone or with `third`, `altSecond` alone or with
 * `altThird`, or `>`. Zero means nothing does.
 */
export interface Punctuation {
  oneKind: T;
  second: number;
  twoKind: T;
  third: number;
  threeKind: T;
  altSecond: number;
  altTwoKind: T;
  altThird: number;
  altThreeKind: T;
  withGreater: T;
}

export const PUNCTUATION: Punctuation[] = [];

function entry(
  char: string,
  oneKind: T,
  withEqual: T = 0,
  doubled: T = 0,
  doubledEqual: T = 0,
  withGreater: T = 0,
): void {
  PUNCTUATION[char.charCodeAt(0)] = {
    oneKind,
    second: withEqual === 0 ? -1 : 61,
    twoKind: withEqual,
    third: 0,
    threeKind: 0,
    altSecond: doubled === 0 ? -1 : char.charCodeAt(0),
    altTwoKind: doubled,
    altThird: doubledEqual === 0 ? 0 : 61,
    altThreeKind: doubledEqual,
    withGreater,
  };
}

for (let c = 33; c < 127; c++) entry(String.fromCharCode(c), T.UNKNOWN);
entry("+", T.PLUS, T.PLUSEQUAL);
entry("-", T.MINUS, T.MINUSEQUAL, 0, 0, T.ARROW);
entry("*", T.STAR, T.STAREQUAL, T.DOUBLESTAR, T.DOUBLESTAREQUAL);
entry("/", T.SLASH, T.SLASHEQUAL, T.DOUBLESLASH, T.DOUBLESLASHEQUAL);
entry("%", T.PERCENT, T.PERCENTEQUAL);
entry("@", T.AT, T.ATEQUAL);
entry("&", T.AMPER, T.AMPEREQUAL);
entry("|", T.VBAR, T.VBAREQUAL);
entry("^", T.CIRCUMFLEX, T.CIRCUMFLEXEQUAL);
entry("<", T.LESS, T.LESSEQUAL, T.LEFTSHIFT, T.LEFTSHIFTEQUAL);
entry(">", T.GREATER, T.GREATEREQUAL, T.RIGHTSHIFT, T.RIGHTSHIFTEQUAL);
entry("=", T.EQUAL, T.EQEQUAL);
entry("!", T.EXCLAMATION, T.NOTEQUAL);
entry("~", T.TILDE);
entry(":", T.COLON, T.COLONEQUAL);
entry(",", T.COMMA);
entry(";", T.SEMI);
