//! Keys: typed, in layers, from files.
