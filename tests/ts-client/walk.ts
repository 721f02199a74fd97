// A client made from the contract walks the README's path against the demonstration: every address, parameter and member
// it uses is checked by the compiler, and what it is answered here.
// Usage: node walk.js PORT
import assert from "node:assert/strict";
import createClient, { type Middleware } from "openapi-fetch";
import type { components, paths } from "./schema.js";

type Case = components["schemas"]["Case"];

const port = Number(process.argv[2]);
const region = (at: number) => `http://127.0.0.1:${at}`;

// Any failure ends the walk with what the service said.
const outspoken: Middleware = {
  async onResponse({ request, response }) {
    if (!response.ok) throw new Error(`${request.method} ${request.url}: ${await response.clone().text()}`);
    return undefined;
  },
};

function client(at: number, token?: string) {
  const made = createClient<paths>({ baseUrl: region(at), headers: token ? { Authorization: `Bearer ${token}` } : {} });
  made.use(outspoken);
  return made;
}

async function token(name: string): Promise<string> {
  const { data } = await client(port).POST("/oauth/token", {
    body: { grant_type: "client_credentials", client_id: name, client_secret: "demo" },
    bodySerializer: (form) => new URLSearchParams(Object.entries(form) as [string, string][]),
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
  });
  assert.equal(data?.token_type, "Bearer");
  return data.access_token;
}

// The compiler finds a word that the contract does not know; if it did not, these lines would be the fault.
// @ts-expect-error
"wish" satisfies Case["kind"];
// @ts-expect-error
"/v1/wishes" satisfies keyof paths;

const tenant = "bergen";
const alver = client(port, await token("bergen-alver"));
const secretariat = client(port, await token("bergen-secretariat"));
const admin = client(port, await token("bergen-admin"));
const nobody = client(port + 1);

async function see_and_change_a_body() {
  const bodies = await admin.GET("/v1/tenants/{tenant}/bodies", { params: { path: { tenant }, query: { limit: 5 } } });
  assert.equal(bodies.data?.items.length, 5);
  const path = { tenant, body: "ssu" };
  const seen = await admin.GET("/v1/tenants/{tenant}/bodies/{body}", { params: { path } });
  const tag = seen.response.headers.get("ETag");
  assert.ok(seen.data && tag);
  const changed = await admin.PATCH("/v1/tenants/{tenant}/bodies/{body}", {
    params: { path, header: { "If-Match": tag, "Idempotency-Key": "first-try" } },
    body: { paperDeadlineDays: 10 },
    headers: { "Content-Type": "application/merge-patch+json" },
  });
  assert.deepEqual([changed.data?.paperDeadlineDays, changed.data?.version], [10, seen.data.version + 1]);
}

async function report_a_case(): Promise<Case> {
  const reported = await alver.POST("/v1/tenants/{tenant}/cases", {
    params: { path: { tenant }, header: {} },
    body: {
      title: "Utskriving i helgane",
      kind: "decision",
      reach: "principled",
      externalReference: { system: "Alver", key: "2026/123" },
    },
  });
  assert.equal(reported.response.status, 201);
  assert.equal(reported.data?.state, "reported");
  return reported.data;
}

async function take_it_in(reported: Case) {
  const accepted = await secretariat.POST("/v1/tenants/{tenant}/cases/{case}/transitions", {
    params: { path: { tenant, case: reported.id }, header: {} },
    body: { to: "accepted", bodies: ["ssu"] },
  });
  assert.equal(accepted.data?.state, "accepted");
  const found = await alver.GET("/v1/tenants/{tenant}/cases", {
    params: { path: { tenant }, query: { externalSystem: "Alver", externalId: ["2026/123"] } },
  });
  const [mine, ...others] = found.data?.items ?? [];
  assert.deepEqual([mine?.id, others.length], [reported.id, 0]);
  assert.match(mine?.stops[0]?.number ?? "", /^\d+-\d{4}$/);
}

async function read_without_a_token() {
  const nordland = { tenant: "nordland" };
  const cases = await nobody.GET("/v1/tenants/{tenant}/cases", {
    params: { path: nordland, query: { body: "ssu", number: "24-2023" } },
  });
  const last = cases.data?.items[0];
  assert.ok(last);
  const chain = await nobody.GET("/v1/tenants/{tenant}/cases/{case}/chain", {
    params: { path: { ...nordland, case: last.id } },
  });
  assert.ok(chain.data);
  const meetings = await nobody.GET("/v1/tenants/{tenant}/meetings", {
    params: { path: nordland, query: { body: "ssu", from: "2023-04-12", to: "2023-04-12" } },
  });
  const meeting = meetings.data?.items[0];
  assert.ok(meeting);
  const minutes = await nobody.GET("/v1/tenants/{tenant}/meetings/{meeting}/minutes/{number}", {
    params: { path: { ...nordland, meeting: meeting.id, number: 1 } },
  });
  assert.equal(minutes.data?.state, "published");
  const page = await nobody.GET("/v1/tenants/{tenant}/meetings/{meeting}/minutes/{number}/document", {
    params: { path: { ...nordland, meeting: meeting.id, number: 1 } },
    parseAs: "text",
  });
  assert.match(page.data ?? "", /<html/);
}

await see_and_change_a_body();
await take_it_in(await report_a_case());
await read_without_a_token();
console.log("the client made from the contract has walked the README's path");
