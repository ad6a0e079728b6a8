//! One folder per view.
