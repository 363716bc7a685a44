//! The `flow` block: who gives what to whom, in which order, and what is otherwise in other cases.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::diagnostic::{Code, Diagnostic};
use crate::document::markdown::Prose;
use crate::document::schema::{self, needs};
use crate::document::yaml::{self, Block, Meant, Step as At};

/// More parties than fit side by side on a narrow screen.
const MOST_PARTIES: usize = 6;

/// More steps than anybody follows.
const MOST_STEPS: usize = 20;

/// A flow.
#[derive(Clone, Debug)]
pub struct Flow {
    /// The end of its anchor.
    pub id: Option<String>,
    /// What it is called, plain.
    pub title: String,
    /// What a reader should take away, one sentence.
    pub caption: Prose,
    /// Who takes part, in the order to stand in.
    pub parties: Vec<Party>,
    /// What happens in any case.
    pub steps: Vec<Step>,
    /// What happens in other cases.
    pub variants: Vec<Variant>,
}

/// Somebody who takes part in a flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// Its id.
    pub id: String,
    /// Its name.
    pub label: String,
}

/// Something that happens in a flow.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its id, by which variants name it.
    pub id: Option<String>,
    /// Between whom.
    pub way: Way,
    /// What happens, plain.
    pub label: String,
    /// When alone it happens, plain.
    pub condition: Option<String>,
    /// Whether a variant added or changed it.
    pub is_new: bool,
}

/// Between whom a step happens: places in the list of parties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Something goes from one to another.
    Between {
        /// The one.
        from: usize,
        /// The other.
        to: usize,
    },
    /// Something stays with one.
    At(usize),
}

/// What happens in another case: the steps, whole.
#[derive(Clone, Debug)]
pub struct Variant {
    /// Its id.
    pub id: String,
    /// The case, plain.
    pub title: String,
    /// Where it leads, in a sentence.
    pub outcome: Option<Prose>,
    /// Its steps.
    pub steps: Vec<Step>,
    /// Steps of the flow that do not happen.
    pub removed: Vec<Step>,
}

impl Flow {
    /// Returns the texts with references that stand in it.
    pub(super) fn proses(&self) -> Vec<&Prose> {
        let outcomes = self
            .variants
            .iter()
            .filter_map(|variant| variant.outcome.as_ref());
        std::iter::once(&self.caption).chain(outcomes).collect()
    }
}

/// A flow: who gives what to whom, in which order.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(transform = needs(["title", "caption", "parties", "steps"]))]
pub(in crate::document) struct FlowKeys {
    /// The end of its address.
    #[schemars(with = "Option<schema::Id>")]
    id: Option<String>,
    /// What it is called, plain.
    title: Option<String>,
    /// What a reader should see in it, in one sentence. May hold references.
    caption: Option<String>,
    /// Who takes part, in the order to stand in.
    #[schemars(length(max = MOST_PARTIES))]
    parties: Vec<PartyKeys>,
    /// What happens in any case, in order.
    #[schemars(length(max = MOST_STEPS))]
    steps: Vec<StepKeys>,
    /// What is otherwise in other cases.
    variants: Vec<VariantKeys>,
}

/// Somebody who takes part.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(transform = needs(["id", "label"]))]
struct PartyKeys {
    /// An id, by which steps name the party.
    id: Option<String>,
    /// The name to show.
    label: Option<String>,
}

/// Something that happens.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(transform = schema::step)]
struct StepKeys {
    /// An id, by which variants name the step.
    #[schemars(with = "Option<schema::Id>")]
    id: Option<String>,
    /// The party that gives, by id.
    from: Option<String>,
    /// The party that receives, by id.
    to: Option<String>,
    /// The party with which it stays, by id, in place of `from` and `to`.
    at: Option<String>,
    /// What is given, or what happens.
    label: Option<String>,
    /// When alone it happens.
    condition: Option<String>,
}

/// Another case.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(transform = schema::variant)]
struct VariantKeys {
    /// Its id.
    #[schemars(with = "Option<schema::Id>")]
    id: Option<String>,
    /// The case, plain.
    #[schemars(example = "If Russia pays")]
    title: Option<String>,
    /// Where it leads, in a sentence. May hold references.
    outcome: Option<String>,
    /// Steps of its own, in place of those of the flow.
    #[schemars(length(max = MOST_STEPS))]
    steps: Vec<StepKeys>,
    /// Steps of the flow that do not happen, by id.
    remove: Vec<String>,
    /// Steps of the flow that are otherwise; keys that are left out stay as they are.
    #[schemars(transform = schema::changed_steps)]
    change: Vec<StepKeys>,
    /// Steps that come after those of the flow.
    #[schemars(length(max = MOST_STEPS))]
    add: Vec<StepKeys>,
}

pub(super) fn read(block: &Block, diagnostics: &mut Vec<Diagnostic>) -> Flow {
    let (keys, meant): (FlowKeys, _) = yaml::read_noting(block, diagnostics);
    let mut reader = Reader {
        block,
        meant,
        diagnostics,
        parties: Vec::new(),
    };
    let title = reader.text(&["title".into()], keys.title, "add what the flow is called");
    let caption_text = reader.text(
        &["caption".into()],
        keys.caption,
        "add one sentence that says what a reader should see",
    );
    let path = vec!["caption".into()];
    let caption = super::prose(block, path, Some(&caption_text), reader.diagnostics);
    let id = super::checked_id(block, &["id".into()], keys.id, reader.diagnostics);
    reader.parties(keys.parties);
    let base = reader.steps(&["steps".into()], keys.steps);
    if base.is_empty() && !block.has_value(&["steps".into()]) {
        reader.bad(
            block.span_at(&[]),
            "this flow has no steps".to_owned(),
            "add `steps`, each with `from`, `to` and `label`",
        );
    }
    let mut ids = BTreeSet::new();
    reader.ids_once(&["steps".into()], &base, &mut ids);
    let mut variants: Vec<Variant> = Vec::new();
    for (at, keys) in keys.variants.into_iter().enumerate() {
        let variant = reader.variant(at, keys, &base, &variants);
        variants.extend(variant);
    }
    Flow {
        id,
        title,
        caption,
        parties: reader.parties,
        steps: base,
        variants,
    }
}

/// Reads values out of one flow.
struct Reader<'a> {
    block: &'a Block,
    meant: Meant,
    diagnostics: &'a mut Vec<Diagnostic>,
    parties: Vec<Party>,
}

fn inside(path: &[At], more: impl IntoIterator<Item = At>) -> Vec<At> {
    path.iter().cloned().chain(more).collect()
}

impl Reader<'_> {
    fn bad(&mut self, span: crate::source::Span, message: String, help: &str) {
        self.diagnostics
            .push(Diagnostic::new(Code::BadFlow, span, message).help(help));
    }

    fn text(&mut self, path: &[At], text: Option<String>, help: &str) -> String {
        let text = text.unwrap_or_default().trim().to_owned();
        if text.is_empty() {
            super::missing(self.block, &self.meant, path, help, self.diagnostics);
        }
        text
    }

    fn twice(&mut self, what: &str, id: &str, path: &[At]) {
        let span = self.block.span_at(path);
        let message = format!("there are two {what} with the id `{id}`");
        self.diagnostics.push(
            Diagnostic::new(Code::DuplicateId, span, message)
                .help("give one of them another id, or remove it"),
        );
    }

    fn parties(&mut self, keys: Vec<PartyKeys>) {
        if keys.is_empty() && !self.block.has_value(&["parties".into()]) {
            let span = self.block.span_at(&[]);
            self.bad(
                span,
                "this flow has no parties".to_owned(),
                "add `parties`, each with `id` and `label`",
            );
        }
        if keys.len() > MOST_PARTIES {
            let span = self.block.span_at(&["parties".into(), MOST_PARTIES.into()]);
            let message = format!("this flow has {} parties", keys.len());
            let help = format!(
                "at most {MOST_PARTIES} fit side by side on a telephone: put some together, or make two flows"
            );
            self.bad(span, message, &help);
        }
        for (at, keys) in keys.into_iter().enumerate() {
            let path = ["parties".into(), At::from(at)];
            let id_path = inside(&path, ["id".into()]);
            let id = self.text(
                &id_path,
                keys.id,
                "add an id, by which steps name the party",
            );
            let label = self.text(
                &inside(&path, ["label".into()]),
                keys.label,
                "add the name of the party",
            );
            if self
                .parties
                .iter()
                .any(|party| party.id == id && !id.is_empty())
            {
                self.twice("parties", &id, &id_path);
            }
            // One without an id keeps its place, so that the others keep theirs.
            self.parties.push(Party { id, label });
        }
    }

    fn steps(&mut self, path: &[At], keys: Vec<StepKeys>) -> Vec<Step> {
        if keys.len() > MOST_STEPS {
            let span = self.block.span_at(&inside(path, [MOST_STEPS.into()]));
            let message = format!("this flow has {} steps", keys.len());
            let help = format!(
                "nobody follows more than {MOST_STEPS}: put some together, or make two flows"
            );
            self.bad(span, message, &help);
        }
        let mut steps = Vec::new();
        for (at, keys) in keys.into_iter().enumerate() {
            steps.extend(self.step(&inside(path, [at.into()]), keys));
        }
        steps
    }

    fn step(&mut self, path: &[At], keys: StepKeys) -> Option<Step> {
        let id = super::checked_id(
            self.block,
            &inside(path, ["id".into()]),
            keys.id.clone(),
            self.diagnostics,
        );
        let label = self.text(
            &inside(path, ["label".into()]),
            keys.label.clone(),
            "add what is given, or what happens",
        );
        let condition = keys
            .condition
            .clone()
            .map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty());
        let way = self.way(path, &keys)?;
        Some(Step {
            id,
            way,
            label,
            condition,
            is_new: false,
        })
    }

    fn way(&mut self, path: &[At], keys: &StepKeys) -> Option<Way> {
        if let Some(at) = &keys.at {
            if keys.from.is_some() || keys.to.is_some() {
                let span = self.block.span_of_key(&inside(path, ["at".into()]));
                self.bad(
                    span,
                    "a step has `from` and `to`, or `at`, not both".to_owned(),
                    "`at` is for what stays with one party",
                );
                return None;
            }
            return Some(Way::At(self.party(&inside(path, ["at".into()]), at)?));
        }
        for (key, value) in [("from", &keys.from), ("to", &keys.to)] {
            if value.is_none() {
                let help =
                    format!("add `{key}:` and the id of a party, or `at:` for what stays with one");
                super::missing(
                    self.block,
                    &self.meant,
                    &inside(path, [key.into()]),
                    &help,
                    self.diagnostics,
                );
            }
        }
        let (from_id, to_id) = (keys.from.as_ref()?, keys.to.as_ref()?);
        let from = self.party(&inside(path, ["from".into()]), from_id);
        let to = self.party(&inside(path, ["to".into()]), to_id);
        let (from, to) = (from?, to?);
        if from == to {
            let span = self.block.span_at(&inside(path, ["to".into()]));
            let help = format!("for what stays with one party, write `at: {to_id}`");
            self.bad(
                span,
                format!("this step leads from `{from_id}` back to itself"),
                &help,
            );
            return None;
        }
        Some(Way::Between { from, to })
    }

    fn party(&mut self, path: &[At], id: &str) -> Option<usize> {
        let found = self.parties.iter().position(|party| party.id == id);
        if found.is_none() {
            let span = self.block.span_at(path);
            let known = self.parties.iter().map(|party| party.id.as_str());
            let diagnostic = Diagnostic::new(
                Code::BadFlow,
                span,
                format!("there is no party `{id}` in this flow"),
            )
            .did_you_mean(id, known)
            .help("list it under `parties`, with `id` and `label`");
            self.diagnostics.push(diagnostic);
        }
        found
    }

    fn ids_once(&mut self, path: &[At], steps: &[Step], seen: &mut BTreeSet<String>) {
        for (at, step) in steps.iter().enumerate() {
            if let Some(id) = &step.id
                && !seen.insert(id.clone())
            {
                self.twice("steps", id, &inside(path, [at.into(), "id".into()]));
            }
        }
    }

    fn variant(
        &mut self,
        at: usize,
        keys: VariantKeys,
        base: &[Step],
        before: &[Variant],
    ) -> Option<Variant> {
        let path = ["variants".into(), At::from(at)];
        let id_path = inside(&path, ["id".into()]);
        if keys.id.is_none() {
            super::missing(
                self.block,
                &self.meant,
                &id_path,
                "add an id",
                self.diagnostics,
            );
        }
        let id = super::checked_id(self.block, &id_path, keys.id, self.diagnostics);
        let title = self.text(
            &inside(&path, ["title".into()]),
            keys.title,
            "add the case, such as `If Russia pays`",
        );
        let outcome = keys.outcome.as_deref().map(|text| {
            super::prose(
                self.block,
                inside(&path, ["outcome".into()]),
                Some(text),
                self.diagnostics,
            )
        });
        let id = id?;
        if before.iter().any(|variant| variant.id == id) {
            self.twice("variants", &id, &id_path);
        }
        let own_path = inside(&path, ["steps".into()]);
        let changes = !keys.remove.is_empty() || !keys.change.is_empty() || !keys.add.is_empty();
        let has_own = !keys.steps.is_empty() || self.block.has_value(&own_path);
        if has_own && changes {
            let span = self.block.span_of_key(&own_path);
            self.bad(
                span,
                "a variant has `steps` of its own, or changes those of the flow, not both"
                    .to_owned(),
                "remove `steps`, or `remove`, `change` and `add`",
            );
            return None;
        }
        if !has_own && !changes {
            let span = self.block.span_of_first_key(&path);
            self.bad(
                span,
                "this variant changes nothing".to_owned(),
                "give it `steps`, or `remove`, `change` or `add`",
            );
            return None;
        }
        let (steps, removed) = match has_own {
            true => {
                let steps = self.steps(&own_path, keys.steps);
                self.ids_once(&own_path, &steps, &mut BTreeSet::new());
                (steps, Vec::new())
            }
            false => self.changed(&path, keys.remove, keys.change, keys.add, base),
        };
        if steps.is_empty() && changes {
            let span = self.block.span_of_first_key(&path);
            self.bad(
                span,
                "this variant leaves no steps".to_owned(),
                "leave at least one step in",
            );
        }
        Some(Variant {
            id,
            title,
            outcome,
            steps,
            removed,
        })
    }

    fn changed(
        &mut self,
        path: &[At],
        remove: Vec<String>,
        change: Vec<StepKeys>,
        add: Vec<StepKeys>,
        base: &[Step],
    ) -> (Vec<Step>, Vec<Step>) {
        let mut steps = base.to_vec();
        let mut removed = Vec::new();
        for (at, id) in remove.iter().enumerate() {
            match self.known(&inside(path, ["remove".into(), at.into()]), id, &steps) {
                Some(place) => removed.push(steps.remove(place)),
                None => continue,
            }
        }
        for (at, keys) in change.into_iter().enumerate() {
            let item = inside(path, ["change".into(), at.into()]);
            let id = self.text(
                &inside(&item, ["id".into()]),
                keys.id.clone(),
                "add the id of the step to change",
            );
            if id.is_empty() {
                continue;
            }
            let Some(place) = self.known(&inside(&item, ["id".into()]), &id, &steps) else {
                continue;
            };
            let is_moved = keys.from.is_some() || keys.to.is_some() || keys.at.is_some();
            let way = if is_moved {
                self.way(&item, &keys)
            } else {
                None
            };
            let step = &mut steps[place];
            step.is_new = true;
            step.way = way.unwrap_or(step.way);
            step.label = keys.label.unwrap_or_else(|| step.label.clone());
            step.condition = keys.condition.or_else(|| step.condition.clone());
        }
        let added_path = inside(path, ["add".into()]);
        let added = self.steps(&added_path, add);
        let mut seen: BTreeSet<String> = steps.iter().filter_map(|step| step.id.clone()).collect();
        self.ids_once(&added_path, &added, &mut seen);
        steps.extend(added.into_iter().map(|step| Step {
            is_new: true,
            ..step
        }));
        (steps, removed)
    }

    fn known(&mut self, path: &[At], id: &str, steps: &[Step]) -> Option<usize> {
        let found = steps.iter().position(|step| step.id.as_deref() == Some(id));
        if found.is_none() {
            let span = self.block.span_at(path);
            let known = steps.iter().filter_map(|step| step.id.as_deref());
            let diagnostic = Diagnostic::new(
                Code::BadFlow,
                span,
                format!("there is no step `{id}` in this flow"),
            )
            .did_you_mean(id, known)
            .help("variants name steps by the `id` that `steps` gives them");
            self.diagnostics.push(diagnostic);
        }
        found
    }
}
