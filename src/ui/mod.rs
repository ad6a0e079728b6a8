//! Parts that two screens would draw alike.
