import sqlite3

c = sqlite3.connect(':memory:')


def t(f, *a, **k):
    try:
        print(f(*a, **k))
    except Exception as e:
        print(type(e).__name__, e, getattr(e, 'sqlite_errorname', None))


c.execute('create table t(a integer primary key, b text, c real, d blob)')
cur = c.executemany('insert into t values(?,?,?,?)', [(i, 'x%d' % i, i / 2, b'z') for i in range(5)])
print(cur.rowcount, cur.lastrowid, c.in_transaction, c.total_changes)
print(c.execute('select * from t').fetchall())
cur = c.execute('select a, b as "foo [bar]" from t where a > :n', {'n': 2})
print(cur.description, cur.fetchone(), cur.fetchmany(5), cur.fetchone())
for sql, args in (
    ('select * from nope', ()), ('select ?', ()), ('select :a', {}), ('select ?', (object(),)),
    ('insert into t values(1,1,1,1)', ()), ('select 1; select 2', ()), ('select 1\0', ()),
    ('selec', ()), ('select ?', 5),
):
    t(c.execute, sql, args)
t(c.execute, 1)
t(c.executemany, 'select ?', [(1,)])
c.create_function('twice', 1, lambda x: x * 2, deterministic=True)
c.create_function('boom', 0, lambda: 1 / 0)
print(c.execute('select twice(4), twice("ab"), twice(2.5)').fetchone())
t(c.execute, 'select boom()')


class Sum:
    def __init__(self):
        self.t = 0

    def step(self, x):
        self.t += x

    def finalize(self):
        return self.t


c.create_aggregate('mysum', 1, Sum)
print(c.execute('select mysum(a), mysum(c) from t').fetchone())
c.create_collation('rev', lambda a, b: (a < b) - (a > b))
print(c.execute('select b from t order by b collate rev').fetchall())
c.row_factory = sqlite3.Row
r = c.execute('select a as foo, b from t').fetchone()
print(r['FOO'], r[1], r[-1], r.keys(), tuple(r), len(r), r[0:1])
t(lambda: r['nope'])
t(lambda: r[9])
c.row_factory = None
log = []
c.set_trace_callback(log.append)
with c:
    c.execute('update t set b=? where a=1', ('new',))
c.set_trace_callback(None)
print(log, c.in_transaction)
try:
    with c:
        c.execute('delete from t')
        raise KeyError
except KeyError:
    print(c.execute('select count(*) from t').fetchone())
c.text_factory = bytes
print(c.execute('select b from t limit 1').fetchone())
c.text_factory = str
b = c.blobopen('t', 'd', 1)
print(len(b), b.read(), b[0])
b[0] = 65
b.close()
print(c.execute('select d from t where a=1').fetchone())
d = sqlite3.connect(':memory:')
c.commit()
c.backup(d)
print(d.execute('select count(*) from t').fetchone(), len(c.serialize()) > 100)
print(list(c.iterdump())[:2])
e = sqlite3.connect(':memory:', detect_types=sqlite3.PARSE_DECLTYPES | sqlite3.PARSE_COLNAMES)
sqlite3.register_converter('upper', lambda b: b.upper())
e.execute('create table u(x upper)')
e.execute("insert into u values('abc')")
print(e.execute('select x from u').fetchone(), e.execute('select "q" as "y [upper]"').fetchone())
c.close()
t(c.execute, 'select 1')
t(cur.fetchone)
print(sqlite3.complete_statement('select 1;'), sqlite3.complete_statement('select'))
t(sqlite3.connect, '/nope/nope.db')
t(sqlite3.connect, ':memory:', isolation_level='X')
