//! Speaks Cloudflare's HTTP; nobody else knows a URL.
