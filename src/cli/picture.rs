//! `picture`: draws the social picture of one page into a file.

use super::{Outcome, PictureArguments, Stop, build, terminal};
use crate::fs;
use crate::pipeline;
use crate::social;

/// Draws one picture.
pub(super) fn picture(arguments: &PictureArguments) -> Result<Outcome, Stop> {
    if !social::IS_BUILT_IN {
        return Err(Stop {
            message: "this Casebook was built without pictures".to_owned(),
            help: Some(
                "the binaries of a release have them, and so has `cargo build --features pictures`"
                    .to_owned(),
            ),
        });
    }
    let page = arguments.page.trim_matches('/');
    let path = match page {
        "" => "social.png".to_owned(),
        page => format!("social/{page}.png"),
    };
    let mut inputs = build::load(&arguments.site)?;
    // A file in its place would be taken as it is, and it is to be drawn.
    let in_its_place = format!("static/{path}");
    inputs
        .statics
        .retain(|asset| asset.id.as_str() != in_its_place);
    let built = pipeline::build(&inputs, &arguments.site.options(), &|_| {});
    let Some(picture) = built.pictures.iter().find(|picture| picture.path == path) else {
        terminal::draw(&built.diagnostics, &pipeline::texts(&inputs));
        return Err(Stop {
            message: format!("no picture is drawn for a page `{}`", arguments.page),
            help: Some(
                "articles, terms and the timeline have one, such as `/timeline/`, and `/` has that of the site"
                    .to_owned(),
            ),
        });
    };
    fs::write_atomically(&arguments.out, &picture.draw())?;
    eprintln!("drew {}", arguments.out.display());
    Ok(Outcome::Fine)
}
