//! A seeded world and callers who ring.
