//! A full sync of 50 accounts with 200 tokens each, from a server with 100 ms latency.

use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;
use tokendeck::protocol::{Change, Event, Job};
use tokendeck::sandbox::{Options, Running, Sandbox};

use super::served::Served;
use super::{Figure, ratio};

const ACCOUNTS: usize = 50;
const TOKENS: usize = 200;
const PAGE: usize = 50;

fn options() -> Options {
    Options {
        accounts: Some(ACCOUNTS),
        tokens: Some(TOKENS),
        latency: Duration::from_millis(100),
        ..Options::default()
    }
}

pub fn measure() -> Vec<Figure> {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let (took, refused, requests) = runtime.block_on(ours());
    let what = "full sync, 50 accounts × 200 tokens, 100 ms latency";
    let seconds = |time: Duration| format!("{:.2} s", time.as_secs_f64());
    let compared = |other: Duration, with: &str| Figure {
        what,
        measured: format!("{}, {requests} requests, {refused} × 429", seconds(took)),
        bound: "≥ 8 × a plain paging loop, no 429",
        kept: Some(refused == 0 && ratio(other, took) >= 8.0),
        ratio: format!("{:.1} × {with} ({})", ratio(other, took), seconds(other)),
    };
    let mut out = vec![compared(runtime.block_on(plain()), "a plain loop over pages of 50")];
    match runtime.block_on(sdk()) {
        Some(theirs) => out.push(compared(theirs, "the official SDK for Python")),
        None => println!("<!-- no Python has the official SDK -->"),
    }
    out
}

async fn ours() -> (Duration, u64, u64) {
    let served = Served::start(options()).await;
    let mut tokens = 0;
    let began = Instant::now();
    let ended = served.engine.run(Job::RefreshAll, |event| {
        if let Event::World(delta) = event
            && let Change::Tokens { list, complete: true } = &delta.change
        {
            tokens += list.len();
        }
    });
    ended.await.expect("a full sync");
    let took = began.elapsed();
    assert!(tokens >= ACCOUNTS * TOKENS, "{tokens} tokens came");
    (took, served.refused(), served.requests())
}

/// What a loop without thought does, on one connection that is kept: the accounts, then page after page.
async fn plain() -> Duration {
    let server = Sandbox::start(options()).await.expect("a sandbox");
    let bearer = server.user_token.peek(|value| format!("Bearer {value}"));
    // Already there if an earlier measurement needed it; then that is the one wanted.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::new();
    let get = async |path: &str, page: usize| -> (Vec<Value>, usize) {
        let url = format!("{}{path}?page={page}&per_page={PAGE}&include_expired=true", server.base_url);
        let answer = client.get(url).header("authorization", &bearer).send().await.expect("an answer");
        let mut body: Value = answer.json().await.expect("JSON");
        let pages = body["result_info"]["total_pages"].as_u64().expect("a number of pages");
        (serde_json::from_value(body["result"].take()).expect("a list"), usize::try_from(pages).unwrap())
    };
    let began = Instant::now();
    let mut paths = vec!["/accounts".to_owned()];
    let mut tokens = 0;
    while let Some(path) = paths.pop() {
        let (mut page, mut pages) = (0, 1);
        while page < pages {
            page += 1;
            let (items, of) = get(&path, page).await;
            pages = of;
            match path.as_str() {
                "/accounts" => paths.extend(
                    items.iter().filter_map(|a| Some(format!("/accounts/{}/tokens", a["id"].as_str()?))),
                ),
                _ => tokens += items.len(),
            }
        }
    }
    assert_eq!(tokens, ACCOUNTS * TOKENS);
    began.elapsed()
}

/// The same with the official SDK and the pager it comes with.
async fn sdk() -> Option<Duration> {
    let python = std::env::var("TOKENDECK_TEST_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let there = Command::new(&python).args(["-c", "import cloudflare"]).output();
    if !there.is_ok_and(|out| out.status.success()) {
        return None;
    }
    let server: Running = Sandbox::start(options()).await.expect("a sandbox");
    let mut command = Command::new(python);
    command
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/clients/list_all.py"))
        .env("SANDBOX_BASE_URL", &server.base_url)
        .env("SANDBOX_USER_TOKEN", server.user_token.peek(str::to_owned));
    let out = tokio::task::spawn_blocking(move || command.output()).await.ok()?.ok()?;
    let text = String::from_utf8_lossy(&out.stdout);
    let (tokens, seconds) = text.trim().split_once(' ')?;
    assert_eq!(tokens.parse(), Ok(ACCOUNTS * TOKENS));
    seconds.parse().ok().map(Duration::from_secs_f64)
}
