//! Values inside YAML that are more than text: read as written, refused with a cure.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::{Deserializer, Error, Visitor};

use super::date::Date;
use super::disagreement::ValueError;
use super::number::decimal::Decimal;
use super::number::unit::Unit;
use super::yaml::failure;
use crate::diagnostic::Code;

/// A value that is read from a scalar as it is written.
trait Written: FromStr<Err = ValueError> {
    const CODE: Code;
}

impl Written for Date {
    const CODE: Code = Code::BadDate;
}

impl Written for Decimal {
    const CODE: Code = Code::BadNumber;
}

impl Written for Unit {
    const CODE: Code = Code::BadUnit;
}

struct AsWritten<T>(PhantomData<T>);

impl<T: Written> Visitor<'_> for AsWritten<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a scalar string")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Option<T>, E> {
        let text = text.trim();
        if text.is_empty() || text == "~" || text == "null" {
            return Ok(None);
        }
        text.parse().map(Some).map_err(|error: ValueError| {
            failure(
                T::CODE,
                &error.message,
                error.help.as_deref().unwrap_or(""),
                error.replacement.as_deref().unwrap_or(""),
            )
        })
    }
}

fn as_written<'de, T: Written, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
    from.deserialize_str(AsWritten(PhantomData))
}

pub(super) fn date<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Date>, D::Error> {
    as_written(from)
}

pub(super) fn decimal<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Decimal>, D::Error> {
    as_written(from)
}

pub(super) fn unit<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Unit>, D::Error> {
    as_written(from)
}

/// A whole number from 1 on.
pub(super) fn count<'de, D: Deserializer<'de>>(from: D) -> Result<Option<usize>, D::Error> {
    struct Count;
    impl Visitor<'_> for Count {
        type Value = Option<usize>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Option<usize>, E> {
            match text.parse() {
                Ok(0) => Err(failure(
                    Code::BadValue,
                    "counting begins at 1, not at 0",
                    "write `1`, or more",
                    "",
                )),
                Err(_) => Err(failure(
                    Code::BadValue,
                    &format!("`{text}` is not a whole number from 1 on"),
                    "write it in digits",
                    "",
                )),
                Ok(count) => Ok(Some(count)),
            }
        }
    }
    from.deserialize_str(Count)
}

/// Says whether a text is an id: lower-case letters, digits and hyphens.
pub(crate) fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// Returns the id nearest to a text, in whatever script: lower case, runs of anything else become
/// one hyphen.
pub(crate) fn to_id(text: &str) -> String {
    let mut id = String::new();
    for c in deunicode::deunicode(text).to_lowercase().chars() {
        if c.is_ascii_alphanumeric() {
            id.push(c);
        } else if !id.is_empty() && !id.ends_with('-') && c != '\'' {
            id.push('-');
        }
    }
    id.trim_end_matches('-').to_owned()
}
/// Says whether a text is an address on the web, as far as can be told without asking there.
pub(crate) fn is_web_address(url: &str) -> bool {
    let rest = url.strip_prefix("https://");
    let Some(rest) = rest.or_else(|| url.strip_prefix("http://")) else {
        return false;
    };
    let host = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) => (name, Some(port)),
        None => (host, None),
    };
    let is_name = name.starts_with(char::is_alphanumeric)
        && !name.contains("..")
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-._".contains(c) || !c.is_ascii());
    let is_port = |port: &str| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    let is_clean =
        !url.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"".contains(c));
    is_name && port.is_none_or(is_port) && is_clean
}
