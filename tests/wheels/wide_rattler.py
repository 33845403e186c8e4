"""Conda's versions, matches, package data and solver in Rust (py-rattler)."""
import asyncio
import json
import os
import tempfile
import rattler
from rattler import Channel, MatchSpec, NamelessMatchSpec, PackageName, Platform, SparseRepoData, Version, VersionWithSource

vs = [Version(v) for v in ("1.0", "1.0.1", "1.0rc1", "1!0.5", "2.0a", "1.0.post1", "0.9")]
print([str(v) for v in sorted(vs)], repr(vs[0]), vs[0] == Version("1.0.0"), hash(vs[0]) == hash(Version("1.0")), vs[0] != vs[1])
v = Version("1!2.3.4+local.5")
print(v.epoch, v.has_local, v.segments(), v.local_segments(), str(v.strip_local()), v.as_major_minor(), Version("1.2.3").bump_minor(), Version("1.2").bump_major(), v.is_dev)
print(Version("1.2.3").starts_with(Version("1.2")), Version("1.2.3").compatible_with(Version("1.2")), str(Version("1.2.3").pop_segments(1)))
for bad in (lambda: Version("x x"), lambda: MatchSpec("foo >=1.0,<"), lambda: Version(5), lambda: Version("1") < 3, lambda: PackageName("!!"), lambda: Platform("atari")):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, str(e).splitlines()[0][:70])
m = MatchSpec("conda-forge/linux-64::python[version='>=3.8,<3.12', build=*cpython]")
print(m, m.version, m.build, m.channel.name if m.channel else None, m.subdir)
n = NamelessMatchSpec.from_match_spec(MatchSpec("numpy 1.2.*"))
print(n.version, repr(n)[:20], str(MatchSpec("pytorch >=1.2|==1.0")))
print(str(Platform.current()) == "linux-64", Platform("osx-arm64").is_osx, Platform("win-64").only_platform)
c = Channel("conda-forge")
print(c.name, Channel("http://127.0.0.1/x").base_url)
data = {"info": {"subdir": "linux-64"}, "packages": {
    f"{'pkg' if j < 2 else 'dep'}-{i}.{j}-h0_0.tar.bz2": {
        "build": "h0_0", "build_number": 0, "depends": ["dep >=1"] if j == 1 else [], "md5": "0" * 32, "name": "pkg" if j < 2 else "dep",
        "sha256": "0" * 64, "size": 10, "subdir": "linux-64", "version": f"{i}.{j}", "timestamp": 1700000000000} for i in range(3) for j in range(4)},
    "packages.conda": {}, "repodata_version": 1}
with tempfile.TemporaryDirectory() as d:
    p = os.path.join(d, "repodata.json")
    with open(p, "w") as f:
        json.dump(data, f)
    s = SparseRepoData(Channel("file://" + d), "linux-64", p)
    print(s.package_names(), s.subdir)
    recs = s.load_records(PackageName("pkg"))
    for r in sorted(recs, key=lambda r: (r.version, r.file_name)):
        print(r.name.normalized, r.version, r.file_name, r.depends, r.size, r.sha256.hex()[:4], r.timestamp.year)
    r = recs[0]
    print(MatchSpec("pkg >=0").matches(r), r == recs[0])

    async def main():
        got = await rattler.solve_with_sparse_repodata([MatchSpec("pkg <2.1,>=1")], [s], virtual_packages=[])
        print(sorted((x.name.normalized, str(x.version)) for x in got))
        try:
            await rattler.solve_with_sparse_repodata([MatchSpec("pkg >9")], [s], virtual_packages=[])
        except Exception as e:
            print(type(e).__name__, str(e).splitlines()[0][:60])

    asyncio.run(main())
print(VersionWithSource("1.0.0") == VersionWithSource("1.0"), str(VersionWithSource("1.00")), PackageName("Foo").normalized, PackageName("Foo") == PackageName("foo"))
