/** `moult audit FILE...` */
import { auditFile, auditStatus, formatAudit } from "../abi/audit.js";
import { exportedSymbols } from "../bridge/exports.js";
import { UserError } from "../packages/errors.js";

/** 0: all well; 1: something is wrong with a binary; 2: a file cannot be read. */
export function auditCommand(files: string[]): number {
  if (files.length === 0) throw new UserError("audit: name at least one .so file or wheel");
  const exported = exportedSymbols();
  const audits = files.map((f) => auditFile(f, { exported }));
  for (const a of audits) process.stdout.write(formatAudit(a));
  return auditStatus(audits);
}
