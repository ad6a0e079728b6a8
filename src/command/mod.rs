//! Every verb a user has: its name, keys, help, and whether it is dangerous.
