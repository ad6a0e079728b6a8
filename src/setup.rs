//! Finds the credential and builds what the engine needs.
