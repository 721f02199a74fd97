// Every schema of the contract has a name of its own: two types under one name would overwrite each other without a word,
// and the contract would promise one of them where the other is sent.
// Usage: node schema-names.mjs FOLDER...
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const named = new Map();
for (const folder of process.argv.slice(2)) {
  for (const name of readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".rs"))) {
    const text = readFileSync(join(folder, name), "utf8");
    // What is derived, the attributes after it, and the type they belong to.
    for (const [, attributes, type] of text.matchAll(
      /#\[derive\([^)]*\bToSchema\b[^)]*\)\]((?:\s*(?:#\[[^]*?\]\s*\n|\/\/[^\n]*\n))*)\s*(?:pub(?:\([a-z]+\))?\s+)?(?:struct|enum)\s+(\w+)/g,
    )) {
      const schema = attributes.match(/#\[schema\([^\]]*\bas\s*=\s*(\w+)/)?.[1] ?? type;
      named.set(schema, [...(named.get(schema) ?? []), join(folder, name)]);
    }
  }
}
const twice = [...named].filter(([, places]) => places.length > 1);
for (const [schema, places] of twice) console.log(`FAIL ${schema}: ${places.join(", ")}`);
console.log(`schema names: ${named.size} seen, ${twice.length} used twice`);
process.exit(twice.length === 0 && named.size > 0 ? 0 : 1);
