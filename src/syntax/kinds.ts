/**
 * Token kinds, one number each: punctuation and keywords have a kind of their own, so the parser
 * compares small integers only. tsc inlines the numbers.
 */
// biome-ignore lint/suspicious/noConstEnum: inlined by tsc, which builds the product
export const enum T {
  ENDMARKER = 0,
  NAME,
  NUMBER,
  STRING,
  NEWLINE,
  INDENT,
  DEDENT,
  FSTRING_START,
  FSTRING_MIDDLE,
  FSTRING_END,
  TSTRING_START,
  TSTRING_MIDDLE,
  TSTRING_END,
  TYPE_COMMENT,
  TYPE_IGNORE,
  COMMENT,
  NL,
  /** A character no token begins with; no rule matches it. */
  UNKNOWN,
  /** The tokenizer's own error (`TokenStore.error`); always the last token. */
  ERROR,
  // Brackets and punctuation
  LPAR,
  RPAR,
  LSQB,
  RSQB,
  LBRACE,
  RBRACE,
  COLON,
  COMMA,
  SEMI,
  DOT,
  ELLIPSIS,
  ARROW,
  COLONEQUAL,
  EXCLAMATION,
  EQUAL,
  // Augmented assignments, in the order of the binary operators below
  PLUSEQUAL,
  MINUSEQUAL,
  STAREQUAL,
  ATEQUAL,
  SLASHEQUAL,
  PERCENTEQUAL,
  DOUBLESTAREQUAL,
  LEFTSHIFTEQUAL,
  RIGHTSHIFTEQUAL,
  VBAREQUAL,
  CIRCUMFLEXEQUAL,
  AMPEREQUAL,
  DOUBLESLASHEQUAL,
  // Binary operators
  PLUS,
  MINUS,
  STAR,
  AT,
  SLASH,
  PERCENT,
  DOUBLESTAR,
  LEFTSHIFT,
  RIGHTSHIFT,
  VBAR,
  CIRCUMFLEX,
  AMPER,
  DOUBLESLASH,
  TILDE,
  // Comparisons
  EQEQUAL,
  NOTEQUAL,
  LESS,
  LESSEQUAL,
  GREATER,
  GREATEREQUAL,
  // Keywords, in the order of KEYWORDS
  FALSE,
  NONE,
  TRUE,
  AND,
  AS,
  ASSERT,
  ASYNC,
  AWAIT,
  BREAK,
  CLASS,
  CONTINUE,
  DEF,
  DEL,
  ELIF,
  ELSE,
  EXCEPT,
  FINALLY,
  FOR,
  FROM,
  GLOBAL,
  IF,
  IMPORT,
  IN,
  IS,
  LAMBDA,
  NONLOCAL,
  NOT,
  OR,
  PASS,
  RAISE,
  RETURN,
  TRY,
  WHILE,
  WITH,
  YIELD,
}

export const KEYWORDS = (
  "False None True and as assert async await break class continue def del elif else except " +
  "finally for from global if import in is lambda nonlocal not or pass raise return try while " +
  "with yield"
).split(" ");

/** The first keyword's kind: the kind of name number `i` of a token store is this plus `i`. */
export const FIRST_KEYWORD = T.FALSE;

/** Soft keywords are names; they stand after the keywords in a token store's table of names. */
export const SOFT_KEYWORDS = ["_", "case", "match", "type"];
// biome-ignore lint/suspicious/noConstEnum: inlined by tsc, which builds the product
export const enum Soft {
  UNDERSCORE = 35,
  CASE,
  MATCH,
  TYPE,
}
