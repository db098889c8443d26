// Writes src/api/schema.gen.ts from the API's OpenAPI document; `--check` fails when it is stale.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";

const root = fileURLToPath(new URL("../../", import.meta.url));
const target = fileURLToPath(new URL("../src/api/schema.gen.ts", import.meta.url));
const ownPython = `${root}.venv/bin/python`;
const python = process.env.PYTHON ?? (existsSync(ownPython) ? ownPython : "python3");

const exported = spawnSync(python, ["-m", "backend.api.openapi"], {
  cwd: root,
  encoding: "utf8",
  maxBuffer: 64 * 1024 * 1024,
});
if (exported.status !== 0) {
  console.error(exported.stderr || String(exported.error));
  console.error(`${python} could not write the OpenAPI document.`);
  process.exit(1);
}

const notice = "// Generated from the API's OpenAPI document by `npm run types`. Do not edit.\n\n";
// A field with a default is always present in an answer, but a request may leave it out.
const nodes = await openapiTS(JSON.parse(exported.stdout), { defaultNonNullable: false });
const text = notice + astToString(nodes);

if (process.argv.includes("--check")) {
  const committed = existsSync(target) ? readFileSync(target, "utf8") : "";
  if (committed !== text) {
    console.error("src/api/schema.gen.ts is not current: run `npm run types` and commit it.");
    process.exit(1);
  }
} else {
  writeFileSync(target, text);
}
