//! Mutations of texts: the same number makes the same text every time.

use std::fs;
use std::path::Path;

/// What mutations are made of.
pub struct Mutations {
    /// What they begin with.
    pub seeds: Vec<Vec<u8>>,
    words: Vec<Vec<u8>>,
}

impl Mutations {
    /// Makes mutations of seeds with the words of libFuzzer's dictionary. `root` is the folder of the project.
    pub fn new(seeds: Vec<Vec<u8>>, root: &Path) -> Self {
        Self {
            seeds,
            words: dictionary(root),
        }
    }

    /// Returns the mutation of a number.
    pub fn of(&self, number: u64) -> Vec<u8> {
        mutated(&self.seeds, &self.words, &mut Dice::new(number))
    }
}

/// A generator of numbers that are the same every time (xorshift).
struct Dice(u64);

impl Dice {
    /// Neighbours begin far from one another (splitmix64).
    fn new(number: u64) -> Self {
        let mut state = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        Self((state ^ (state >> 31)).max(1))
    }

    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit.max(1) as u64).expect("the limit was a usize")
    }

    fn pick<'a>(&mut self, items: &'a [Vec<u8>]) -> &'a [u8] {
        &items[self.below(items.len())]
    }
}

fn mutated(seeds: &[Vec<u8>], words: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = dice.pick(seeds).to_vec();
    for _ in 0..=dice.below(5) {
        let start = dice.below(bytes.len() + 1);
        let end = (start + dice.below(40)).min(bytes.len());
        match dice.below(8) {
            0 => bytes.truncate(start),
            1 => drop(bytes.drain(start..end)),
            2 => {
                let copy = bytes[start..end].to_vec();
                bytes.splice(start..start, copy);
            }
            3 => {
                let byte = u8::try_from(dice.below(256)).expect("it is below 256");
                bytes.splice(start..start, [byte]);
            }
            4 => {
                let other = dice.pick(seeds);
                let at = dice.below(other.len() + 1);
                let until = (at + dice.below(80)).min(other.len());
                bytes.splice(start..end, other[at..until].iter().copied());
            }
            5 => drop(bytes.splice(start..end, dice.pick(words).iter().copied())),
            _ => drop(bytes.splice(start..start, dice.pick(words).iter().copied())),
        }
    }
    bytes
}

/// Returns the words of libFuzzer's dictionary.
fn dictionary(root: &Path) -> Vec<Vec<u8>> {
    let text = fs::read_to_string(root.join("fuzz/dictionary.txt")).expect("it is there");
    let lines = text.lines().filter(|line| line.starts_with('"'));
    lines.map(|line| word(line.trim_matches('"'))).collect()
}

/// Reads `\xHH`, `\\` and `\"`.
fn word(written: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = written.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        match (byte, after) {
            (b'\\', [b'x', high, low, after @ ..]) => {
                let digit = |byte: u8| char::from(byte).to_digit(16).expect("it is a digit");
                let value = digit(*high) * 16 + digit(*low);
                bytes.push(u8::try_from(value).expect("two digits make a byte"));
                rest = after;
            }
            (b'\\', [escaped, after @ ..]) => {
                bytes.push(*escaped);
                rest = after;
            }
            _ => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    bytes
}
