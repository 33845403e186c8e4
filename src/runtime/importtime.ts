/** `-X importtime` and PYTHONPROFILEIMPORTTIME: what each import took, on stderr, as CPython prints it. */
import { writeSync } from "node:fs";
import type { SysFlags } from "./interpreter.js";

const STDERR = 2;
const micro = (): number => Math.round(performance.now() * 1000);

export class Clock {
  private level = 0;
  /** What the imports within the present one took. */
  private inner = 0;
  private begun = false;
  constructor(private readonly showCached: boolean) {}

  measure<T>(name: string, load: () => T): T {
    if (!this.begun) writeSync(STDERR, "import time: self [us] | cumulative | imported package\n");
    this.begun = true;
    const outer = this.inner;
    this.inner = 0;
    this.level++;
    const from = micro();
    try {
      return load();
    } finally {
      const whole = micro() - from;
      this.level--;
      const own = String(whole - this.inner).padStart(9);
      const indent = " ".repeat(this.level * 2);
      writeSync(STDERR, `import time: ${own} | ${String(whole).padStart(10)} | ${indent}${name}\n`);
      this.inner = outer + whole;
    }
  }
  cached(name: string): void {
    if (!this.showCached) return;
    writeSync(STDERR, `import time: cached    | cached     | ${name.padStart(this.level * 2)}\n`);
  }
}

/** The clock of an interpreter that is asked to measure imports, else null. */
export function importClock(flags: SysFlags): Clock | null {
  const env = flags.ignoreEnvironment ? "" : (process.env.PYTHONPROFILEIMPORTTIME ?? "");
  const asked = flags.xOptions.importtime ?? env;
  return asked === "" ? null : new Clock(asked === "2");
}
