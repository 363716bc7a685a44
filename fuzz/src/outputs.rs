//! What is made is well formed, in each format by its own rules.

use casebook::publish::Outputs;

use super::markup::{self, Kind};

/// Looks at all files of a site.
pub fn check(outputs: &Outputs) {
    for (path, bytes) in outputs {
        let Ok(text) = std::str::from_utf8(bytes) else {
            continue;
        };
        let ending = path.rsplit('.').next().unwrap_or_default();
        let flaw = match ending {
            "html" => markup::check(text, Kind::Html),
            "xml" | "svg" => markup::check(text, Kind::Xml),
            "json" => serde_json::from_str::<serde_json::Value>(text)
                .map(drop)
                .map_err(|error| error.to_string()),
            "ics" => calendar(text),
            "csv" => table(text),
            _ => Ok(()),
        };
        if let Err(flaw) = flaw {
            panic!("{path}: {flaw}\n{text}");
        }
    }
}

/// Lines end with CR LF, are at most 75 bytes long, and each begins with a name or goes on.
fn calendar(text: &str) -> Result<(), String> {
    for line in text
        .strip_suffix("\r\n")
        .ok_or("no end of the last line")?
        .split("\r\n")
    {
        let name = line.find([':', ';']).map(|end| &line[..end]);
        let is_name = name.is_some_and(|name| {
            name.bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-')
        });
        if line.len() > 75
            || line.contains(['\r', '\n', '\0'])
            || !(line.starts_with(' ') || is_name)
        {
            return Err(format!("the line {line:?}"));
        }
    }
    Ok(())
}

/// Each record has as many fields as the first, and no field is a formula.
fn table(text: &str) -> Result<(), String> {
    let rows = rows(text)?;
    let width = rows.first().map_or(0, Vec::len);
    for row in &rows {
        if row.len() != width {
            return Err(format!("{} fields in place of {width}: {row:?}", row.len()));
        }
        for cell in row {
            let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
            let is_number = cell
                .trim_start_matches('-')
                .bytes()
                .all(|b| b.is_ascii_digit() || b == b'.')
                && cell.len() > 1;
            if is_formula && !is_number {
                return Err(format!("the formula {cell:?}"));
            }
        }
    }
    Ok(())
}

/// Reads CSV by RFC 4180, strictly.
pub fn rows(text: &str) -> Result<Vec<Vec<String>>, String> {
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (cell, after) = cell(rest)?;
        row.push(cell);
        rest = match after.strip_prefix(',') {
            Some(after) => after,
            None => {
                rows.push(std::mem::take(&mut row));
                after
                    .strip_prefix("\r\n")
                    .or_else(|| after.strip_prefix('\n'))
                    .ok_or_else(|| format!("after a field: {after:?}"))?
            }
        };
    }
    Ok(rows)
}

fn cell(text: &str) -> Result<(String, &str), String> {
    let Some(mut rest) = text.strip_prefix('"') else {
        let end = text.find([',', '\r', '\n']).unwrap_or(text.len());
        let (cell, rest) = text.split_at(end);
        return match cell.contains('"') {
            true => Err(format!("a quote in {cell:?}")),
            false => Ok((cell.to_owned(), rest)),
        };
    };
    let mut cell = String::new();
    loop {
        let (part, after) = rest.split_once('"').ok_or("an open quote")?;
        cell.push_str(part);
        match after.strip_prefix('"') {
            Some(after) => {
                cell.push('"');
                rest = after;
            }
            None => return Ok((cell, after)),
        }
    }
}
