//! Texts in two languages from one catalogue with equal keys.
