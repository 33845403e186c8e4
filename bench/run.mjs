// `npm run bench -- python|abi [...]`: what is timed is in python.mjs and abi.mjs.
const what = process.argv[2];
if (what !== "python" && what !== "abi") {
  process.stderr.write("usage: npm run bench -- python|abi\n");
  process.exit(2);
}
await import(`./${what}.mjs`);
