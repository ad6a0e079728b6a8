//! Official clients against the sandbox: what satisfies them is shaped like the real thing.
//!
//! Each test runs a script of `tests/clients` in its own runtime and is skipped, with a printed message, only where
//! that runtime or its package is absent. `TOKENDECK_TEST_PYTHON` and `TOKENDECK_TEST_NODE` name another interpreter;
//! `NODE_PATH` tells Node where the package is.

#![allow(clippy::unwrap_used)] // a test is right to stop there

use std::process::{Command, Output};

use tokendeck::sandbox::{Options, Running, Sandbox};
use tokendeck::secret::Secret;

fn interpreter(variable: &str, default: &str) -> String {
    std::env::var(variable).unwrap_or_else(|_| default.to_owned())
}

fn works(program: &str, args: &[&str]) -> bool {
    Command::new(program).args(args).output().is_ok_and(|out| out.status.success())
}

async fn run(program: String, script: &str, sandbox: &Running) -> Output {
    let value = |secret: &Secret| secret.peek(str::to_owned);
    let mut command = Command::new(program);
    command
        .arg(format!("{}/tests/clients/{script}", env!("CARGO_MANIFEST_DIR")))
        .env("SANDBOX_BASE_URL", &sandbox.base_url)
        .env("SANDBOX_ACCOUNT_ID", &sandbox.account_id)
        .env("SANDBOX_ACCOUNT_TOKEN", value(&sandbox.account_token))
        .env("SANDBOX_USER_TOKEN", value(&sandbox.user_token));
    tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap()
}

async fn content(program: String, script: &str) {
    let sandbox = Sandbox::start(Options::default()).await.unwrap();
    let out = run(program, script, &sandbox).await;
    assert!(out.status.success(), "{script}: {}", String::from_utf8_lossy(&out.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_python_sdk_is_content() {
    let python = interpreter("TOKENDECK_TEST_PYTHON", "python3");
    if !works(&python, &["-c", "import cloudflare"]) {
        println!("skipped: {python} cannot import cloudflare");
        return;
    }
    content(python, "python_sdk.py").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_typescript_sdk_is_content() {
    let node = interpreter("TOKENDECK_TEST_NODE", "node");
    if !works(&node, &["-e", "require('cloudflare')"]) {
        println!("skipped: {node} cannot require cloudflare");
        return;
    }
    content(node, "node_sdk.mjs").await;
}
