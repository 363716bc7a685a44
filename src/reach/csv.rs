//! CSV as RFC 4180 has it: commas, CRLF, quotes doubled.
//!
//! Spreadsheets run a cell that begins with `=`, `+`, `-` or `@` as a formula, whoever wrote it. Such a
//! cell, or one that begins with a tab or a new line, gets an apostrophe in front, unless it is a plain
//! number.

/// A table that is being written.
#[derive(Debug, Default)]
pub(crate) struct Table {
    text: String,
}

impl Table {
    /// Begins a table with the names of its columns.
    pub(crate) fn new(columns: &[&str]) -> Self {
        let mut table = Self::default();
        table.row(columns.iter().copied());
        table
    }

    /// Adds a row.
    pub(crate) fn row<'c>(&mut self, cells: impl IntoIterator<Item = &'c str>) {
        for (at, cell) in cells.into_iter().enumerate() {
            if at > 0 {
                self.text.push(',');
            }
            self.cell(cell);
        }
        self.text.push_str("\r\n");
    }

    /// Returns the table.
    pub(crate) fn finish(self) -> String {
        self.text
    }

    fn cell(&mut self, cell: &str) {
        let guard = if is_formula(cell) { "'" } else { "" };
        if cell.contains([',', '"', '\r', '\n']) {
            let doubled = cell.replace('"', "\"\"");
            self.text.extend(["\"", guard, &doubled, "\""]);
        } else {
            self.text.extend([guard, cell]);
        }
    }
}

fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) && !is_number(cell)
}

/// Says whether a cell is a number in digits, such as `-0.5`.
fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    is_digits(whole) && is_digits(fraction)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(cells: &[&str]) -> String {
        Table::new(cells).finish()
    }

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        assert_eq!(line(&["a", "", "b c;d"]), "a,,b c;d\r\n");
        assert_eq!(
            line(&["a,b", "say \"x\"", "1\n2", "😀 ]]>"]),
            "\"a,b\",\"say \"\"x\"\"\",\"1\n2\",😀 ]]>\r\n"
        );
    }

    #[test]
    fn formulas_are_disarmed_and_numbers_are_not() {
        assert_eq!(
            line(&["=1+1", "+49", "-5", "-0.5", "-x", "@a", "\tb", "=A1,\"x\""]),
            "'=1+1,'+49,-5,-0.5,'-x,'@a,'\tb,\"'=A1,\"\"x\"\"\"\r\n"
        );
        assert_eq!(line(&["-", "-1.", "-.5", "-1e3"]), "'-,'-1.,'-.5,'-1e3\r\n");
    }
}
