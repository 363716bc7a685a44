//! `explain`: what a code means, as `docs/diagnostics.md` has it.

use super::{ExplainArguments, Outcome};
use crate::diagnostic::{Code, nearest};

/// Prints the page of a code, or all codes with their titles.
pub(super) fn explain(arguments: &ExplainArguments) -> Outcome {
    let Some(name) = &arguments.code else {
        list();
        return Outcome::Fine;
    };
    match Code::of_name(&name.to_lowercase()) {
        Some(code) => {
            write_line!("{}[{code}]: {}\n", code.severity(), code.title());
            write_out!("{}", code.plain_page());
            Outcome::Fine
        }
        None => {
            eprintln!("error: there is no code `{name}`");
            match nearest(name, Code::ALL.iter().map(|code| code.name())) {
                Some(near) => eprintln!("  = help: did you mean `{near}`?"),
                None => eprintln!("  = help: `casebook explain` lists all codes"),
            }
            Outcome::Wrong
        }
    }
}

fn list() {
    let names = Code::ALL.iter().map(|code| code.name().len());
    let width = names.max().unwrap_or(0);
    for code in Code::ALL {
        write_line!("{:width$}  {}", code.name(), code.title());
    }
}
