//! Maps whose keys are hashes already: hashing them again, against attackers, would take most of the time of an index build.

use std::hash::{BuildHasher, Hasher};

/// For maps from hashes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hashed;

impl BuildHasher for Hashed {
    type Hasher = Spread;

    fn build_hasher(&self) -> Spread {
        Spread(0)
    }
}

/// Spreads a number over all bits (Fibonacci hashing), for maps look at the highest ones.
pub struct Spread(u64);

impl Hasher for Spread {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u32(&mut self, number: u32) {
        self.write_u64(u64::from(number));
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0 ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 ^= self.0 >> 32;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
