"""Walks the sandbox with the official Python SDK, which checks every answer against its own models.

Called by tests/official_clients.rs. Reads SANDBOX_BASE_URL, SANDBOX_ACCOUNT_ID, SANDBOX_ACCOUNT_TOKEN and
SANDBOX_USER_TOKEN. Ends with 0 when the SDK is content, with 1 and a message at the first deviation.
"""

import os
import sys

import cloudflare
from cloudflare import Cloudflare

DNS_WRITE = "4755a26eedb94da69e1066d98aa820be"


def client(name):
    return Cloudflare(
        base_url=os.environ["SANDBOX_BASE_URL"],
        api_token=os.environ[name],
        max_retries=0,
        _strict_response_validation=True,
    )


def expect(what, actual, wanted):
    if actual != wanted:
        sys.exit(f"{what}: expected {wanted!r}, got {actual!r}")


def some(what, items):
    items = list(items)
    if not items:
        sys.exit(f"{what}: empty")
    return items


def refused(what, status, code, call):
    try:
        call()
    except cloudflare.APIStatusError as error:
        expect(what, (error.status_code, error.body["errors"][0]["code"]), (status, code))
    else:
        sys.exit(f"{what}: was accepted")


def policy(account):
    resources = {f"com.cloudflare.api.account.{account}": {"com.cloudflare.api.account.zone.*": "*"}}
    return {"effect": "allow", "permission_groups": [{"id": DNS_WRITE}], "resources": resources}


def life_of_a_token(what, tokens, base_url, account, where):
    """Create, get, update, list, roll, verify, delete: the same for both families."""
    made = tokens.create(name=f"{what} made by the SDK", policies=[policy(account)], **where)
    expect(f"{what} value", len(made.value), 53)
    expect(f"{what} status", made.status, "active")
    got = tokens.get(made.id, **where)
    expect(f"{what} get", (got.id, got.policies[0].permission_groups[0].name), (made.id, "DNS Write"))
    changed = tokens.update(made.id, name="renamed", policies=[policy(account)], status="disabled", **where)
    expect(f"{what} update", (changed.name, changed.status), ("renamed", "disabled"))
    tokens.update(made.id, name="renamed", policies=[policy(account)], status="active", **where)
    listed = [t.id for t in tokens.list(include_expired=True, **where)]
    expect(f"{what} listed once", listed.count(made.id), 1)
    value = tokens.value.update(made.id, **where)
    expect(f"{what} new value", len(value), 53)
    own = Cloudflare(base_url=base_url, api_token=value, max_retries=0, _strict_response_validation=True)
    own_tokens = own.accounts.tokens if where else own.user.tokens
    expect(f"{what} verify", own_tokens.verify(**where).id, made.id)
    old = Cloudflare(base_url=base_url, api_token=made.value, max_retries=0)
    old_tokens = old.accounts.tokens if where else old.user.tokens
    refused(f"{what} old value", 401, 1000, lambda: old_tokens.verify(**where))
    expect(f"{what} delete", tokens.delete(made.id, **where).id, made.id)
    refused(f"{what} gone", 404, 1003, lambda: tokens.get(made.id, **where))


def main():
    account = os.environ["SANDBOX_ACCOUNT_ID"]
    base_url = os.environ["SANDBOX_BASE_URL"]
    by_account, by_user = client("SANDBOX_ACCOUNT_TOKEN"), client("SANDBOX_USER_TOKEN")
    here = {"account_id": account}

    expect("accounts of an account token", [a.id for a in by_account.accounts.list()], [account])
    if account not in [a.id for a in by_user.accounts.list()]:
        sys.exit("accounts of the user: the printed account is missing")
    expect("account", by_user.accounts.get(account_id=account).id, account)

    some("account tokens", by_account.accounts.tokens.list(include_expired=True, per_page=5, **here))
    life_of_a_token("account token", by_account.accounts.tokens, base_url, account, here)
    some("user tokens", by_user.user.tokens.list(include_expired=True, per_page=5))
    life_of_a_token("user token", by_user.user.tokens, base_url, account, {})
    refused("user verify of an account token", 401, 1000, by_account.user.tokens.verify)
    refused("user of an account token", 403, 9109, by_account.user.get)
    refused("memberships of an account token", 400, 9106, by_account.memberships.list)

    groups = some("groups", by_account.accounts.tokens.permission_groups.list(**here))
    expect("user groups offered to accounts", [g.name for g in groups if g.scopes == ["com.cloudflare.api.user"]], [])
    some("groups of the user", by_user.user.tokens.permission_groups.list())
    some("groups by scope", by_user.user.tokens.permission_groups.list(scope="com.cloudflare.api.account.zone"))

    some("zones", by_user.zones.list(account={"id": account}))
    some("zones by name", by_account.zones.list(name="contains:northwind"))
    some("memberships", by_user.memberships.list())
    expect("user", by_user.user.get().email.count("@"), 1)
    some("members", by_user.accounts.members.list(**here))
    some("roles", by_user.accounts.roles.list(**here))
    some("buckets", by_account.r2.buckets.list(**here).buckets)
    europe = {"cf-r2-jurisdiction": "eu"}
    some("buckets in the EU", by_account.r2.buckets.list(extra_headers=europe, **here).buckets)
    some("audit", by_user.accounts.logs.audit.list(since="2020-01-01", before="2099-01-01", limit=7, **here))
    some("audit, version 1", by_user.audit_logs.list(**here))
    some("audit of the user", by_user.user.audit_logs.list())
    some("organizations", by_user.organizations.list())
    some("OAuth clients", by_user.iam.oauth_clients.list(**here))
    some("OAuth scopes", by_user.iam.oauth_scopes.list())


main()
