//! What is said when a written value cannot be read, or a text does not agree with a record. These
//! are plain values: the place in the file and the code are added by who knows the file.

use std::fmt;
use std::ops::Range;

/// A text that does not agree with the figure or event to which it refers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    /// What was found and what was expected, in house style.
    pub message: String,
    /// What the writer can do.
    pub help: Option<String>,
    /// The whole text with the cure in it, only where the cure is certain.
    pub replacement: Option<String>,
    /// The smallest wrong part, in bytes of the text.
    pub range: Range<usize>,
}

/// A number, unit or date in a record that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueError {
    /// What was found and what was expected, in house style.
    pub message: String,
    /// What the writer can do.
    pub help: Option<String>,
    /// The whole value in the form that says the same, only where that is certain.
    pub replacement: Option<String>,
}

impl ValueError {
    /// Returns an error with a message alone.
    pub(crate) fn new(message: impl Into<String>) -> ValueError {
        ValueError {
            message: message.into(),
            help: None,
            replacement: None,
        }
    }

    /// Adds the advice.
    pub(crate) fn with_help(mut self, help: impl Into<String>) -> ValueError {
        self.help = Some(help.into());
        self
    }

    /// Adds a value that says the same, and the advice to write it.
    pub(crate) fn with_replacement(mut self, value: impl Into<String>) -> ValueError {
        let value = value.into();
        self.help = Some(format!("write `{value}`"));
        self.replacement = Some(value);
        self
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, "; {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ValueError {}

/// Implements `Deserialize` through `FromStr` for a value whose text must be kept as written:
/// `5.0` stays `5.0`, and a bare `2025` is a year.
macro_rules! deserialize_as_written {
    ($type:ty, $expected:literal) => {
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                struct AsWritten;
                impl serde::de::Visitor<'_> for AsWritten {
                    type Value = $type;

                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str($expected)
                    }

                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<$type, E> {
                        text.parse().map_err(E::custom)
                    }

                    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<$type, E> {
                        self.visit_str(&number.to_string())
                    }

                    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<$type, E> {
                        self.visit_str(&number.to_string())
                    }
                }
                from.deserialize_str(AsWritten)
            }
        }
    };
}
pub(crate) use deserialize_as_written;
