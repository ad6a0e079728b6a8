//! `cache clear`

use super::call::Call;
use super::exit::{Exit, Failure};
use crate::store::Cache;

/// Deletes every cache.
pub fn clear(call: &mut Call<'_>) -> Result<Exit, Failure> {
    let gone = Cache::clear(&call.places.cache).map_err(|e| Failure::from(e.fault()))?;
    call.out.say(&format!("{gone} files deleted from {}", call.places.cache.display()));
    Ok(Exit::Done)
}
