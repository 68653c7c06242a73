//! Configuration in layers: built-in, file, environment, flags.
