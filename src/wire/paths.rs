//! Paths and header names of the contract, in one place for both sides.

use std::fmt::Write as _;

/// Prefix of every resource.
pub const API: &str = "/api/v1";
/// Where recordings are sent to.
pub const MEDIA: &str = "/api/v1/media";
/// When a change was entered at the desk, RFC 3339; kept with the change (M26).
pub const SUBMITTED_AT: &str = "submitted-at";
/// Key that makes a POST or PATCH safe to send again.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// `METHOD /api/v1{path}` of a resource with its id, percent-encoded.
pub fn item(collection: &str, id: &str) -> String {
    format!("{API}/{collection}/{}", encode(id))
}

/// A sub-resource or command of an item.
pub fn sub(collection: &str, id: &str, name: &str) -> String {
    format!("{}/{name}", item(collection, id))
}

/// Percent-encodes everything that RFC 3986 does not count as unreserved.
pub fn encode(segment: &str) -> String {
    let mut out = String::with_capacity(segment.len());
    for byte in segment.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
