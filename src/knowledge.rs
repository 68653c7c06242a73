//! Search by customers' own words.
