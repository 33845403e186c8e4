"""Records what CPython 3.14 says, for the tests of src/syntax.

    /work/shared/oracle/get.sh /tmp/oracle 3.14
    /tmp/oracle/3.14/python tests/syntax/record.py

writes tests/syntax/fixtures/*.json. Random choices are seeded, so the files only change with this
script, cases.py, CPython or the standard library in node_modules/pyodide.
"""

import ast
import hashlib
import json
import os
import random
import re
import symtable
import sys
import unicodedata
import warnings
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import cases  # noqa: E402

warnings.simplefilter("ignore")
sys.setrecursionlimit(10**5)


def short_hash(data):
    if isinstance(data, str):
        data = data.encode("utf-8", "surrogatepass")
    return hashlib.sha256(data).hexdigest()[:16]


def write(name, value, rows=True):
    path = os.path.join(HERE, "fixtures", name)
    with open(path, "w", encoding="utf-8") as f:
        if rows and isinstance(value, list):
            f.write("[\n" + ",\n".join(json.dumps(v) for v in value) + "\n]\n")
        else:
            json.dump(value, f, indent=0)
            f.write("\n")
    print(name, len(value), os.path.getsize(path))


def error_of(e):
    return [type(e).__name__, e.msg, e.lineno, e.offset, e.end_lineno, e.end_offset]


def parse_error(source, mode="exec", flags=0):
    """None if it parses, else what the exception says."""
    try:
        compile(source, "f", mode, flags | ast.PyCF_ONLY_AST)
    except SyntaxError as e:
        return [*error_of(e), e.text]
    except ValueError:
        # A bug of 3.14: bad escapes in a format spec are not turned into SyntaxErrors.
        return "skip"
    return None


# ---- Trees and symbol tables of the standard library ---------------------------------------------


def table_text(table, indent, out):
    nested = int(table.is_nested())
    out.append(f"{indent}{table.get_type()} {table.get_name()} {table.get_lineno()} {nested}")
    for name, flags in sorted(table._table.symbols.items()):
        out.append(f"{indent} {name} {flags}")
    for child in table.get_children():
        table_text(child, indent + "  ", out)


def symbols(source):
    out = []
    table_text(symtable.symtable(source, "f", "exec"), "", out)
    return "\n".join(out)


def record_stdlib():
    path = os.path.join(HERE, "../../node_modules/pyodide/python_stdlib.zip")
    files, names = {}, {}
    with zipfile.ZipFile(path) as z:
        for name in sorted(z.namelist()):
            if not name.endswith(".py"):
                continue
            data = z.read(name)
            for found in re.findall(rb"\\N\{([^}]*)\}", data):
                try:
                    text = found.decode().upper()
                    names[text] = ord(unicodedata.lookup(text))
                except (KeyError, TypeError, UnicodeDecodeError):
                    pass
            dump = ast.dump(ast.parse(data), include_attributes=True)
            files[name] = " ".join(map(short_hash, (data, dump, symbols(data))))
    write("stdlib.json", {"names": names, "files": files}, rows=False)


# ---- Damaged sources -----------------------------------------------------------------------------

PIECE = re.compile(r"\s*(?:\w+|'[^'\n]*'|\"[^\"\n]*\"|[^\w\s]|\n)")
CHARS = list("()[]{}:,.;='\"\\ \t\n#@$?!é日\u00a0\u200b0123abefrtuxNjoE_-+*/%<>|&^~`") + [
    "'''", '"""', "f'", "\\N{", "\r\n", "\x0c", "    ", "\n\n", "rf'", "b'", "0x", "1e", "1_", "𝒳",
]  # fmt: skip


def damage_tokens(source, rng):
    pieces = PIECE.findall(source)
    for _ in range(rng.choice([1, 1, 2])):
        if not pieces:
            break
        i = rng.randrange(len(pieces))
        match rng.randrange(5):
            case 0:
                del pieces[i]
            case 1:
                pieces.insert(i, " " + pieces[i].strip(" "))
            case 2:
                pieces[i] = " " + rng.choice(cases.TOKENS)
            case 3:
                pieces.insert(i, " " + rng.choice(cases.TOKENS))
            case 4:
                del pieces[i + 1 :]
    return "".join(pieces)


def damage_chars(source, rng):
    for _ in range(rng.choice([1, 1, 2, 3])):
        if not source:
            break
        i = rng.randrange(len(source))
        match rng.randrange(4):
            case 0:
                source = source[:i] + source[i + 1 :]
            case 1:
                source = source[:i] + rng.choice(CHARS) + source[i:]
            case 2:
                source = source[:i] + rng.choice(CHARS) + source[i + 1 :]
            case 3:
                source = source[:i]
    return source


FUNCTION_TYPES = ["(int, *str, **d) -> float", "() -> x", "(a, b) -> c", "(*a) -> (b)", "(**a)->b"]


def record_errors():
    rng = random.Random(314)
    whole = [s + "\n" for s in cases.SEEDS] + cases.BLOCKS
    rows, seen = [], set()

    def add(source, mode, result):
        if (source, mode) not in seen and result != "skip":
            seen.add((source, mode))
            rows.append([source, mode, result])

    for source in cases.ERRORS:
        for mode in ("exec", "eval", "single"):
            result = parse_error(source, mode)
            if mode == "exec" or (result and rng.random() < 0.25):
                add(source, mode, result)
    # Each message a few times, and some sources that turn out right.
    counts = {}
    for n in range(40000):
        mode = rng.choice(["exec"] * 6 + ["eval", "single", "func_type"])
        pool = FUNCTION_TYPES if mode == "func_type" else whole
        damage = rng.choice([damage_tokens, damage_chars])
        source = damage(rng.choice(pool), rng)
        if rng.random() < 0.1:
            source = "def g():\n" + "".join("    " + line for line in source.splitlines(True))
        result = parse_error(source, mode)
        key = re.sub(r"\d+|'[^']*'|U\+\w+", "#", result[1]) if result else "fine"
        counts[key] = counts.get(key, 0) + 1
        if counts[key] <= (60 if key in ("invalid syntax", "fine") else 9):
            add(source, mode, result)
    write("errors.json", rows)


def record_flags():
    """codeop's flags: unfinished sources."""
    rng = random.Random(315)
    sources = set()
    for source in [s + "\n" for s in cases.SEEDS] + cases.BLOCKS:
        for _ in range(1):
            sources.add(source[: rng.randrange(len(source) + 1)])
    rows = []
    for source in sorted(sources):
        for mode in ("single", "exec"):
            for flags in (0x200, 0x4200):
                result = parse_error(source, mode, flags)
                rows.append([source, mode, flags, result and result[:6]])
    write("flags.json", rows)


def record_versions():
    rows = []
    for source in cases.VERSIONS:
        errors = []
        for minor in range(4, 15):
            try:
                ast.parse(source, feature_version=(3, minor))
                errors.append(None)
            except SyntaxError as e:
                errors.append(error_of(e))
        rows.append([source, errors])
    write("versions.json", rows)


def record_type_comments():
    rng = random.Random(316)
    lines = cases.TYPE_COMMENTS.split("\n")
    rows, seen = [], set()
    for n in range(260):
        start = rng.randrange(len(lines))
        part = lines[start : start + rng.randrange(1, 12)] if n else lines
        source = "\n".join(part)
        if source in seen:
            continue
        seen.add(source)
        try:
            tree = ast.parse(source, type_comments=True)
            rows.append([source, short_hash(ast.dump(tree, include_attributes=True))])
        except SyntaxError as e:
            rows.append([source, error_of(e)])
    write("type_comments.json", rows)


# ---- The compiler stage --------------------------------------------------------------------------


def compiled(source):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            compile(source, "f", "exec")
            result = None
        except SyntaxError as e:
            result = error_of(e)
    return [source, result, [[str(w.message), w.lineno] for w in caught]]


class Generator:
    """Random programs that parse but often break the rules of scopes."""

    NAMES = ["a", "b", "c", "__x", "__class__", "super", "x"]

    def __init__(self, seed):
        self.rng = random.Random(seed)

    def name(self):
        return self.rng.choice(self.NAMES)

    def fill(self, template, depth, indent=0):
        """Replaces N, E, P, T and B in a template by random parts."""
        parts = {
            "N": self.name,
            "E": lambda: self.expr(depth + 1),
            "P": lambda: self.pattern(depth + 1),
            "T": lambda: self.fill(self.rng.choice(cases.TYPE_PARAMS), 2),
            "B": lambda: self.block(indent + 1, depth + 1),
        }
        return re.sub(r"\$([NEPTB])", lambda m: parts[m[1]](), template)

    def expr(self, depth=0):
        if depth > 2 or self.rng.random() < 0.35:
            return self.rng.choice([self.name(), self.name(), "1", "'s'", "None", "()", "(1,2)", "[]"])
        return self.fill(self.rng.choice(cases.EXPRESSIONS), depth)

    def pattern(self, depth=0):
        choices = cases.PATTERNS if depth < 2 else cases.PATTERNS[:4]
        return self.fill(self.rng.choice(choices), depth)

    def block(self, indent=0, depth=0):
        choices = cases.SIMPLE + (cases.COMPOUND if depth < 4 else [])
        out = []
        for _ in range(self.rng.randrange(1, 4)):
            pad = "  " * indent
            template = pad + self.rng.choice(choices).replace("\n", "\n" + pad)
            template = template.replace(pad + "$B", "$B")
            out.append(self.fill(template, depth, indent).rstrip() + "\n")
        return "".join(out)


def record_compile():
    rows = [compiled(s) for s in cases.COMPILE]
    programs = [[s, symbols(s)] for s in cases.SCOPES if compiles(s)]
    generator = Generator(317)
    counts = {}
    for n in range(12000):
        source = generator.block()
        if len(source) > 350 or parse_error(source):
            continue
        row = compiled(source)
        key = re.sub(r"'[^']*'", "#", row[1][1]) if row[1] else "fine"
        counts[key] = counts.get(key, 0) + 1
        if key == "fine" and not row[2]:
            if counts[key] <= 150:
                programs.append([source, short_hash(symbols(source))])
        elif counts[key] <= 8 or (row[2] and not row[1]):
            rows.append(row)
    write("compile.json", rows)
    write("scopes.json", programs)


def compiles(source):
    return compiled(source)[1] is None


if __name__ == "__main__":
    os.makedirs(os.path.join(HERE, "fixtures"), exist_ok=True)
    record_stdlib()
    record_errors()
    record_flags()
    record_versions()
    record_type_comments()
    record_compile()
