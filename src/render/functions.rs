//! What templates may call: `url`, `asset`, `absolute`, `permalink`, `fit` and `policy`.
//!
//! A call that goes wrong is placed by Tera at the call; `explain` makes a diagnostic of it.

use std::collections::BTreeMap;

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use crate::config::Base;
use crate::document::reference::scheme;
use crate::social::{Fonts, Wish};

use super::policy;

/// The names of the functions that templates may call, Tera's own included.
pub(super) const NAMES: [&str; 9] = [
    "absolute",
    "asset",
    "fit",
    "permalink",
    "policy",
    "range",
    "super",
    "throw",
    "url",
];

/// Makes the functions known. Must come before the templates, whose calls are checked when they
/// are added.
pub(super) fn register(
    tera: &mut Tera,
    base: &Base,
    outputs: &BTreeMap<String, String>,
    fonts: &Fonts,
) {
    let fonts = fonts.clone();
    tera.register_function("fit", move |arguments: Kwargs, _: &State| {
        fit(&arguments, &fonts)
    });
    let owned = base.clone();
    tera.register_function("url", move |arguments: Kwargs, _: &State| {
        path_of_site(&arguments).map(|path| owned.url(path))
    });
    let owned = base.clone();
    tera.register_function("permalink", move |arguments: Kwargs, _: &State| {
        path_of_site(&arguments).map(|path| owned.permalink(path))
    });
    tera.register_function("policy", |_: Kwargs, _: &State| {
        Value::safe_string(policy::POLICY)
    });
    let owned = base.clone();
    tera.register_function("absolute", move |arguments: Kwargs, _: &State| {
        absolute(&owned, arguments.must_get("path")?)
    });
    let (base, outputs) = (base.clone(), outputs.clone());
    tera.register_function("asset", move |arguments: Kwargs, _: &State| {
        let path: &str = arguments.must_get("path")?;
        match outputs.get(path.trim_start_matches('/')) {
            Some(output) => Ok(base.url(output)),
            None => Err(Error::message(format!(
                "there is no file `{path}` in `static/`"
            ))),
        }
    });
}

fn path_of_site(arguments: &Kwargs) -> TeraResult<&str> {
    let path: &str = arguments.must_get("path")?;
    if path.starts_with("//") || scheme(path).is_some() {
        return Err(Error::message(format!(
            "`{path}` is a whole address, not a path of this site"
        )));
    }
    Ok(path)
}

/// Breaks a text into lines: `fit(text=…, family=…, weight=400, sizes=[…], width=…, lines=3,
/// balance=false)`. What comes back has `size`, `lines` and `is_cut`.
fn fit(arguments: &Kwargs, fonts: &Fonts) -> TeraResult<Value> {
    let sizes: Vec<f64> = arguments.must_get("sizes")?;
    let wish = Wish {
        text: arguments.must_get("text")?,
        sizes: &sizes,
        width: arguments.must_get("width")?,
        most: arguments.get("lines")?.unwrap_or(1),
        is_balanced: arguments.get("balance")?.unwrap_or(false),
    };
    if !(wish.width > 0.0 && !sizes.is_empty() && sizes.iter().all(|size| *size > 0.0)) {
        return Err(Error::message("`fit` wants a width and sizes above nought"));
    }
    let family: &str = arguments.must_get("family")?;
    let weight = arguments.get("weight")?.unwrap_or(400);
    let fitted = fonts.fit(family, weight, &wish).map_err(Error::message)?;
    Ok(Value::from_serializable(&fitted))
}

/// Returns the whole address of one that `url` or `asset` made.
fn absolute(base: &Base, address: &str) -> TeraResult<String> {
    if address.starts_with(base.path()) {
        return Ok(format!("{}{address}", base.origin()));
    }
    Err(Error::message(format!(
        "`{address}` does not begin with the base path `{}`: give `absolute` what `url` or `asset` made",
        base.path()
    )))
}
