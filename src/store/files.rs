//! Making folders and files that only their owner can read, and writing them whole or not at all.
