//! Values as bytes of a file, one after the other: numbers little-endian, what has a length behind its length.
//!
//! Made for what this program wrote itself and a checksum vouches for: nothing here fails but by running out of bytes.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash};
use std::sync::Arc;

/// What can be written down and read again.
pub trait Stored: Sized {
    /// Appends its bytes.
    fn store(&self, to: &mut Vec<u8>);

    /// Takes it from the front of the bytes; none: they are not those of such a value.
    fn restore(from: &mut &[u8]) -> Option<Self>;
}

/// Writes and reads a struct field by field.
macro_rules! stored {
    ($name:ident { $($field:ident),* $(,)? }) => {
        impl $crate::knowledge::stored::Stored for $name {
            fn store(&self, to: &mut Vec<u8>) {
                $($crate::knowledge::stored::Stored::store(&self.$field, to);)*
            }

            fn restore(from: &mut &[u8]) -> Option<Self> {
                Some(Self { $($field: $crate::knowledge::stored::Stored::restore(from)?),* })
            }
        }
    };
}
pub(super) use stored;

macro_rules! numbers {
    ($($number:ty),*) => {
        $(impl Stored for $number {
            fn store(&self, to: &mut Vec<u8>) {
                to.extend_from_slice(&self.to_le_bytes());
            }

            fn restore(from: &mut &[u8]) -> Option<Self> {
                let (bytes, rest) = from.split_first_chunk()?;
                *from = rest;
                Some(Self::from_le_bytes(*bytes))
            }
        })*
    };
}
numbers!(u8, u16, u32, u64, f32);

impl Stored for usize {
    fn store(&self, to: &mut Vec<u8>) {
        (*self as u64).store(to);
    }

    fn restore(from: &mut &[u8]) -> Option<Self> {
        u64::restore(from)?.try_into().ok()
    }
}

impl<T: Stored> Stored for Option<T> {
    fn store(&self, to: &mut Vec<u8>) {
        u8::from(self.is_some()).store(to);
        if let Some(value) = self {
            value.store(to);
        }
    }

    fn restore(from: &mut &[u8]) -> Option<Self> {
        match u8::restore(from)? {
            0 => Some(None),
            1 => Some(Some(T::restore(from)?)),
            _ => None,
        }
    }
}

impl<T: Stored> Stored for Vec<T> {
    fn store(&self, to: &mut Vec<u8>) {
        self.len().store(to);
        for one in self {
            one.store(to);
        }
    }

    fn restore(from: &mut &[u8]) -> Option<Self> {
        let length = usize::restore(from)?;
        // Nothing takes less than a byte: what is longer than the rest is not reserved.
        let mut all = Self::with_capacity(length.min(from.len()));
        for _ in 0..length {
            all.push(T::restore(from)?);
        }
        Some(all)
    }
}

impl<const N: usize> Stored for [u32; N] {
    fn store(&self, to: &mut Vec<u8>) {
        for one in self {
            one.store(to);
        }
    }

    fn restore(from: &mut &[u8]) -> Option<Self> {
        let mut all = [0; N];
        for one in &mut all {
            *one = u32::restore(from)?;
        }
        Some(all)
    }
}

impl Stored for String {
    fn store(&self, to: &mut Vec<u8>) {
        text(self, to);
    }

    fn restore(from: &mut &[u8]) -> Option<Self> {
        restored_text(from).map(str::to_owned)
    }
}

impl Stored for Box<[u8]> {
    fn store(&self, to: &mut Vec<u8>) {
        bytes(self, to);
    }

    fn restore(from: &mut &[u8]) -> Option<Self> {
        restored_bytes(from).map(Self::from)
    }
}

impl Stored for Box<str> {
    fn store(&self, to: &mut Vec<u8>) {
        text(self, to);
    }

    fn restore(from: &mut &[u8]) -> Option<Self> {
        restored_text(from).map(Self::from)
    }
}

impl<T: Stored> Stored for Arc<T> {
    fn store(&self, to: &mut Vec<u8>) {
        T::store(self, to);
    }

    fn restore(from: &mut &[u8]) -> Option<Self> {
        T::restore(from).map(Self::new)
    }
}

impl<A: Stored, B: Stored> Stored for (A, B) {
    fn store(&self, to: &mut Vec<u8>) {
        self.0.store(to);
        self.1.store(to);
    }

    fn restore(from: &mut &[u8]) -> Option<Self> {
        Some((A::restore(from)?, B::restore(from)?))
    }
}

impl<K: Stored + Eq + Hash, V: Stored, S: BuildHasher + Default> Stored for HashMap<K, V, S> {
    fn store(&self, to: &mut Vec<u8>) {
        self.len().store(to);
        for (key, value) in self {
            key.store(to);
            value.store(to);
        }
    }

    fn restore(from: &mut &[u8]) -> Option<Self> {
        let length = usize::restore(from)?;
        let mut map = Self::with_capacity_and_hasher(length.min(from.len()), S::default());
        for _ in 0..length {
            map.insert(K::restore(from)?, V::restore(from)?);
        }
        Some(map)
    }
}

/// Bytes as they are, behind their number.
fn bytes(bytes: &[u8], to: &mut Vec<u8>) {
    bytes.len().store(to);
    to.extend_from_slice(bytes);
}

/// What [`bytes`] wrote.
fn restored_bytes<'a>(from: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = usize::restore(from)?;
    let (bytes, rest) = from.split_at_checked(length)?;
    *from = rest;
    Some(bytes)
}

/// A text.
pub fn text(text: &str, to: &mut Vec<u8>) {
    bytes(text.as_bytes(), to);
}

/// What [`text`] wrote.
fn restored_text<'a>(from: &mut &'a [u8]) -> Option<&'a str> {
    std::str::from_utf8(restored_bytes(from)?).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Everything = (Vec<(u32, f32)>, (HashMap<u64, String>, (Option<Box<str>>, usize)));

    fn stored(value: &impl Stored) -> Vec<u8> {
        let mut bytes = Vec::new();
        value.store(&mut bytes);
        bytes
    }

    proptest! {
        #[test]
        fn what_was_stored_is_restored_and_nothing_less(
            numbers: Vec<(u32, f32)>, map: HashMap<u64, String>, text: Option<String>, size: usize
        ) {
            let value: Everything = (numbers, (map, (text.map(String::into_boxed_str), size)));
            let all = stored(&value);
            let mut rest = all.as_slice();
            let again = Everything::restore(&mut rest);
            prop_assert!(rest.is_empty());
            prop_assert_eq!(again.map(|again| format!("{:?}", (again.0, again.1.1, again.1.0.len()))),
                Some(format!("{:?}", (value.0, value.1.1, value.1.0.len()))));
            for end in 0..all.len() {
                prop_assert!(Everything::restore(&mut &all[..end]).is_none());
            }
        }

        #[test]
        fn foreign_bytes_are_refused_or_read_but_never_more(bytes: Vec<u8>) {
            let mut rest = bytes.as_slice();
            let _ = Everything::restore(&mut rest);
            prop_assert!(rest.len() <= bytes.len());
        }
    }
}
