//! Pictures: whether they are there, can be read, and say what they show.

use super::Checker;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::markdown::Prose;
use crate::document::reference;
use crate::enrich::prose::file_of;
use crate::site::relative;

impl Checker<'_, '_> {
    pub(super) fn pictures(&mut self, prose: &Prose) {
        for picture in &prose.pictures {
            let span = || prose.span(picture.range.clone());
            if picture.alt.trim().is_empty() {
                self.push(
                    Diagnostic::new(
                        Code::MissingAlt,
                        span(),
                        "the picture has no alternative text",
                    )
                    .help("say in the brackets what it shows: `![what it shows](picture.png)`"),
                );
            }
            if picture.address.is_empty() {
                self.push(
                    Diagnostic::new(Code::BadPicture, span(), "the picture has no address")
                        .help("write the name of its file in the round brackets"),
                );
                continue;
            }
            let span = || prose.span(picture.address_range.clone());
            if reference::scheme(&picture.address).is_some() || picture.address.starts_with("//") {
                self.push(
                    Diagnostic::new(
                        Code::BadPicture,
                        span(),
                        format!("`{}` is not on this site", picture.address),
                    )
                    .help("put the picture beside `articles/NAME/index.md`: pages ask nothing of other sites"),
                );
                continue;
            }
            let path = crate::site::join(file_of(prose).folder(), &picture.address);
            match self.view.picture(&path) {
                None => {
                    let known: Vec<String> = self
                        .view
                        .picture_paths()
                        .map(|other| relative(file_of(prose).folder(), other))
                        .collect();
                    let diagnostic = Diagnostic::new(
                        Code::BadPicture,
                        span(),
                        format!("there is no picture `{path}`"),
                    )
                    .did_you_mean(&picture.address, known.iter().map(String::as_str));
                    self.push(diagnostic.help(match file_of(prose).as_str().strip_suffix(".md") {
                        Some(article) if is_single_file(article) => format!(
                            "an article with pictures has a folder: `{article}.md` becomes `{article}/index.md`, and they stand beside it"
                        ),
                        _ => "pictures stand beside `articles/NAME/index.md`".to_owned(),
                    }));
                }
                Some(found) if found.size.is_none() => {
                    self.push(
                        Diagnostic::new(
                            Code::BadPicture,
                            span(),
                            format!("the size of `{path}` cannot be read"),
                        )
                        .help("is it a png, jpg, webp, avif or svg with `width` and `height`?"),
                    );
                }
                Some(_) => {}
            }
        }
    }
}

/// Says whether an article, by its path without `.md`, has no folder of its own.
fn is_single_file(article: &str) -> bool {
    let name = article.strip_prefix("content/articles/");
    name.is_some_and(|name| !name.contains('/'))
}
