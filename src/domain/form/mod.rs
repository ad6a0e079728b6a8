//! The forms in which a token can be handed on: as JSON, Terraform, a `curl` or `cf` command, a link to the dashboard;
//! and a request that was made, as a command that makes it again.
//!
//! All but the plain ones describe how to make another token like this one; none holds a value, which nobody but its
//! creator ever saw. Text from the API is quoted for the language of the form, and characters that could harm a
//! terminal are written as escapes.

mod body;
mod link;
mod request;
mod shell;
mod terraform;

pub use body::body;
pub use link::{Link, link};
pub use request::{cf_again, curl_again};
pub use shell::{cf, curl, curl_read};
pub use terraform::terraform;

#[cfg(test)]
mod tests;
