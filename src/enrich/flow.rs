//! Flows: parties side by side, steps one below the other, each an arrow between two parties with its
//! text above; so a flow reads on a telephone as it does on a desk.

use serde::Serialize;

use super::apparatus::Apparatus;
use super::drawing::{Drawing, LINE, Mark, NARROWEST, em, percent, share, width, wrap};
use super::prose;
use super::shelf::Lookup;
use crate::document::block::{Flow, Party, Step, Way};

/// The space between the names of parties, in em.
const GAP: f64 = 0.5;
/// The widest line of a step's text, in em.
const WIDEST: f64 = 17.0;
/// The space between a text and its arrow.
const LEAD: f64 = 0.55;
/// The space between two steps.
const SPACE: f64 = 1.0;

/// A flow with its variants.
#[derive(Clone, Debug, Serialize)]
pub struct FlowView {
    /// Its id on the page, such as `flow-reparations-loan`.
    pub id: String,
    /// What it is called, plain.
    pub title: String,
    /// What a reader should take away, HTML.
    pub caption: String,
    /// What happens in any case.
    pub course: Course,
    /// What happens in other cases.
    pub variants: Vec<FlowVariant>,
}

/// Steps, drawn and listed.
#[derive(Clone, Debug, Serialize)]
pub struct Course {
    /// The picture.
    pub drawing: Drawing,
    /// The same in words.
    pub steps: Vec<FlowStep>,
}

/// A step in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FlowStep {
    /// Who gives, or with whom something stays.
    pub from: String,
    /// Who receives; empty where something stays.
    pub to: String,
    /// What happens.
    pub label: String,
    /// When alone it happens; empty for always.
    pub condition: String,
    /// Whether it is not so without the variant.
    pub is_new: bool,
}

/// What happens in another case.
#[derive(Clone, Debug, Serialize)]
pub struct FlowVariant {
    /// Its id on the page.
    pub id: String,
    /// The case, plain.
    pub title: String,
    /// Where it leads, HTML; may be empty.
    pub outcome: String,
    /// Its steps.
    pub course: Course,
    /// Steps that do not happen, in words.
    pub removed: Vec<FlowStep>,
}

/// Makes a flow for a page; none where something is wrong with it, which has been reported.
pub(super) fn make(
    view: &mut Lookup<'_>,
    flow: &Flow,
    apparatus: &mut Apparatus,
) -> Option<FlowView> {
    if flow.parties.is_empty() || flow.steps.is_empty() {
        return None;
    }
    let id = apparatus.block_id("flow", flow.id.as_deref().unwrap_or_default());
    let caption = prose::inline(view, &flow.caption, apparatus);
    let mut variants = Vec::new();
    for variant in &flow.variants {
        let outcome = variant
            .outcome
            .as_ref()
            .map(|text| prose::inline(view, text, apparatus));
        variants.push(FlowVariant {
            id: format!("{id}-{}", variant.id),
            title: variant.title.clone(),
            outcome: outcome.unwrap_or_default(),
            course: course(&flow.parties, &variant.steps),
            removed: words(&flow.parties, &variant.removed),
        });
    }
    Some(FlowView {
        id,
        title: flow.title.clone(),
        caption,
        course: course(&flow.parties, &flow.steps),
        variants,
    })
}

fn course(parties: &[Party], steps: &[Step]) -> Course {
    Course {
        drawing: draw(parties, steps),
        steps: words(parties, steps),
    }
}

fn words(parties: &[Party], steps: &[Step]) -> Vec<FlowStep> {
    let name = |at: usize| {
        parties
            .get(at)
            .map(|party| party.label.clone())
            .unwrap_or_default()
    };
    let steps = steps.iter().map(|step| {
        let (from, to) = match step.way {
            Way::Between { from, to } => (name(from), name(to)),
            Way::At(at) => (name(at), String::new()),
        };
        FlowStep {
            from,
            to,
            label: step.label.clone(),
            condition: step.condition.clone().unwrap_or_default(),
            is_new: step.is_new,
        }
    });
    steps.collect()
}

/// Draws parties that take part, and the steps between them.
fn draw(parties: &[Party], steps: &[Step]) -> Drawing {
    let taking_part = |at: &usize| {
        steps.iter().any(|step| match step.way {
            Way::Between { from, to } => from == *at || to == *at,
            Way::At(party) => party == *at,
        })
    };
    let shown: Vec<usize> = (0..parties.len()).filter(taking_part).collect();
    let slot = NARROWEST / shown.len().max(1) as f64;
    let place = |party: usize| {
        let at = shown.iter().position(|one| *one == party).unwrap_or(0);
        slot * (at as f64 + 0.5)
    };
    let labels: Vec<&str> = shown.iter().map(|at| parties[*at].label.as_str()).collect();
    let mut over = Vec::new();
    let starts = draw_names(&labels, slot, &mut over);
    let mut y = starts.iter().copied().fold(0.0, f64::max) + 0.3;
    for (number, step) in steps.iter().enumerate() {
        y = draw_step(number + 1, step, place, y, &mut over);
    }
    let mut marks = Vec::new();
    for (party, start) in shown.iter().zip(starts) {
        marks.push(Mark::Line {
            class: "party-line",
            x1: percent(share(place(*party))),
            y1: em(start),
            x2: percent(share(place(*party))),
            y2: em(y),
        });
    }
    marks.extend(over);
    Drawing {
        height: em(y),
        marks,
    }
}

/// Writes the names of the parties over their lines, on two levels in turn where a word would not
/// fit into its column. Returns where each name ends.
fn draw_names(names: &[&str], slot: f64, marks: &mut Vec<Mark>) -> Vec<f64> {
    let longest = names
        .iter()
        .flat_map(|name| name.split(' '))
        .map(width)
        .fold(0.0, f64::max);
    let levels = if longest <= slot - GAP { 1 } else { 2 };
    let room = if levels == 1 { slot - GAP } else { 1.6 * slot };
    let mut starts = vec![0.0; names.len()];
    let mut y = 0.0;
    for level in 0..levels {
        let here = || {
            names
                .iter()
                .enumerate()
                .filter(move |(at, _)| at % levels == level)
        };
        let wrapped: Vec<(usize, Vec<String>)> =
            here().map(|(at, name)| (at, wrap(name, room))).collect();
        let most = wrapped
            .iter()
            .map(|(_, lines)| lines.len())
            .max()
            .unwrap_or(0);
        for (at, lines) in wrapped {
            let mut down = y + (most - lines.len()) as f64 * LINE;
            for line in lines {
                let half = width(&line) / 2.0;
                let place = slot * (at as f64 + 0.5);
                let moved = within(place, half) - place;
                down += LINE;
                let mark = Mark::centred_beside("party", place, moved, down - 0.3, line);
                marks.push(mark);
            }
        }
        y += most as f64 * LINE + 0.2;
        for start in starts.iter_mut().skip(level).step_by(levels) {
            *start = y;
        }
    }
    starts
}

/// Draws one step and returns where the next one begins.
fn draw_step(
    number: usize,
    step: &Step,
    place: impl Fn(usize) -> f64,
    y: f64,
    marks: &mut Vec<Mark>,
) -> f64 {
    let label = format!("{number}. {}", step.label);
    let class = if step.is_new { "step new" } else { "step" };
    let lines = |room: f64| -> Vec<(&'static str, String)> {
        let condition = step.condition.iter().flat_map(|text| wrap(text, room));
        let label = wrap(&label, room).into_iter().map(|line| (class, line));
        label
            .chain(condition.map(|line| ("condition", line)))
            .collect()
    };
    match step.way {
        Way::At(at) => stay(place(at), lines, y, marks),
        Way::Between { from, to } => {
            let (start, end) = (place(from), place(to));
            let y = over(start, end, lines(WIDEST), y, marks) + LEAD;
            arrow(start, end, y, step.is_new, marks);
            y + SPACE
        }
    }
}

/// Draws what stays with a party: a ring on its line, the text on the side where more room is.
fn stay(
    place: f64,
    lines: impl Fn(f64) -> Vec<(&'static str, String)>,
    y: f64,
    marks: &mut Vec<Mark>,
) -> f64 {
    let is_left = place <= NARROWEST / 2.0;
    let (anchor, dx) = if is_left {
        ("start", 0.8)
    } else {
        ("end", -0.8)
    };
    let mut down = y;
    for (class, text) in lines(place.max(NARROWEST - place) - 0.9) {
        let left = if is_left { dx } else { dx - width(&text) };
        marks.push(ground(place, left, down, &text));
        down += LINE;
        marks.push(Mark::Text {
            class,
            anchor,
            x: percent(share(place)),
            dx: em(dx),
            y: em(down - 0.25),
            text,
        });
    }
    marks.push(Mark::Dot {
        class: "stay",
        series: 0,
        x: percent(share(place)),
        y: em(y + LINE - 0.6),
    });
    down + LEAD
}

/// Writes lines over the middle of an arrow, or as near to it as the edges allow. Returns where they
/// end.
fn over(
    start: f64,
    end: f64,
    lines: Vec<(&'static str, String)>,
    y: f64,
    marks: &mut Vec<Mark>,
) -> f64 {
    let widest = lines
        .iter()
        .map(|(_, line)| width(line))
        .fold(0.0, f64::max);
    let half = widest / 2.0 + 0.2;
    let middle = (start + end) / 2.0;
    let moved = within(middle, half) - middle;
    let mut y = y;
    for (class, line) in lines {
        marks.push(ground(middle, moved - width(&line) / 2.0, y, &line));
        y += LINE;
        marks.push(Mark::centred_beside(class, middle, moved, y - 0.25, line));
    }
    y
}

/// Returns the place nearest to another at which half of a text lies within the edges.
fn within(place: f64, half: f64) -> f64 {
    place.clamp(half, (NARROWEST - half).max(half))
}

/// Hides the lines of the parties behind a line of text, which begins `left` of a place.
fn ground(place: f64, left: f64, y: f64, text: &str) -> Mark {
    Mark::Ground {
        x: percent(share(place)),
        y: em(y),
        left: em(left - 0.15),
        width: em(width(text) + 0.3),
        height: em(LINE),
    }
}

fn arrow(start: f64, end: f64, y: f64, is_new: bool, marks: &mut Vec<Mark>) {
    marks.push(Mark::Line {
        class: if is_new { "arrow new" } else { "arrow" },
        x1: percent(share(start)),
        y1: em(y),
        x2: percent(share(end)),
        y2: em(y),
    });
    marks.push(Mark::Dot {
        class: "origin",
        series: 0,
        x: percent(share(start)),
        y: em(y),
    });
    marks.push(Mark::Head {
        class: "head",
        x: percent(share(end)),
        y: em(y),
        to: if end > start { "right" } else { "left" },
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn party(id: &str) -> Party {
        Party {
            id: id.to_owned(),
            label: format!("The {id} with a long name"),
        }
    }

    fn step(from: usize, to: usize, label: &str) -> Step {
        Step {
            id: None,
            way: if from == to {
                Way::At(from)
            } else {
                Way::Between { from, to }
            },
            label: label.to_owned(),
            condition: None,
            is_new: false,
        }
    }

    fn texts(drawing: &Drawing) -> Vec<(f64, f64, String)> {
        let number = |text: &str| {
            text.trim_end_matches(['%', 'e', 'm'])
                .parse::<f64>()
                .unwrap_or(0.0)
        };
        let texts = drawing.marks.iter().filter_map(|mark| match mark {
            Mark::Text {
                x,
                y,
                text,
                anchor,
                dx,
                ..
            } => {
                let side = match *anchor {
                    "start" => width(text) / 2.0,
                    "end" => -width(text) / 2.0,
                    _ => 0.0,
                };
                Some((
                    number(x) * NARROWEST / 100.0 + number(dx) + side,
                    number(y),
                    text.clone(),
                ))
            }
            _ => None,
        });
        texts.collect()
    }

    #[test]
    fn no_text_leaves_the_drawing_or_meets_another() {
        let parties: Vec<Party> = ["alpha", "beta", "gamma", "delta", "epsilon"]
            .map(party)
            .into();
        let long = "a label that is long enough to need a second line, and perhaps a third";
        let steps = [
            step(0, 1, long),
            step(4, 3, long),
            step(2, 2, long),
            step(4, 0, "short"),
        ];
        let drawing = draw(&parties, &steps);
        let texts = texts(&drawing);
        for (at, (x, y, text)) in texts.iter().enumerate() {
            let half = width(text) / 2.0;
            assert!(*x - half >= -0.05 && x + half <= NARROWEST + 0.05, "{text}");
            for (other_x, other_y, other) in &texts[..at] {
                let is_apart =
                    (y - other_y).abs() >= 1.0 || (x - other_x).abs() >= half + width(other) / 2.0;
                assert!(is_apart, "`{text}` and `{other}`");
            }
        }
    }

    #[test]
    fn money_may_come_back_to_where_it_began() {
        let parties: Vec<Party> = ["a", "b"].map(party).into();
        let drawing = draw(&parties, &[step(0, 1, "there"), step(1, 0, "back")]);
        let heads: Vec<&str> = drawing
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Head { to, .. } => Some(*to),
                _ => None,
            })
            .collect();
        assert_eq!(heads, ["right", "left"]);
    }

    #[test]
    fn those_who_take_no_part_are_left_out() {
        let parties: Vec<Party> = ["a", "b", "c"].map(party).into();
        let drawing = draw(&parties, &[step(0, 2, "there")]);
        assert!(
            !texts(&drawing)
                .iter()
                .any(|(_, _, text)| text.contains("The b"))
        );
    }
}
