// Proves that the contract's rules can fail. The sound document must pass them all; each file beside it is a merge patch
// (RFC 7396) that breaks it, is named RULE.json or RULE.CASE.json, and must be caught by exactly that rule. A house rule
// without such a file is a failure too.
// Usage: node lint-selftest.mjs SPECTRAL RULESET TESTS SCRATCH
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { mergePatch } from "./merge-patch.mjs";

const [spectral, ruleset, tests, scratch] = process.argv.slice(2);

const read = (name) => JSON.parse(readFileSync(join(tests, name), "utf8"));
const sound = read("sound.json");
const cases = readdirSync(tests).filter((name) => name.endsWith(".json")).sort();

mkdirSync(scratch, { recursive: true });
for (const name of cases) {
  const document = name === "sound.json" ? sound : mergePatch(sound, read(name));
  writeFileSync(join(scratch, name), JSON.stringify(document, null, 1));
}

const lint = promisify(execFile)(
  process.execPath,
  [spectral, "lint", "--quiet", "--format=json", "--ruleset", ruleset, ...cases.map((name) => join(scratch, name))],
  { maxBuffer: 1 << 26 },
);
// Spectral ends with 1 when it found faults and with 2 when it could not work at all.
const { stdout } = await lint.catch((ended) => {
  if (ended.code === 1) return ended;
  console.error(ended.stderr);
  process.exit(1);
});
const found = new Map(cases.map((name) => [name, []]));
for (const finding of JSON.parse(stdout)) found.get(basename(finding.source)).push(finding);

let passed = 0;
let failed = 0;
function check(name, fault) {
  if (fault) failed += 1;
  else passed += 1;
  console.log(fault ? `FAIL ${name}: ${fault}` : `ok   ${name}`);
}

const tried = new Set();
for (const name of cases) {
  const rule = name === "sound.json" ? null : name.split(".")[0];
  const codes = [...new Set(found.get(name).map((finding) => finding.code))].sort();
  const wanted = rule === null ? [] : [rule];
  tried.add(rule);
  const told = found.get(name).map((finding) => `\n     ${finding.code} at ${finding.path.join("/")}: ${finding.message}`);
  check(name, codes.join() === wanted.join() ? null : `wanted ${wanted.join() || "no finding"}, got${told.join("") || " none"}`);
}
for (const [, rule] of readFileSync(ruleset, "utf8").matchAll(/^ {2}(api-[a-z-]+):/gm)) {
  if (!tried.has(rule)) check(rule, "no broken document shows that this rule can fail");
}

console.log(`lint self-test: ${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
