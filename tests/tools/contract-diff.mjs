// Tells what in a contract (OpenAPI 3.1) would break a client made for an earlier one.
// Usage: node contract-diff.mjs RELEASED CONTRACT
//        RELEASED is a document, or a folder of them named VERSION.json, of which the newest counts.
// A break is allowed once the version says so: its first number other than zero has grown.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const METHODS = ["get", "put", "post", "patch", "delete"];
// Larger or smaller is narrower; any other keyword that restricts is judged by whether it is the same.
const LOWER = ["minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"];
const UPPER = ["maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"];
const SAME = ["pattern", "format", "multipleOf", "uniqueItems"];

const pointed = (document, ref) =>
  ref.slice(2).split("/").reduce((at, part) => at[part.replaceAll("~1", "/").replaceAll("~0", "~")], document);
const resolved = (document, value) => (value?.$ref ? resolved(document, pointed(document, value.$ref)) : value);

// A schema with its references followed and its `allOf` made into one; `from` is where it was referred to.
function whole(document, schema = {}) {
  let { $ref, allOf = [], ...own } = schema === true ? {} : schema;
  for (const part of [...($ref ? [pointed(document, $ref)] : []), ...allOf]) {
    const other = whole(document, part);
    const properties = { ...other.properties, ...own.properties };
    const required = [...new Set([...(other.required ?? []), ...(own.required ?? [])])];
    own = { ...other, ...own, ...((other.from ?? $ref) && { from: other.from ?? $ref }), ...(Object.keys(properties).length && { properties }), ...(required.length && { required }) };
  }
  return own;
}

// Whether a pattern accepts all that another did, as far as that is plain to see: they differ in the letters between
// brackets alone, and none of those is gone.
function accepts(was, is) {
  const letters = /\[([^\]\\^-]+)\]/g;
  const all = (pattern = "") => [...pattern.matchAll(letters)].map((found) => found[1]);
  const now = all(is);
  return was?.replace(letters, "[]") === is.replace(letters, "[]") && all(was).every((set, at) => [...set].every((letter) => now[at].includes(letter)));
}

// The forms a value may have: the alternatives of a union, each of one type.
function forms(document, schema) {
  const { oneOf, anyOf, ...rest } = whole(document, schema);
  if (oneOf ?? anyOf) {
    return (oneOf ?? anyOf).flatMap((part) => forms(document, Object.keys(rest).length ? { allOf: [part], ...rest } : part));
  }
  return [rest.type ?? "any"].flat().map((type) => ({ ...rest, type }));
}

// What tells one form from another: its type, and the members that can have one value only.
function kind(document, form) {
  const marks = Object.entries(form.properties ?? {}).flatMap(([name, property]) => {
    const { const: only, enum: words = [] } = whole(document, property);
    return only !== undefined ? [`${name}=${only}`] : words.length === 1 ? [`${name}=${words[0]}`] : [];
  });
  return [form.type, ...marks.sort()].join(" ");
}

export function breaks(old, now) {
  const found = [];
  const tell = (rule, place, what) => found.push({ rule, place, what });
  const compared = new Set();

  // `asked` is what clients send, otherwise it is what they are answered.
  function schemas(before, after, place, asked) {
    const [was, is] = [forms(old, before), forms(now, after)];
    const extensible = whole(old, before)["x-extensible"] === true;
    const left = [...is];
    for (const form of was) {
      const marks = kind(old, form);
      let at = left.findIndex((other) => kind(now, other) === marks);
      if (at < 0) at = left.findIndex((other) => other.type === form.type || other.type === "any" || form.type === "any");
      if (at < 0) {
        if (asked && !is.some((other) => other.type === "any")) tell("request-narrowed", place, `${marks} is no longer accepted`);
        continue;
      }
      const [other] = left.splice(at, 1);
      form.type === "any" && other.type !== "any" && asked && tell("request-narrowed", place, `only ${other.type} is accepted`);
      form.type !== "any" && other.type === "any" && !asked && tell("response-widened", place, "anything may be answered");
      one(form, other, place, asked, extensible);
    }
    if (!asked && !extensible) for (const form of left) tell("response-widened", place, `${kind(now, form)} may be answered`);
  }

  function one(was, is, place, asked, extensible) {
    // What is referred to from many places is told once, and may refer to itself.
    const pair = JSON.stringify([was.from, is.from, kind(old, was), asked]);
    if (was.from && is.from && compared.has(pair)) return;
    compared.add(pair);
    const values = ({ const: only, enum: words }) => (only !== undefined ? [only] : words);
    const [before, after] = [values(was), values(is)];
    const narrower = (a, b) => b && (!a || a.some((value) => !b.includes(value)));
    if (asked && narrower(before, after)) tell("request-narrowed", place, `of ${before ?? "any value"} only ${after} are accepted`);
    if (!asked && !extensible && narrower(after, before)) tell("response-widened", place, `${after ?? "any value"} instead of ${before}`);
    if (asked) {
      for (const word of LOWER) if (is[word] > (was[word] ?? -Infinity) && !(is[word] === 0 && word.startsWith("min") && word !== "minimum")) tell("request-narrowed", place, `${word} ${is[word]} instead of ${was[word] ?? "none"}`);
      for (const word of UPPER) if (is[word] < (was[word] ?? Infinity)) tell("request-narrowed", place, `${word} ${is[word]} instead of ${was[word] ?? "none"}`);
      for (const word of SAME) if (is[word] !== undefined && is[word] !== was[word] && !(word === "pattern" && accepts(was[word], is[word]))) tell("request-narrowed", place, `${word} ${is[word]} instead of ${was[word] ?? "none"}`);
    }
    const [had, has] = [was.properties ?? {}, is.properties ?? {}];
    const must = new Set(is.required ?? []);
    for (const name of Object.keys(had)) {
      const here = `${place}/${name}`;
      if (!(name in has)) tell(asked ? "request-member-removed" : "response-member-removed", here, "is gone");
      else schemas(had[name], has[name], here, asked);
    }
    for (const name of must) {
      if (asked && !was.required?.includes(name)) tell("request-member-required", `${place}/${name}`, "has become required");
    }
    if (!asked) {
      for (const name of was.required ?? []) {
        if (name in has && !must.has(name)) tell("response-member-optional", `${place}/${name}`, "may now be missing");
      }
    }
    if (was.items !== undefined || is.items !== undefined) schemas(was.items, is.items, `${place}/items`, asked);
    if (typeof was.additionalProperties === "object" && typeof is.additionalProperties === "object") {
      schemas(was.additionalProperties, is.additionalProperties, `${place}/*`, asked);
    } else if (asked && is.additionalProperties === false && was.additionalProperties !== false) {
      tell("request-narrowed", place, "members beside those named are no longer accepted");
    }
  }

  function bodies(before, after, place, asked) {
    for (const [type, { schema }] of Object.entries(before ?? {})) {
      if (!after?.[type]) tell("media-type-removed", place, `${type} is gone`);
      else if (schema) schemas(schema, after[type].schema, place, asked);
    }
  }

  function parameters(before, after, place) {
    const named = (document, list = []) => new Map(list.map((one) => resolved(document, one)).map((one) => [one.in === "path" ? `path ${one.name}` : `${one.in} ${one.name}`, one]));
    const [had, has] = [named(old, before), named(now, after)];
    for (const [name, parameter] of had) {
      if (!has.has(name)) tell("parameter-removed", place, `${name} is gone`);
      else schemas(parameter.schema, has.get(name).schema, `${place} ${name}`, true);
    }
    for (const [name, parameter] of has) {
      if (parameter.required && !had.get(name)?.required) tell("parameter-required", place, `${name} has become required`);
    }
  }

  function responses(before, after, place) {
    for (const [status, response] of Object.entries(before)) {
      if (!after[status]) {
        tell("status-removed", place, `${status} is gone`);
        continue;
      }
      const [was, is] = [resolved(old, response), resolved(now, after[status])];
      bodies(was.content, is.content, `${place} ${status}`, false);
      for (const name of Object.keys(was.headers ?? {})) {
        if (!is.headers?.[name]) tell("header-removed", `${place} ${status}`, `${name} is gone`);
      }
    }
    for (const status of Object.keys(after)) {
      if (/^[23]/.test(status) && !before[status]) tell("status-added", place, `${status} may be answered`);
    }
  }

  // A caller who was let in by one way must be let in by it, or by less, still.
  function access(before = [{}], after = [{}], place) {
    const within = (less, more) => Object.entries(less).every(([scheme, scopes]) => more[scheme] && scopes.every((scope) => more[scheme].includes(scope)));
    for (const way of before) {
      if (!after.some((other) => within(other, way))) tell("access-narrowed", place, `${JSON.stringify(way)} is no longer enough`);
    }
  }

  for (const [path, item] of Object.entries(old.paths)) {
    for (const method of METHODS.filter((method) => item[method])) {
      const [was, is, place] = [item[method], now.paths[path]?.[method], `${method.toUpperCase()} ${path}`];
      if (!is) {
        tell("operation-removed", place, "is gone");
        continue;
      }
      if (was.operationId !== is.operationId) tell("operation-renamed", place, `${was.operationId} is called ${is.operationId}`);
      access(was.security ?? old.security, is.security ?? now.security, place);
      parameters([...(item.parameters ?? []), ...(was.parameters ?? [])], [...(now.paths[path].parameters ?? []), ...(is.parameters ?? [])], place);
      const [had, has] = [resolved(old, was.requestBody), resolved(now, is.requestBody)];
      if (has?.required && !had?.required) tell("body-required", place, "the body has become required");
      bodies(had?.content, has?.content, `${place} body`, true);
      responses(was.responses, is.responses, place);
    }
  }
  return found;
}

const numbers = (version) => version.split(".").map(Number);
const newer = (a, b) => numbers(a).map((number, at) => number - numbers(b)[at]).find((difference) => difference !== 0) ?? 0;

// Whether the version says that clients must look: 1.x to 2.0, and 0.1 to 0.2 as long as there is no 1.
export function mayBreak(before, after) {
  const [was, is] = [numbers(before), numbers(after)];
  const at = was.findIndex((number) => number > 0);
  return newer(after, before) > 0 && is.slice(0, at + 1).some((number, place) => number > was[place]);
}

function main([released, contract]) {
  if (statSync(released).isDirectory()) {
    const last = readdirSync(released).filter((name) => /^\d+\.\d+\.\d+\.json$/.test(name)).map((name) => name.slice(0, -5)).sort(newer).at(-1);
    if (!last) throw new Error(`no document named VERSION.json in ${released}`);
    released = join(released, `${last}.json`);
  }
  const [old, now] = [released, contract].map((name) => JSON.parse(readFileSync(name, "utf8")));
  const found = breaks(old, now);
  for (const { rule, place, what } of found) console.log(`${rule}: ${place}: ${what}`);
  const allowed = mayBreak(old.info.version, now.info.version);
  console.log(`${found.length} breaks of ${old.info.version}${found.length && allowed ? `, as ${now.info.version} may` : ""}`);
  return found.length === 0 || allowed ? 0 : 1;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) process.exit(main(process.argv.slice(2)));
