//! Ids from a seed: the same world gets the same ids in every run, on every platform.

use std::fmt;

/// 32 lowercase hex characters, as nearly all of Cloudflare's ids are (API reference, conventions).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Id(u128);

impl Id {
    /// The id of nothing in particular.
    pub const ZERO: Id = Id(0);

    /// Reads exactly 32 lowercase hex characters.
    pub fn parse(text: &str) -> Option<Self> {
        let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        let well_formed = text.len() == 32 && text.bytes().all(hex);
        well_formed.then(|| u128::from_str_radix(text, 16).ok().map(Id)).flatten()
    }

    /// An id that follows from this one, for things that are derived and not stored.
    pub fn derived(self, salt: u64) -> Self {
        let folded = (self.0 >> 64) as u64 ^ self.0 as u64 ^ salt;
        Noise::new(folded).id()
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// SplitMix64 (Steele, Lea and Flood, 2014). Written out because `rand`'s generators may change between
/// versions, and a seed must keep meaning the same world.
#[derive(Clone, Debug)]
pub(super) struct Noise(u64);

impl Noise {
    /// The generator of a seed.
    pub fn new(seed: u64) -> Self {
        Noise(seed)
    }

    /// The next 64 bits.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// The next id.
    pub fn id(&mut self) -> Id {
        Id(u128::from(self.next()) << 64 | u128::from(self.next()))
    }

    /// A number below `n`; 0 when `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % (n.max(1) as u64)) as usize
    }

    /// One of several.
    pub fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> Option<&'a T> {
        from.get(self.below(from.len())).copied()
    }

    /// Whether something that happens with this probability happens now.
    pub fn happens(&mut self, probability: f64) -> bool {
        // 53 bits are what a double can hold exactly.
        ((self.next() >> 11) as f64 / (1_u64 << 53) as f64) < probability
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("023e105f4ecef8ad9ca31a8372d0c353", true)]
    #[case("023E105F4ECEF8AD9CA31A8372D0C353", false)]
    #[case("+23e105f4ecef8ad9ca31a8372d0c353", false)]
    #[case("023e105f4ecef8ad9ca31a8372d0c35", false)]
    #[case("", false)]
    fn an_id_is_32_lowercase_hex(#[case] text: &str, #[case] good: bool) {
        assert_eq!(Id::parse(text).map(|id| id.to_string()), good.then(|| text.to_owned()));
    }

    #[test]
    fn a_seed_means_the_same_world_for_ever() {
        // Published test vector of SplitMix64 for seed 1234567.
        let mut noise = Noise::new(1_234_567);
        assert_eq!(noise.next(), 6_457_827_717_110_365_317);
        assert_eq!(noise.next(), 3_203_168_211_198_807_973);
    }
}
