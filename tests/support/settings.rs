//! What somebody has who chose nothing, with times in UTC.

use tokendeck::clock::TimeZone;
use tokendeck::domain::finding::Thresholds;
use tokendeck::domain::view::Column;
use tokendeck::screens::cx::Keys;
use tokendeck::screens::cx::Settings;

/// The settings of this profile at this server.
pub fn of(profile: &str, base_url: &str) -> Settings {
    Settings {
        profile: profile.into(),
        base_url: base_url.into(),
        read_only: false,
        utc: true,
        zone: TimeZone::utc(),
        mouse: true,
        thresholds: Thresholds::default(),
        fresh_visible: 60_000,
        fresh_other: 900_000,
        columns: Column::USUAL.to_vec(),
        views: Vec::new(),
        keys: Keys::default(),
        looked: Vec::new(),
    }
}
