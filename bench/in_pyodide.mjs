// Runs a Python script in pyodide (CPython in WebAssembly) with the programs' folder mounted.
import { readFileSync } from "node:fs";
import { loadPyodide } from "pyodide";

const [script, folder, ...names] = process.argv.slice(2);
const py = await loadPyodide({ stdout: (s) => process.stdout.write(`${s}\n`) });
py.FS.mkdirTree("/programs");
py.FS.mount(py.FS.filesystems.NODEFS, { root: folder }, "/programs");
py.globals.set("argv", py.toPy([script, "/programs", ...names]));
py.runPython("import sys; sys.argv = list(argv)");
py.runPython(readFileSync(script, "utf8"));
