//! What we currently believe about Cloudflare.
