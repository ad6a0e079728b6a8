//! Walking lists, and reading what is on them.

use futures_util::future::join_all;

use super::*;

/// A list of `rows` tokens, at most `most` a page, as a server gives it.
fn listed(request: &WireRequest, rows: usize, most: usize, total: Option<usize>) -> Reply {
    let number = |key: &str| {
        let pair = request.url.query_pairs().find(|(k, _)| k == key);
        pair.and_then(|(_, v)| v.parse::<usize>().ok()).unwrap_or(1)
    };
    let per_page = number("per_page").min(most);
    let from = (number("page") - 1) * per_page;
    let items: Vec<_> =
        (from..rows.min(from + per_page)).map(|n| format!(r#"{{"id":"{n:032x}"}}"#)).collect();
    let total = total.map_or_else(String::new, |t| format!(r#","total_count":{t}"#));
    let items = items.join(",");
    let info = format!(r#"{{"page":{},"per_page":{per_page}{total}}}"#, number("page"));
    Ok(reply(
        200,
        format!(r#"{{"success":true,"errors":[],"messages":[],"result":[{items}],"result_info":{info}}}"#),
    ))
}

#[rstest]
#[case::none(0, 50, true, 1)]
#[case::one_page(7, 50, true, 1)]
#[case::exactly_two(100, 50, true, 2)]
#[case::ragged(237, 50, true, 5)]
#[case::a_server_that_gives_fewer(45, 20, true, 3)]
#[case::no_total(120, 50, false, 3)]
#[case::no_total_exact(100, 50, false, 3)]
#[case::no_total_and_fewer(45, 20, false, 3)]
#[tokio::test(start_paused = true)]
async fn a_list_is_walked_to_its_end(
    #[case] rows: usize,
    #[case] most: usize,
    #[case] with_total: bool,
    #[case] requests: usize,
) {
    let stage = stage(move |request, _| listed(request, rows, most, with_total.then_some(rows)));
    let listing = stage.api.collect(&list(), Lane::Sync).await.unwrap();
    assert!(listing.complete);
    let ids: Vec<_> = listing.items.iter().map(|f| f.token.at.id.to_string()).collect();
    let expected: Vec<_> = (0..rows).map(|n| format!("{n:032x}")).collect();
    assert_eq!(ids, expected);
    assert_eq!(stage.sent(), requests);
    let first = stage.play.seen.lock().unwrap()[0].url.query().unwrap().to_owned();
    assert_eq!(first, "include_expired=true&page=1&per_page=50");
}

/// The organizations family hands out the address of the next page instead of numbering pages (API reference 1.2).
#[tokio::test(start_paused = true)]
async fn a_list_by_page_token_is_walked_to_its_end() {
    let stage = stage(|request, number| {
        let token =
            request.url.query_pairs().find(|(key, _)| key == "page_token").map(|(_, t)| t.into_owned());
        assert_eq!(token, [None, Some("two".to_owned()), Some("three".to_owned())][number]);
        let next = [r#","next_page_token":"two""#, r#","next_page_token":"three""#, ""][number];
        let item = format!(r#"{{"id":"org{number}","name":"Acme {number}","parent":{{"id":"org0"}}}}"#);
        let info = format!(r#"{{"total_size":3{next}}}"#);
        Ok(reply(200, format!(r#"{{"success":true,"result":[{item}],"result_info":{info}}}"#)))
    });
    let listing = stage.api.collect(&organizations::List, Lane::Sync).await.unwrap();
    assert!(listing.complete);
    let names: Vec<_> = listing.items.iter().map(|o| &*o.name).collect();
    assert_eq!((names, stage.sent()), (vec!["Acme 0", "Acme 1", "Acme 2"], 3));
    assert_eq!(stage.play.seen.lock().unwrap()[0].url.query(), Some("page_size=100"));
}

#[tokio::test(start_paused = true)]
async fn no_result_info_means_one_page() {
    let stage = stage(|_, _| ok(&format!("[{TOKEN}]")));
    let listing = stage.api.collect(&list(), Lane::Sync).await.unwrap();
    assert_eq!((listing.items.len(), listing.complete, stage.sent()), (1, true, 1));
}

/// The first walk meets a list that shrinks under it (an item slips to a page that was read already); the
/// second finds it quiet.
#[tokio::test(start_paused = true)]
async fn a_list_that_changed_is_walked_again() {
    let stage = stage(|request, number| match number {
        0 => listed(request, 120, 50, Some(120)),
        _ => listed(request, 119, 50, Some(119)),
    });
    let listing = stage.api.collect(&list(), Lane::Sync).await.unwrap();
    assert_eq!((listing.items.len(), listing.complete, stage.sent()), (119, true, 6));
}

#[rstest]
#[case::restless_total(|n| 120 + n)]
#[case::total_too_high(|_| 140)]
#[case::total_too_low(|_| 110)]
#[tokio::test(start_paused = true)]
async fn a_list_that_never_agrees_is_not_complete(#[case] total: fn(usize) -> usize) {
    let stage = stage(move |request, number| listed(request, 120, 50, Some(total(number))));
    let listing = stage.api.collect(&list(), Lane::Sync).await.unwrap();
    assert_eq!((listing.items.len(), listing.complete), (120, false));
}

/// One request in the air a place, twice over, not one for every page that the total promises.
#[rstest]
#[case::and_calls_the_page_full(1)]
#[case::and_tells_its_size(50)]
#[case::and_calls_the_page_huge(0)]
#[tokio::test(start_paused = true)]
async fn a_wrong_total_costs_few_requests(#[case] per_page: usize) {
    let stage = stage(move |request, _| {
        let first = request.url.query_pairs().any(|(key, value)| key == "page" && value == "1");
        let items = if first { TOKEN } else { "" };
        let info = format!(r#"{{"per_page":{per_page},"total_count":1000}}"#);
        Ok(reply(200, format!(r#"{{"success":true,"result":[{items}],"result_info":{info}}}"#)))
    });
    let listing = stage.api.collect(&list(), Lane::Sync).await.unwrap();
    assert_eq!((listing.items.len(), listing.complete), (1, false));
    assert!(stage.sent() <= 12, "{} requests", stage.sent());
}

#[tokio::test(start_paused = true)]
async fn an_item_that_comes_twice_is_kept_once_and_not_trusted() {
    let stage = stage(|_, _| ok(&format!("[{TOKEN},{TOKEN}]")));
    let listing = stage.api.collect(&list(), Lane::Sync).await.unwrap();
    assert_eq!((listing.items.len(), listing.complete), (1, false));
}

#[tokio::test(start_paused = true)]
async fn an_unreadable_item_is_named_and_the_rest_kept() {
    let stage = stage(|_, _| ok(&format!(r#"[{{"name":"lost"}}, 7, {TOKEN}]"#)));
    let listing = stage.api.collect(&list(), Lane::Sync).await.unwrap();
    assert_eq!((listing.items.len(), listing.complete, stage.sent()), (1, false, 1));
    assert_eq!(
        listing.unreadable,
        ["an object named \"lost\" without an id", "something that is not an object"]
    );
}

#[tokio::test(start_paused = true)]
async fn a_list_without_a_result_says_nothing() {
    let stage = stage(|_, _| ok("null"));
    let listing = stage.api.collect(&list(), Lane::Sync).await.unwrap();
    assert_eq!((listing.items.len(), listing.complete), (0, false));
}

#[tokio::test(start_paused = true)]
async fn a_list_without_end_is_given_up() {
    let pace = Pace { sync_share: 1.0, reserve: 0, per_second: 1_000_000, ..Pace::default() };
    let limits =
        limits::Limits { left: 1_000_000, reset_s: 3000, quota: Some(1_000_000), window_s: Some(3000) };
    let stage = stage_with(Duration::ZERO, pace, move |request, _| {
        listed(request, usize::MAX / 100, 1, None).map(|reply| WireReply { limits: Some(limits), ..reply })
    });
    let listing = stage.api.collect(&list(), Lane::Sync).await.unwrap();
    assert_eq!((listing.items.len(), listing.complete), (4000, false));
    assert!(stage.sent() < 4010, "{} requests", stage.sent());
}

/// The budget belongs to the person too: what has no end is not walked to the limit, let alone twice.
#[rstest]
#[case::the_same_page_again(|_: &WireRequest| listed_again(""), 4)]
#[case::and_a_total_beyond_reach(|_: &WireRequest| listed_again(r#""total_count":1000000000"#), 12)]
#[tokio::test(start_paused = true)]
async fn a_list_that_repeats_itself_costs_few_requests(
    #[case] answer: fn(&WireRequest) -> Reply,
    #[case] most: usize,
) {
    let stage = stage(move |request, _| answer(request));
    let listing = stage.api.collect(&list(), Lane::Sync).await.unwrap();
    assert_eq!((listing.items.len(), listing.complete), (50, false));
    assert!(stage.sent() <= most, "{} requests", stage.sent());
}

/// A full page, whichever was asked for.
fn listed_again(info: &str) -> Reply {
    let items: Vec<_> = (0..50).map(|n| format!(r#"{{"id":"{n:032x}"}}"#)).collect();
    let items = items.join(",");
    Ok(reply(200, format!(r#"{{"success":true,"result":[{items}],"result_info":{{{info}}}}}"#)))
}

/// Short pages are no sign of the end where the server tells how many there are.
#[rstest]
#[case::as_promised(3, 45, true)]
#[case::an_empty_one_before_the_last(5, 45, false)]
#[tokio::test(start_paused = true)]
async fn a_total_of_pages_is_believed(#[case] pages: usize, #[case] rows: usize, #[case] complete: bool) {
    let stage = stage(move |request, _| {
        let page =
            request.url.query_pairs().find(|(key, _)| key == "page").unwrap().1.parse::<usize>().unwrap();
        let items: Vec<_> = (rows.min((page - 1) * 20)..rows.min(page * 20))
            .map(|n| format!(r#"{{"id":"{n:032x}"}}"#))
            .collect();
        let (items, info) = (items.join(","), format!(r#"{{"page":{page},"total_pages":{pages}}}"#));
        Ok(reply(200, format!(r#"{{"success":true,"result":[{items}],"result_info":{info}}}"#)))
    });
    let listing = stage.api.collect(&list(), Lane::Sync).await.unwrap();
    assert_eq!((listing.items.len(), listing.complete), (rows, complete));
}

#[tokio::test(start_paused = true)]
async fn buckets_are_walked_by_cursor_within_a_jurisdiction() {
    let stage = stage(|request, number| {
        assert_eq!(request.jurisdiction, Some("eu"));
        assert_eq!(request.url.query().unwrap().contains("cursor=c1"), number == 1);
        let info = if number == 0 { r#"{"cursor":"c1","per_page":1000}"# } else { "{}" };
        let result = format!(r#"{{"buckets":[{{"name":"b{number}"}}]}}"#);
        Ok(reply(200, format!(r#"{{"success":true,"result":{result},"result_info":{info}}}"#)))
    });
    let buckets = r2::ListBuckets { account: "a".into(), jurisdiction: "eu" };
    let listing = stage.api.collect(&buckets, Lane::Sync).await.unwrap();
    let names: Vec<_> = listing.items.iter().map(|b| (&*b.jurisdiction, &*b.name)).collect();
    assert_eq!(names, [("eu", "b0"), ("eu", "b1")]);
    assert!(listing.complete);
}

#[tokio::test(start_paused = true)]
async fn a_cursor_that_stands_still_ends_the_walk() {
    let stage = stage(|_, number| {
        let body = format!(r#"{{"buckets":[{{"name":"b{number}"}}]}}"#);
        Ok(reply(200, format!(r#"{{"success":true,"result":{body},"result_info":{{"cursor":"same"}}}}"#)))
    });
    let buckets = r2::ListBuckets { account: "a".into(), jurisdiction: "default" };
    stage.api.collect(&buckets, Lane::Sync).await.unwrap();
    assert_eq!(stage.sent(), 2);
}

#[tokio::test(start_paused = true)]
async fn the_other_resources_are_read() {
    let account = r#"{"id":"023e105f4ecef8ad9ca31a8372d0c353","name":"Example Ltd","type":"standard",
        "settings":{"enforce_twofactor":false,"api_access_enabled":null},"managed_by":{"parent_org_id":"o1"},
        "created_on":"2022-01-31T18:22:11.409822Z"}"#;
    let member =
        format!(r#"[{{"id":"m1","status":"accepted","account":{account},"api_access_enabled":false}}]"#);
    let stage = script([
        ok(&format!("[{account}]")),
        ok(&member),
        ok(r#"{"id":"7c5dae5552338874e5053f2534d2767a","email":"ada@example.com"}"#),
        ok(
            r#"[{"id":"c8fed203ed3043cba015a93ad1616f1f","name":"Zone Read","scopes":["com.cloudflare.api.account.zone"]}]"#,
        ),
        ok(r#"[{"id":"22b1de5f1c0e4b3ea97bb1e963b06a43","name":"example.com","account":{"id":"b"}}]"#),
    ]);
    let api = &stage.api;
    let accounts = api.collect(&accounts::List, Lane::Sync).await.unwrap().items;
    assert_eq!(
        (&*accounts[0].name, accounts[0].enforce_twofactor, accounts[0].api_access),
        ("Example Ltd", Some(false), None)
    );
    assert_eq!(accounts[0].parent.as_ref().unwrap().id, "o1".into());
    let memberships = api.collect(&memberships::List, Lane::Sync).await.unwrap().items;
    assert_eq!((memberships[0].account.as_ref(), memberships[0].api_access), (accounts.first(), Some(false)));
    let person = api.call(&user::Get, Lane::Sync).await.unwrap();
    assert_eq!(person.email.as_deref(), Some("ada@example.com"));
    let groups = api.collect(&groups::List::all(Owner::User), Lane::Sync).await.unwrap().items;
    assert_eq!(&*groups[0].name, "Zone Read");
    let zones = api.collect(&zones::List { account: "a".into() }, Lane::Sync).await.unwrap().items;
    assert_eq!((&*zones[0].name, &zones[0].account), ("example.com", &"b".into()));
}

/// The full-sync figure (PRODUCT 8): 50 accounts × 200 tokens at 100 ms, eight times a plain loop, no 429.
#[tokio::test(start_paused = true)]
async fn a_full_sync_is_eight_times_a_plain_loop() {
    let stage = stage(|request, _| listed(request, 200, 50, Some(200)));
    let start = Instant::now();
    let lists: Vec<_> = (0..50)
        .map(|n| tokens::List { owner: Owner::Account(format!("{n:032x}").as_str().into()) })
        .collect();
    let listings = join_all(lists.iter().map(|list| stage.api.collect(list, Lane::Sync))).await;
    assert!(
        listings.iter().all(|listing| listing.as_ref().is_ok_and(|l| l.complete && l.items.len() == 200))
    );
    let plain_loop = Duration::from_millis(100) * u32::try_from(stage.sent()).unwrap();
    let ratio = plain_loop.as_secs_f64() / start.elapsed().as_secs_f64();
    assert!(ratio >= 8.0, "only {ratio:.1} times");
}
