use rstest::rstest;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;
use crate::api::credential::Credential;

/// A server that answers one connection with these bytes and closes it; gives back what it was sent.
async fn server(answer: Vec<u8>) -> (BaseUrl, tokio::task::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = BaseUrl::parse(&format!("http://{}/client/v4", listener.local_addr().unwrap())).unwrap();
    let task = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut heard = Vec::new();
        while !heard.windows(4).any(|w| w == b"\r\n\r\n") {
            let mut buffer = [0; 4096];
            let count = stream.read(&mut buffer).await.unwrap();
            heard.extend_from_slice(&buffer[..count]);
            if count == 0 {
                break;
            }
        }
        // The client may hang up in the middle of a huge answer, as it should.
        let _ = stream.write_all(&answer).await;
        String::from_utf8(heard).unwrap()
    });
    (base, task)
}

fn request(base: &BaseUrl, vault: &Vault) -> WireRequest {
    WireRequest {
        method: Method::Get,
        url: base.join("/user", &[]),
        jurisdiction: Some("eu"),
        body: None,
        credential: Credential::Bearer(vault.put(Secret::new("canary".into()))),
    }
}

async fn ask(answer: impl Into<Vec<u8>>) -> (Result<WireReply, TransportError>, String) {
    let (base, task) = server(answer.into()).await;
    let vault = Arc::new(Vault::new());
    let transport = HttpTransport::new(&base, HttpOptions::default(), vault.clone()).unwrap();
    let reply = transport.send(request(&base, &vault)).await;
    (reply, task.await.unwrap())
}

#[tokio::test]
async fn sends_what_it_should_and_reads_what_it_needs() {
    let (reply, heard) = ask(
        "HTTP/1.1 429 Too Many Requests\r\ncf-ray: 8661-IAD\r\ndate: Sun, 06 Nov 1994 08:49:37 GMT\r\nretry-after: 7\r\nx-should-retry: true\r\n\
         ratelimit: \"default\";r=0;t=7\r\nratelimit-policy: \"default\";q=1200;w=300\r\n\
         set-cookie: __cf_bm=x\r\ncontent-length: 2\r\n\r\n{}",
    )
    .await;
    let reply = reply.unwrap();
    assert_eq!((reply.status, reply.ray.as_deref(), reply.should_retry), (429, Some("8661-IAD"), Some(true)));
    assert_eq!(reply.retry_after, Some(Duration::from_secs(7)));
    assert_eq!(reply.date.map(|t| t.rfc3339()).as_deref(), Some("1994-11-06T08:49:37Z"));
    let limits = reply.limits.unwrap();
    assert_eq!((limits.left, limits.reset_s, limits.quota, limits.window_s), (0, 7, Some(1200), Some(300)));
    assert!(reply.body.peek(|body| body == "{}"));
    let heard = heard.to_lowercase();
    assert!(heard.starts_with("get /client/v4/user http/1.1\r\n"), "{heard}");
    for header in [
        "authorization: bearer canary",
        "accept: application/json",
        "accept-encoding: gzip",
        "cf-r2-jurisdiction: eu",
        concat!("user-agent: tokendeck/", env!("CARGO_PKG_VERSION")),
    ] {
        assert!(heard.contains(header), "{header} is not in {heard}");
    }
    assert!(!heard.contains("cookie"), "{heard}");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    // To follow it would need a second connection, which the server does not take.
    let (reply, _) = ask("HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n").await;
    assert_eq!(reply.unwrap().status, 302);
}

#[rstest]
#[case::cut_body("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"success\":")]
#[case::cut_headers("HTTP/1.1 200 OK\r\ncontent-")]
#[case::no_answer("")]
#[case::no_http("SSH-2.0-OpenSSH_9.2\r\n")]
#[case::bad_gzip("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 4\r\n\r\nnope")]
#[tokio::test]
async fn a_broken_answer_is_lost(#[case] answer: &str) {
    let (reply, _) = ask(answer).await;
    let error = reply.unwrap_err();
    assert!(matches!(&error, TransportError::Lost(why) if !why.is_empty()), "{error:?}");
    assert!(!error.to_string().contains("canary"));
}

#[tokio::test]
async fn html_and_bytes_that_are_not_text_arrive_as_they_are() {
    let (reply, _) = ask(*b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 8\r\n\r\n<html>\xff\xfe").await;
    let reply = reply.unwrap();
    assert_eq!(reply.status, 502);
    assert!(reply.body.peek(|body| body == "<html>\u{fffd}\u{fffd}"));
}

#[tokio::test]
async fn a_huge_answer_is_not_read() {
    let mut answer = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n".to_vec();
    answer.resize(LARGEST_BODY + (1 << 20), b' ');
    let (reply, _) = ask(answer).await;
    assert_eq!(reply.unwrap_err(), TransportError::Lost("the answer is larger than 32 MiB".into()));
}

#[tokio::test]
async fn no_listener_means_not_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = BaseUrl::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    drop(listener);
    let vault = Arc::new(Vault::new());
    let transport = HttpTransport::new(&base, HttpOptions::default(), vault.clone()).unwrap();
    let error = transport.send(request(&base, &vault)).await.unwrap_err();
    let TransportError::NotSent(why) = &error else { panic!("{error:?}") };
    assert!(why.contains("refused"), "the cause is named: {why}");
}

#[tokio::test]
async fn a_server_without_tls_means_not_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = BaseUrl::parse(&format!("https://{}", listener.local_addr().unwrap())).unwrap();
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
        stream
    });
    let vault = Arc::new(Vault::new());
    let transport = HttpTransport::new(&base, HttpOptions::default(), vault.clone()).unwrap();
    let error = transport.send(request(&base, &vault)).await.unwrap_err();
    assert!(matches!(error, TransportError::NotSent(_)), "{error:?}");
    drop(server.await.unwrap());
}

#[tokio::test]
async fn a_server_that_says_nothing_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = BaseUrl::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let vault = Arc::new(Vault::new());
    let options = HttpOptions { timeout: Duration::from_millis(50), ..HttpOptions::default() };
    let transport = HttpTransport::new(&base, options, vault.clone()).unwrap();
    let error = transport.send(request(&base, &vault)).await.unwrap_err();
    assert!(matches!(&error, TransportError::Lost(why) if why.contains("timed out")), "{error:?}");
}

#[rstest]
#[case("")]
#[case("not a certificate")]
fn a_bad_file_of_authorities_is_said(#[case] pem: &str) {
    let base = BaseUrl::parse(BaseUrl::PUBLIC).unwrap();
    let options = HttpOptions { ca_pem: Some(pem.into()), ..HttpOptions::default() };
    let refused = HttpTransport::new(&base, options, Arc::new(Vault::new())).err().unwrap();
    assert!(refused.to_string().contains("holds no PEM certificate"), "{refused}");
}

/// Reading the system's authorities takes longer than a first frame may.
#[test]
fn nothing_is_set_up_before_something_is_asked() {
    let base = BaseUrl::parse(BaseUrl::PUBLIC).unwrap();
    let transport = HttpTransport::new(&base, HttpOptions::default(), Arc::new(Vault::new())).unwrap();
    assert!(!transport.client.initialized());
}

#[test]
fn the_carried_authorities_can_be_read() {
    assert!(carried().unwrap().len() > 50);
}
