//! What articles answer, and what changed in them.

use std::sync::Arc;

use super::{counted, list, part_page, parts};
use crate::document::record::Article;
use crate::enrich::apparatus::Apparatus;
use crate::enrich::json_ld::Kind;
use crate::enrich::page::{Content, Link, Page, PageFile, Question, QuestionGroup, SiteChange};
use crate::enrich::shelf::Lookup;
use crate::enrich::{prose, views};
use crate::reach;
use crate::site::{List, Part, route};

pub(in crate::enrich) fn questions(view: &mut Lookup<'_>) -> Page {
    let parts = parts::counted_links(view, List::Questions);
    let asking = view.asking_articles();
    let count = asking.iter().map(|article| article.questions.len()).sum();
    let mut apparatus = Apparatus::default();
    let (groups, kind, places) = match parts.is_empty() {
        true => {
            let groups = groups(view, &asking, &mut apparatus);
            (groups, faq(view, &asking), None)
        }
        false => (Vec::new(), Kind::CollectionPage, places(view, &asking)),
    };
    list(
        "questions.html",
        "questions",
        "Questions",
        route::QUESTIONS,
        described(count),
    )
    .above(apparatus)
    .with(places)
    .page_of(view, &[], Content::Questions { groups, parts }, kind)
}

/// The questions of articles whose addresses begin with some letters.
pub(super) fn part_of_questions(view: &mut Lookup<'_>, part: &Part) -> Page {
    let mut asking = view.asking_articles();
    asking.retain(|article| view.question_part(&article.slug).as_ref() == Some(part));
    let count = asking.iter().map(|article| article.questions.len()).sum();
    let mut apparatus = Apparatus::default();
    let content = Content::Questions {
        groups: groups(view, &asking, &mut apparatus),
        parts: parts::links(view, List::Questions),
    };
    let kind = faq(view, &asking);
    part_page(List::Questions, part, "Questions", described(count))
        .above(apparatus)
        .page_of(view, &[("Questions", route::QUESTIONS)], content, kind)
}

fn described(count: usize) -> String {
    format!(
        "{} that readers ask, with short answers.",
        counted(count, "question", "questions")
    )
}

fn places(view: &mut Lookup<'_>, asking: &[&Arc<Article>]) -> Option<PageFile> {
    let mut entries = Vec::new();
    for article in asking {
        for at in 1..=article.questions.len() {
            let id = format!("{}-{at}", article.slug);
            entries.push((view.question_part(&article.slug), id));
        }
    }
    let entries = entries.iter().map(|(part, id)| (part.clone(), id.as_str()));
    parts::places(List::Questions, entries)
}

fn groups(
    view: &mut Lookup<'_>,
    asking: &[&Arc<Article>],
    apparatus: &mut Apparatus,
) -> Vec<QuestionGroup> {
    asking
        .iter()
        .map(|article| QuestionGroup {
            article: Link {
                title: article.title.clone(),
                path: route::article(&article.slug),
            },
            questions: article
                .questions
                .iter()
                .enumerate()
                .map(|(at, question)| Question {
                    id: format!("question-{}-{}", article.slug, at + 1),
                    question: question.question.clone(),
                    answer: prose::inline(view, &question.answer, apparatus),
                })
                .collect(),
        })
        .collect()
}

fn faq<'a>(view: &mut Lookup<'_>, asking: &[&Arc<Article>]) -> Kind<'a> {
    let questions = asking.iter().flat_map(|article| &article.questions);
    let answered = questions.map(|question| {
        let answer = reach::plain(view, &question.answer);
        (question.question.clone(), answer)
    });
    Kind::FaqPage(answered.collect())
}

/// So many changes are listed; older ones stand at the foot of their articles.
const LATEST: usize = 500;

pub(in crate::enrich) fn changes(view: &mut Lookup<'_>) -> Page {
    let mut all: Vec<_> = view
        .changed_articles()
        .into_iter()
        .flat_map(|article| article.changes.iter().map(move |change| (article, change)))
        .collect();
    all.sort_by_key(|(_, change)| std::cmp::Reverse(change.date.order_key()));
    let changes = all
        .into_iter()
        .take(LATEST)
        .map(|(article, change)| SiteChange {
            article: Link {
                title: article.title.clone(),
                path: route::article(&article.slug),
            },
            date: views::date(&change.date),
            note: prose::plain(view, &change.note),
        })
        .collect();
    let description = "What was added, corrected or brought up to date, newest first.".to_owned();
    list(
        "changes.html",
        "",
        "What changed",
        route::CHANGES,
        description,
    )
    .page(view, &[], Content::Changes { changes })
}
