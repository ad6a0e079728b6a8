use super::*;
use crate::sandbox::rights::Grants;

#[test]
fn placeholder_is_replaced() {
    let world = world(&Options::default()).unwrap();
    assert!(!world.state.accounts.is_empty());
    let _ = Grants::default();
}
