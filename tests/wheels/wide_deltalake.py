"""Tables on disk in Rust (deltalake with arro3): writes, versions, merges, errors."""
import datetime
import os
import tempfile
from arro3.core import Array, DataType, Field, RecordBatch, Schema, Table, ChunkedArray
from deltalake import DeltaTable, write_deltalake
from deltalake.exceptions import TableNotFoundError, DeltaError

t = Table.from_pydict({"id": Array([1, 2, 3], DataType.int64()), "name": Array(["a", "b", None], DataType.string())})
with tempfile.TemporaryDirectory() as d:
    p = os.path.join(d, "t")
    try:
        DeltaTable(p)
    except TableNotFoundError as e:
        print(type(e).__name__, isinstance(e, DeltaError))
    write_deltalake(p, t, name="people", description="first")
    dt = DeltaTable(p)
    print(dt.version(), len(dt.file_uris()), dt.metadata().name, dt.metadata().description, [f.name for f in dt.schema().fields], dt.schema().fields[0].type)
    write_deltalake(p, Table.from_pydict({"id": Array([4], DataType.int64()), "name": Array(["d"], DataType.string())}), mode="append")
    dt.update_incremental()
    print(dt.version(), [h["operation"] for h in dt.history()], len(dt.get_add_actions().to_pylist()) if hasattr(dt.get_add_actions(), "to_pylist") else dt.get_add_actions().num_rows)
    print(dt.schema().to_json()[:60], dt.protocol(), dt.table_uri.endswith("/t"))
    r = dt.delete("id = 1")
    print(r["num_deleted_rows"], dt.version())
    r = dt.update(updates={"name": "'z'"}, predicate="id > 2")
    print(r["num_updated_rows"])
    m = dt.merge(Table.from_pydict({"id": Array([4, 9], DataType.int64()), "name": Array(["m", "n"], DataType.string())}), predicate="t.id = s.id", source_alias="s", target_alias="t")
    r = m.when_matched_update_all().when_not_matched_insert_all().execute()
    print(r["num_target_rows_inserted"], r["num_target_rows_updated"], r["num_output_rows"])
    dt.load_as_version(0)
    print(dt.version(), len(dt.file_uris()))
    old = DeltaTable(p, version=1)
    print(old.version(), DeltaTable.is_deltatable(p), DeltaTable.is_deltatable(d))
    for bad in (lambda: write_deltalake(p, t), lambda: DeltaTable(p, version=99), lambda: DeltaTable(p).delete("nocol = 1"), lambda: write_deltalake(p, 5, mode="append"), lambda: DeltaTable(5),
                lambda: write_deltalake(p, Table.from_pydict({"q": Array([1], DataType.int8())}), mode="append")):
        try:
            print(bad())
        except Exception as e:
            print(type(e).__name__, str(e).splitlines()[0][:50].replace(d, ""))
    dt = DeltaTable(p)
    dt.create_checkpoint()
    print(sorted(n.split(".")[-1] for n in os.listdir(os.path.join(p, "_delta_log"))).count("json"), len(dt.vacuum(retention_hours=0, enforce_retention_duration=False)) > 0)
