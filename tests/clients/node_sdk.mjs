// Walks the sandbox with the official TypeScript SDK. Called by tests/official_clients.rs, with the same
// environment and the same exit codes as python_sdk.py.

import { createRequire } from "node:module";

// The SDK may live anywhere: NODE_PATH counts for require only.
const Cloudflare = createRequire(import.meta.url)("cloudflare").default;

const { SANDBOX_BASE_URL: baseURL, SANDBOX_ACCOUNT_ID: account_id } = process.env;
const client = (apiToken) => new Cloudflare({ baseURL, apiToken, apiKey: null, apiEmail: null, maxRetries: 0 });
const byAccount = client(process.env.SANDBOX_ACCOUNT_TOKEN);
const byUser = client(process.env.SANDBOX_USER_TOKEN);

function fail(what) {
  console.error(what);
  process.exit(1);
}

function expect(what, actual, wanted) {
  if (actual !== wanted) fail(`${what}: expected ${wanted}, got ${actual}`);
}

async function all(what, pages) {
  const items = [];
  for await (const item of pages) items.push(item);
  if (items.length === 0) fail(`${what}: empty`);
  return items;
}

async function refused(what, status, code, call) {
  const error = await call().then(() => fail(`${what}: was accepted`), (e) => e);
  expect(what, `${error.status} ${error.errors?.[0]?.code}`, `${status} ${code}`);
}

const policies = [
  {
    effect: "allow",
    permission_groups: [{ id: "4755a26eedb94da69e1066d98aa820be" }],
    resources: { [`com.cloudflare.api.account.${account_id}`]: { "com.cloudflare.api.account.zone.*": "*" } },
  },
];

async function lifeOfAToken(what, tokens, verify, where) {
  const made = await tokens.create({ name: `${what} made by the SDK`, policies, ...where });
  expect(`${what} value`, made.value.length, 53);
  expect(`${what} get`, (await tokens.get(made.id, where)).id, made.id);
  const put = { name: "renamed", policies, status: "disabled", ...where };
  expect(`${what} update`, (await tokens.update(made.id, put)).status, "disabled");
  await tokens.update(made.id, { ...put, status: "active" });
  const listed = await all(what, tokens.list({ include_expired: true, per_page: 5, ...where }));
  expect(`${what} listed once`, listed.filter((t) => t.id === made.id).length, 1);
  const value = await tokens.value.update(made.id, { body: {}, ...where });
  expect(`${what} verify`, (await verify(client(value))).id, made.id);
  await refused(`${what} old value`, 401, 1000, () => verify(client(made.value)));
  expect(`${what} delete`, (await tokens.delete(made.id, where)).id, made.id);
  await refused(`${what} gone`, 404, 1003, () => tokens.get(made.id, where));
}

const here = { account_id };
expect("accounts of an account token", (await all("accounts", byAccount.accounts.list()))[0].id, account_id);
await all("accounts of the user", byUser.accounts.list());
await lifeOfAToken("account token", byAccount.accounts.tokens, (c) => c.accounts.tokens.verify(here), here);
await lifeOfAToken("user token", byUser.user.tokens, (c) => c.user.tokens.verify(), {});
await refused("user of an account token", 403, 9109, () => byAccount.user.get());
await all("groups", byAccount.accounts.tokens.permissionGroups.list(here));
await all("groups of the user", byUser.user.tokens.permissionGroups.list());
await all("zones", byUser.zones.list({ account: { id: account_id } }));
await all("memberships", byUser.memberships.list());
await all("members", byUser.accounts.members.list(here));
expect("buckets", (await byAccount.r2.buckets.list(here)).buckets.length > 0, true);
const span = { since: "2020-01-01", before: "2099-01-01", limit: 7 };
await all("audit", byUser.accounts.logs.audit.list({ ...here, ...span }));
