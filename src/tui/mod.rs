//! The only room that touches a terminal.
