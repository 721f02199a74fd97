// Proves that the comparison of contracts can fail. Each file beside the old document is a merge patch (RFC 7396) that makes a
// new one of it, is named RULE.json or RULE.CASE.json, and must be caught by exactly that rule; one named fine.CASE.json must be
// caught by none. A rule without such a file is a failure too.
// Usage: node contract-diff-selftest.mjs TESTS
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { breaks, mayBreak } from "./contract-diff.mjs";
import { mergePatch } from "./merge-patch.mjs";

const tests = process.argv[2];
const read = (name) => JSON.parse(readFileSync(join(tests, name), "utf8"));
const old = read("old.json");

let passed = 0;
let failed = 0;
function check(name, fault) {
  if (fault) failed += 1;
  else passed += 1;
  console.log(fault ? `FAIL ${name}: ${fault}` : `ok   ${name}`);
}

const tried = new Set();
for (const name of readdirSync(tests).sort()) {
  const rule = name.split(".")[0];
  const found = breaks(old, name === "old.json" ? old : mergePatch(old, read(name)));
  const got = [...new Set(found.map((one) => one.rule))].join();
  const wanted = ["old", "fine"].includes(rule) ? "" : rule;
  tried.add(rule);
  const told = found.map(({ rule, place, what }) => `\n     ${rule}: ${place}: ${what}`).join("");
  check(name, got === wanted ? null : `wanted ${wanted || "no finding"}, got${told || " none"}`);
}
const source = readFileSync(new URL("./contract-diff.mjs", import.meta.url), "utf8");
for (const [, rule] of new Set(source.matchAll(/"((?:[a-z]+-)+(?:removed|renamed|required|narrowed|widened|optional|added))"/g))) {
  if (!tried.has(rule)) check(rule, "no changed document shows that this rule can fail");
}
for (const [before, after, may] of [
  ["0.1.0", "0.1.0", false], ["0.1.0", "0.1.9", false], ["0.1.0", "0.2.0", true], ["0.2.0", "0.1.0", false],
  ["0.1.0", "1.0.0", true], ["1.2.0", "1.3.0", false], ["1.2.0", "2.0.0", true], ["2.0.0", "1.9.0", false],
]) {
  check(`from ${before} to ${after}`, mayBreak(before, after) === may ? null : `it ${may ? "may" : "may not"} break`);
}

console.log(`contract diff self-test: ${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
