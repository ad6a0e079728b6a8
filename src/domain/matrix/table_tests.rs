use rstest::rstest;

use super::super::snapshot::Row;
use super::*;

fn matrix() -> &'static Matrix {
    Matrix::shipped()
}

#[test]
fn the_shipped_asset_is_whole() {
    let read = Matrix::read_asset(include_str!("../../../assets/compatibility.toml")).unwrap();
    assert_eq!(read.products.len(), 63);
    assert!(read.products.iter().all(|p| p.shipped), "a row names a product that the list lacks");
    let counts = read.snapshots.iter().map(|s| (&*s.id, s.rows().len())).collect::<Vec<_>>();
    let expected = [("2024-11-beta", 54), ("2026-01-list", 59), ("2026-04-docs", 61)];
    assert!(expected.iter().all(|e| counts.contains(e)), "{counts:?}");
    assert_eq!(counts.iter().find(|c| c.0 == "2025-02-docs").unwrap().1, 59);
    for snapshot in &read.snapshots {
        let listed = read.products.iter().filter(|p| read.status(p, &snapshot.id) != Status::Absent).count();
        assert_eq!(listed, snapshot.rows().len(), "{} lists one product under two names", snapshot.id);
    }
    assert_eq!(matrix().newest().map(|s| &*s.id), Some("2026-04-docs"));
}

#[rstest]
#[case("magic wan", "Cloudflare WAN")]
#[case("Gateway Filtering", "Secure Web Gateway")]
#[case("Client-side security (formerly Page Shield)", "Client-side security")]
#[case("DEX", "Digital Experience Monitoring")]
#[case("Zone / Domain management", "Zone/Domain Management")]
#[case("Workers KV (beta)", "Workers KV")]
#[case("Cloudflare Pages", "Pages")]
fn finds_by_any_name(#[case] name: &str, #[case] product: &str) {
    assert_eq!(matrix().product(name).map(|p| &*p.name), Some(product));
}

#[test]
fn an_unlisted_product_is_not_found_but_known() {
    assert_eq!(matrix().product("Workers Builds"), None);
    assert!(matrix().finding_on_unlisted("workers builds").unwrap().contains("user token"));
    assert_eq!(matrix().finding_on_unlisted("R2"), None);
}

#[test]
fn tells_what_changed_between_snapshots() {
    let changes = matrix().diff("2026-01-list", "newest").unwrap();
    let told: Vec<_> = changes.iter().map(|c| (&*c.product, c.kind)).collect();
    assert_eq!(told, [("Browser Run", ChangeKind::Added), ("Bulk Redirects", ChangeKind::Added)]);
    let dns = matrix().diff("oldest", "2025-02-docs").unwrap().into_iter().find(|c| &*c.product == "DNS");
    let dns = dns.unwrap();
    assert_eq!((dns.before, dns.after), (Status::Partial("Non-analytics".into()), Status::Yes));
    assert_eq!(matrix().diff("oldest", "oldest"), Some(Vec::new()));
    assert_eq!(matrix().diff("oldest", "2031-01-01"), None);
}

#[test]
fn contradictions_are_the_ones_in_the_sources() {
    let all: Vec<_> = matrix().contradictions().collect();
    let count = |kind| all.iter().filter(|c| c.kind == kind).count();
    assert_eq!(count(ContradictionKind::Flip), 22);
    assert_eq!(count(ContradictionKind::Presence), 9);
    let doubt: Vec<_> =
        all.iter().filter(|c| c.kind == ContradictionKind::Doubt).map(|c| c.product).collect();
    assert_eq!(doubt, ["Registrar"]);
}

#[test]
fn searches_names_aliases_and_notes() {
    let found: Vec<_> = matrix().search("magic").map(|p| &*p.name).collect();
    assert_eq!(found, ["Cloudflare WAN", "Magic Transit", "Network Flow"]);
    assert_eq!(matrix().search("no such thing").count(), 0);
    assert_eq!(matrix().search("").count(), 63);
}

#[test]
fn an_imported_snapshot_takes_its_place_in_time_and_brings_its_products() {
    let rows = vec![
        Row::new("Turnstile", Status::Yes).unwrap(),
        Row::new("Moon Cache", Status::No).unwrap(),
        Row::new("Page Shield", Status::Yes).unwrap(),
    ];
    let later = Snapshot::new("mine", "Mine", "2026-10-03", "a page", rows).unwrap();
    let matrix = matrix().with([later]);
    assert_eq!(matrix.newest().map(|s| &*s.id), Some("mine"));
    assert_eq!(matrix.products().len(), 64);
    let new = matrix.product("moon cache").unwrap();
    assert!(!new.shipped);
    assert_eq!(matrix.now(new), Status::No);
    assert_eq!(matrix.status(new, "2026-04-docs"), Status::Absent);
    let client_side = matrix.product("Client-side security").unwrap();
    assert_eq!(matrix.now(client_side), Status::Yes);
    let dns = matrix.product("DNS").unwrap();
    assert_eq!(matrix.now(dns), Status::Absent);
    assert_eq!(
        matrix.last_listed(dns).map(|(s, status)| (&*s.id, status)),
        Some(("2026-04-docs", &Status::Yes))
    );
    assert_eq!(matrix.age_in_days(Time::parse("2026-10-05T00:00:00Z").unwrap()), Some(2));
}
