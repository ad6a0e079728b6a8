//! The disk: the cache, which may be deleted at any time, and the ledgers, which we never delete.
