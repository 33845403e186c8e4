/** `moult install REQUIREMENT...` */
import { join, resolve } from "node:path";
import { UserError } from "../packages/errors.js";
import { installRequirements } from "../packages/install.js";
import { terminalReporter } from "../packages/progress.js";
import { sitePackagesFrom } from "./python.js";

const USAGE =
  "usage: moult install [--target DIR] [--upgrade] [--no-deps] [--pre] [--index-url URL] REQUIREMENT...\n";

/** Installs into --target, $MOULT_SITE, or the nearest `site-packages` from here upwards. */
export async function installCommand(argv: string[]): Promise<number> {
  const reqs: string[] = [];
  let target: string | undefined;
  let upgrade = false;
  let dependencies = true;
  let pre = false;
  let indexUrl: string | undefined;
  const value = (i: number, name: string): string => {
    if (argv[i] === undefined) throw new UserError(`install: ${name} needs a value`);
    return argv[i];
  };
  for (let i = 0; i < argv.length; i++) {
    const a = argv[i];
    if (a === "--target" || a === "-t") target = value(++i, a);
    else if (a === "--index-url" || a === "-i") indexUrl = value(++i, a);
    else if (a === "--upgrade" || a === "-U") upgrade = true;
    else if (a === "--no-deps") dependencies = false;
    else if (a === "--pre") pre = true;
    else if (a === "--help" || a === "-h") {
      process.stdout.write(USAGE);
      return 0;
    } else if (a.startsWith("-")) throw new UserError(`install: unknown option ${a}`);
    else reqs.push(a);
  }
  if (reqs.length === 0) throw new UserError("install: name at least one requirement");
  const site = process.env.MOULT_SITE?.split(":").find((x) => x !== "");
  const dir =
    target ?? site ?? sitePackagesFrom(process.cwd())[0] ?? join(process.cwd(), "site-packages");
  await installRequirements(reqs, {
    target: resolve(dir),
    upgrade,
    dependencies,
    pre,
    indexUrl,
    reporter: terminalReporter(process.stderr),
  });
  return 0;
}
