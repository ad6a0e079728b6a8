//! The headless door.
