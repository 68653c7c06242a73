//! Draws the model with ratatui; reads, never writes.
