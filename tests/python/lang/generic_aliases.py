"""Aliases, unions and type variables: substitution, attributes, errors, pickles."""
import typing, copy, pickle
from typing import *
def t(s):
    try: print(s, '=>', repr(eval(s)))
    except BaseException as e: print(s, '!!', type(e).__name__, e)
class Un:
    def __init__(s, o): s.o = o
Ts = TypeVarTuple('Ts'); T = TypeVar('T'); P = ParamSpec('P')
for s in ('[1]*-1', '[1]*(3-5-1)', '[None]*-2', 'Annotated[tuple[*Ts], 1][int]', 'T | "x"', '"x" | T', 'isinstance(42, Union[int, list[int]])', 'isinstance([], Union[int, list[int]])', 'type(Union[int,str])()', 'iter(int|str)','list(int|T)', 'iter(Union[int, str])', 'list[T][*tuple[int]]', 'List[T][*Tuple[int]]', 'Callable[[int]]', 'Callable[int]', 'ParamSpecArgs(P)', 'P.args', 'Tuple[T, *Ts][int]', 'Dict[int]', 'pickle.loads(pickle.dumps(List[int]))', 'pickle.loads(pickle.dumps(typing.Type[int]))','pickle.dumps(typing.ValuesView[typing.Any])==1', 'list[*Ts][int,str]', 'tuple[T, *Ts][int]', 'tuple[T, *Ts][int, str, bool]', 'list[int].__reduce__()', 'dir(list[int])[:5]', 'copy.copy(list[int])', 'pickle.loads(pickle.dumps(list[int]))', 'list[int]()', 'list[int] == list[int]', 'repr(list[...])', 'list[[int]]', 'list[int][int]', 'list[T].__parameters__', 'type(list[int]).__mro__', 'isinstance(list[int], type)', 'issubclass(list[int], list)', 'list[int].append', 'list[int].__class__', 'list[int].__foo__', 'setattr(list[int], "x", 1)', 'list[int].__mro_entries__(())', 'hash(list[int]) == hash(list[int])', 'int | None | str', '(int|str).__args__', '(int|list[T])[str]', 'int | 3', '(int|str) == (str|int)', 'Optional[int]', 'typing.get_type_hints(Un.__init__)', 'Literal[1, "a", None]', 'Literal[[]].__args__', 'Literal[1] == Literal[True]', 'Union[int]', 'Union[()]', 'Union[int, int]', 'Optional[5]','ClassVar[int][str]', 'Final[int, str]', 'TypeVar("T", int)', 'TypeVar("T", bound=int, covariant=True)', 'NewType("N", int)', 'NewType("N", int)(5)', 'NamedTuple("N", [("a", int)])(1)', 'TypedDict("D", {"a": int}, total=False).__optional_keys__', 'Concatenate[int, P]', 'TypeGuard[int]', 'Unpack[Ts]', 'Self[int]', 'Never()', 'Any()', 'typing.get_origin(Annotated[int, 1])', 'cast(int, "x")', 'typing.assert_type(1, str)', 'assert_never(1)', 'overload(lambda: 1)()', 'ForwardRef("x")', 'ForwardRef("a b")', 'typing.evaluate_forward_ref(ForwardRef("int"))','List[int]()', 'isinstance([], List[int])', 'isinstance([], List)', 'issubclass(list, List)', 'typing.List.__name__', 'typing._alias', 'Sized()', 'SupportsInt.__abstractmethods__', 'isinstance(1, SupportsInt)', 'List[T][int][str]', 'Callable[P, T][[int, str], bool]', 'Callable[Concatenate[int, P], T][[str], int]', 'list[P]','type[int]', 'Type[T][int]'): t(s)
class C(Generic[T]):
    attr = 42
c = C[int](); c.x = 1
print(copy.copy(c).x, copy.deepcopy(c).x)
for p in range(6):
    print(p, end=' ')
    try: print(pickle.loads(pickle.dumps(c, p)).x)
    except Exception as e: print(e)
ns = {}; exec('from typing import *\nT = TypeVar("T"); P = ParamSpec("P"); Ts = TypeVarTuple("Ts"); N = NewType("N", int)\ntype X = int\ndef f[Q](): return Q', ns); print(ns['T'].__module__, ns['P'].__module__, ns['Ts'].__module__, ns['X'].__module__)
class TypedD(TypedDict, Generic[T]):
    a: Required[T]; b: NotRequired[int]; c: ReadOnly[str]
print(sorted(TypedD.__required_keys__), TypedD.__readonly_keys__, TypedD[int], TypedD.__orig_bases__[1])
for code in ('class X(Union[int,str]): pass', 'class X(T): pass', 'class X(P.args): pass', 'class X(Generic[int]): pass', 'class X(Generic[T, T]): pass', 'class X(List[T], Generic[int]): pass', 'class X(Any): pass', 'class X(Optional): pass', 'class X(Literal[1]): pass', 'class X(Protocol[T], list): pass', 'class X(NamedTuple): _a: int', 'class X(NamedTuple):\n a: int = 1\n b: int', 'class X(TypedDict):\n a = 1', 'class X(Ts): pass', 'class X(int|str): pass', 'class X(Final): pass', 'class X(NewType("N", int)): pass', 'class X[T](Generic[T]): pass', 'def f[T=int, U](): pass', 'class X[*Ts=int]: pass', 'type X[T: (int,)] = T', 'class X(list[int]): y = 1\nprint(X.__orig_bases__, X.__mro__)'):
    try: exec(code); print(code, 'ok')
    except Exception as e: print(code, '!!', type(e).__name__, e)
