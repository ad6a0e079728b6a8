//! A stand-in for Cloudflare, for the demo and for tests; shares no wire types with `api`.
