//! Where a number is at home.

use super::Phone;

/// See [`Phone::home`].
pub(super) fn home(phone: &Phone) -> Option<String> {
    phone.e164.as_ref().map(|_| "中国".to_owned())
}
